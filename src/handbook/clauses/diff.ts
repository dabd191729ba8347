import type { Db } from '#kit/db.ts'
import type { Handbook } from './rules.ts'
import { approvedChanges, pendingChanges } from './store.ts'
import { bookAt, figureDifferences, type FigureDifference } from './versions.ts'

export interface HandbookDiff { from: Date | null; to: Date; differences: FigureDifference[]; coming: Proposal[]; pending: Proposal[] }
export interface Proposal { id: number; clause: string; figure: string; value: number; reason: string; effectiveAt: Date }

/** What differs between the handbook's files and the figures in force at `to`, or between two moments; and what is approved for later or waits for approval. */
export async function handbookDiff(db: Db, base: Handbook, { from, to }: { from: Date | null; to: Date }): Promise<HandbookDiff> {
  const changes = await approvedChanges(db)
  const proposals = await pendingChanges(db, to)
  return {
    from, to, differences: figureDifferences(from ? bookAt(base, changes, from) : base, bookAt(base, changes, to)),
    coming: proposals.filter(p => p.approved), pending: proposals.filter(p => !p.approved),
  }
}
