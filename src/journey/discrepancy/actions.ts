import { record } from '#kit/events.ts'
import type { Reason } from '#kit/verdict.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { differencesOf, ownerOf, type Station } from './rules.ts'
import * as store from './store.ts'

/** What a station refused, and where; `people` are whose hands it went through before. */
export interface Refusal { reasons: readonly Reason[]; order?: number; wave?: number; warehouse?: number; gesture?: string; ownerId?: number | null }

/** Every difference a station refused is an error with its owner, and asks for a cause (FU-5). The refusal itself keeps the order where it is. */
export async function noteDifferences(work: Work, station: Station, refusals: readonly Refusal[]): Promise<void> {
  const rows = refusals.flatMap(({ reasons, order, wave, warehouse, gesture, ownerId }) => differencesOf(reasons).map((r, i) => ({
    station, code: r.code, values: r.values ?? {}, order: order ?? null, wave: wave ?? null, warehouse: warehouse ?? null, owner: ownerOf(station, r.code), ownerId: ownerId ?? null,
    gesture: gesture === undefined ? null : `${gesture}/${i}`,
  })))
  if (rows.length === 0) return
  const made = await store.insertDiscrepancies(work.tx, work.now, work.actor, rows)
  await record(work, made.map(d => ({ ...subjectOf(d), kind: `${subjectOf(d).subject}.discrepancy`, clause: 'FU-5.discrepancy', facts: { discrepancy: d.id, station: d.station, code: d.code } })))
}

/** Says the cause of a difference, once. Answers whether there was one to say. */
export async function sayCause(work: Work, id: number, cause: string, note: string): Promise<boolean> {
  const [done] = await store.writeCause(work.tx, work.actor.scope, id, work.now, work.actor.name, cause, note)
  if (!done) return false
  await record(work, [{ ...subjectOf(done), kind: `${subjectOf(done).subject}.cause`, clause: 'FU-5.discrepancy', facts: { discrepancy: id, cause } }])
  return true
}

const subjectOf = ({ order, wave, warehouse }: store.Whose) => (order !== null ? { subject: 'order', id: order } : wave !== null ? { subject: 'wave', id: wave } : { subject: 'warehouse', id: warehouse ?? 0 })
