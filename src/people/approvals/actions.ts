import type { Db } from '#kit/db.ts'
import { record } from '#kit/events.ts'
import { moveSet } from '#kit/mover.ts'
import type { Reason } from '#kit/verdict.ts'
import type { Actor } from '#kit/work.ts'
import { amount } from '#handbook/clauses/rules.ts'
import { addLimit } from '#handbook/calendar/rules.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { decidedBy, kindRules, whyNotDecide, whyNotWithdraw, type ApprovalKind } from './rules.ts'
import { approvalLife } from './states.ts'
import * as store from './store.ts'

/** What is carried out once it is approved, in the same transaction; one that cannot be throws its reasons, and nothing is approved. */
export type CarryOut = (work: Work, asked: store.Approval) => Promise<unknown>

/** `payload` is for whoever carries it out, `view` for whoever decides: rows of short texts, without a name, phone or street. */
export interface Wish { kind: ApprovalKind; size: number; payload: unknown; view: readonly (readonly string[])[]; reason: string; shopId?: number | null; warehouseId?: number | null }

/** Asks for an act that another person must approve. */
export async function ask(work: Work, { kind, size, payload, view, reason, shopId = null, warehouseId = null }: Wish): Promise<number> {
  const { tx, now, actor, book, calendar } = work
  const until = addLimit(calendar, now, { value: amount(book, 'IT-3.approval', 'within'), unit: 'days' })
  const id = await store.insert(tx, { kind, size, payload, view, reason, shopId, warehouseId, by: actor.id, asker: actor.name, at: now, until })
  await record(work, [{ subject: 'approval', id, kind: 'approval.ask', after: 'asked', clause: kindRules[kind].clause, facts: { of: kind, size, reason } }])
  return id
}

/** The same, where it means nothing more to ask twice: what waits already is answered. */
export const askOnce = async (work: Work, wish: Wish): Promise<number> => await store.sameWaiting(work.tx, wish.kind, wish.payload, work.now) ?? ask(work, wish)

/** Another person says yes, and it is done at once. */
export async function approve(work: Work, id: number, acts: Readonly<Record<ApprovalKind, CarryOut>>): Promise<Reason[]> {
  const { reasons, asked } = await decide(work, 'approve', id, '')
  if (asked) await acts[asked.kind]({ ...work, cause: `approval ${asked.id}` }, asked)
  return reasons
}
export const reject = async (work: Work, id: number, why: string): Promise<Reason[]> => (await decide(work, 'reject', id, why)).reasons
export const withdraw = async (work: Work, id: number): Promise<Reason[]> => (await decide(work, 'withdraw', id, '')).reasons

async function decide(work: Work, move: 'approve' | 'reject' | 'withdraw', id: number, why: string): Promise<{ reasons: Reason[]; asked: store.Approval | undefined }> {
  const { tx, now, actor } = work
  let asked: store.Approval | undefined
  const { refused } = await moveSet(work, approvalLife, {
    move, ids: [id],
    lock: async ids => { const rows = await store.lock(tx, ids, actor.id, decidedBy(actor.roles), actor.scope); asked = rows[0]; return rows.map(({ shopId: _, warehouseId: __, ...row }) => row) },
    guard: row => (move === 'withdraw' ? whyNotWithdraw(row, actor.id) : whyNotDecide(row, actor, now)),
    write: async rows => { await store.writeStates(tx, rows, { id: actor.id, name: actor.name, at: now, why }) },
    facts: row => ({ of: row.kind, size: row.size, ...(why && { why }) }),
  }, async () => {})
  return { reasons: refused[0]?.reasons ?? [], asked: refused.length ? undefined : asked }
}

/** What nobody decided in time is over; whoever still wants it asks again. */
export async function lapse(work: Work, limit = 500): Promise<number> {
  const ids = (await store.lockLapsed(work.tx, work.now, limit)).map(row => row.id)
  if (ids.length === 0) return 0
  await moveSet(work, approvalLife, {
    move: 'lapse', ids, lock: async wanted => wanted.map(id => ({ id, state: 'asked' as const })),
    write: async rows => { await store.writeStates(work.tx, rows, { id: work.actor.id, name: work.actor.name, at: work.now, why: '' }) },
  }, async () => {})
  return ids.length
}

/** An approved request of the one who asks, taken into use: once. */
export async function take(work: Work, id: number): Promise<store.Approval | undefined> {
  const asked = await store.find(work.tx, id, work.actor.id)
  if (!asked || !await store.use(work.tx, id, work.actor.id, work.now)) return undefined
  await record(work, [{ subject: 'approval', id, kind: 'approval.use', facts: { of: asked.kind } }])
  return asked
}

/** What waits for a decision of this person. */
export const waitingApprovals = (db: Db, actor: Actor, now: Date) => store.waiting(db, actor.id, decidedBy(actor.roles), actor.scope, now)
