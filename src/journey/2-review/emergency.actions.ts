import { record } from '#kit/events.ts'
import { reason, type Reason } from '#kit/verdict.ts'
import { onBehalf } from '#kit/work.ts'
import { figures } from '#handbook/clauses/rules.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { block, moveOrders, openOrders } from '#journey/order/actions.ts'
import { inWarehouse } from '#journey/order/states.ts'
import { compileAll } from './expression.ts'
import * as store from './emergency.store.ts'
import { judge, type Verdict } from './rules.ts'
import { liveRules, ordersToReview, reviewLines } from './store.ts'

/** Switches the emergency review on until a time (RV-6). One at a time; it stands in the database, so every process obeys it. */
export async function startEmergency(work: Work, { reason: why, until }: { reason: string; until: Date }): Promise<{ ok: true; id: number } | { ok: false; reasons: Reason[] }> {
  await endOver(work)
  if (until <= work.now) return { ok: false, reasons: [reason('until-is-past', {}, clause)] }
  const [made] = await store.insertEmergency(work.tx, { from: work.now, until, reason: why, byId: work.actor.id, byName: work.actor.name })
  if (!made) return { ok: false, reasons: [reason('emergency-runs-already', {}, clause)] }
  await record(work, [{ subject: 'emergency', id: made.id, kind: 'emergency.start', clause, facts: { reason: why, until } }])
  return { ok: true, id: made.id }
}

export async function endEmergency(work: Work): Promise<boolean> {
  const open = await store.openEmergency(work.tx)
  if (!open || !(await store.endEmergency(work.tx, open.id, work.now, work.actor.name)).length) return false
  await record(work, [{ subject: 'emergency', id: open.id, kind: 'emergency.end', clause }])
  return true
}

/** The emergency of this moment; one whose time is over is none, also before somebody has come round to ending it. */
export async function emergencyNow(work: Work): Promise<store.Emergency | undefined> {
  const open = await store.openEmergency(work.tx)
  return open && open.until > work.now ? open : undefined
}

/** Ends an emergency whose time is over and, when there is none, checks the next skipped orders by every rule. Answers how much was done. */
export async function checkSkipped(work: Work, limit = 200): Promise<number> {
  const ended = await endOver(work)
  if (await store.openEmergency(work.tx)) return ended
  const ids = (await store.claimSkipped(work.tx, limit)).map(s => s.id)
  if (ids.length === 0) return ended
  const { open } = await openOrders(work, ids)
  const lines = Map.groupBy(await reviewLines(work.tx, ids), l => l.orderId)
  const known = figures(work.book)
  const rules = compileAll(await liveRules(work.tx), known)
  const verdicts = (await ordersToReview(work.tx, ids, known['RV-3.behaviour.window']!)).map(o => judge(o, lines.get(o.id) ?? [], rules, { amountGapFen: known['RV-1.amount.gap']! }))
  await record(work, verdicts.map(v => ({ subject: 'order', id: v.id, kind: 'order.recheck', clause, facts: { found: v.fired.map(f => ({ rule: f.rule, clause: f.clause, values: f.values })) } })))
  await stop(work, verdicts.filter(v => !v.pass), new Map(open.map(o => [o.id, o.state])))
  await store.writeChecked(work.tx, work.now, verdicts.map(v => ({ id: v.id, found: v.fired })))
  return ended + ids.length
}

/** Where the check finds something: back to a person while nothing was picked, stopped in the warehouse, only told once it has gone. */
async function stop(work: Work, verdicts: readonly Verdict[], stages: ReadonlyMap<number, string>): Promise<void> {
  const back = verdicts.filter(v => stages.get(v.id) === 'ready').map(v => v.id)
  if (back.length) await moveOrders(onBehalf(work), { move: 'send-back', ids: back, clause, facts: () => ({ note: 'found by the check after the emergency review' }) })
  const here = verdicts.filter(v => ['review', 'ready', ...inWarehouse].includes(stages.get(v.id) ?? ''))
  await block(work, here.flatMap(v => v.blocks.map(b => ({ id: v.id, ...b }))))
  await block(work, here.filter(v => v.blocks.length === 0 && (inWarehouse as readonly string[]).includes(stages.get(v.id) ?? '')).map(v => ({ id: v.id, reason: 'risk', note: v.fired.map(f => f.rule).join(', ').slice(0, 400) })))
}

async function endOver(work: Work): Promise<number> {
  const open = await store.openEmergency(work.tx)
  if (!open || open.until > work.now) return 0
  return (await endEmergency(work)) ? 1 : 0
}

const clause = 'RV-6.emergency'
