import { record } from '#kit/events.ts'
import type { Db } from '#kit/db.ts'
import { conflict, invalid, notFound } from '#kit/problem.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { whyNotApprove, whyNotReject } from './changes.rules.ts'
import * as store from './changes.store.ts'

export interface NewChange { clause: string; figure: string; value: number; reason: string; effectiveAt: Date }

/** Another figure from a date on; the past stays judged by the figure then in force. */
export async function proposeChange(work: Work, change: NewChange): Promise<number> {
  const figure = work.book.clauses[change.clause]?.figures[change.figure]
  if (!figure || figure.unit === 'timeOfDay') throw invalid(`Clause ${change.clause} has no number called ${change.figure}.`, [{ code: 'figure-unknown', path: 'figure' }])
  if (figure.value === change.value) throw invalid('That is the figure in force already.', [{ code: 'no-change', path: 'value' }])
  const id = await store.propose(work.tx, { ...change, was: figure.value, by: work.actor.id, at: work.now })
  await record(work, [{ subject: 'handbook-change', id, kind: 'handbook-change.propose', facts: { ...change, was: figure.value } }])
  return id
}

export async function approveChange(work: Work, id: number): Promise<void> {
  const change = await store.lockChange(work.tx, id)
  if (!change) throw notFound('change')
  const reasons = whyNotApprove(change, work.actor.id, work.now)
  if (reasons.length) throw conflict('not-approvable', 'It is decided already, its date is past, or it is your own proposal.', reasons)
  await store.writeApproval(work.tx, id, work.actor.id, work.now)
  await record(work, [{ subject: 'handbook-change', id, kind: 'handbook-change.approve' }])
}

export async function rejectChange(work: Work, id: number, why: string): Promise<void> {
  const change = await store.lockChange(work.tx, id)
  if (!change) throw notFound('change')
  const reasons = whyNotReject(change, work.actor.id, work.actor.roles)
  if (reasons.length) throw conflict('not-rejectable', 'It is decided already, or it is somebody else’s proposal.', reasons)
  await store.writeRejection(work.tx, id, work.actor.id, work.now, why)
  await record(work, [{ subject: 'handbook-change', id, kind: 'handbook-change.reject', facts: { why } }])
}

/** Proposals that wait for the approval of this person. */
export const waitingProposals = (db: Db, by: number, now: Date) => store.openProposals(db, by, now)
