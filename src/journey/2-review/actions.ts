import type { Work } from '#handbook/clocks/work.ts'
import { block, moveOrders } from '#journey/order/actions.ts'
import { markOrders } from '#journey/order/class.actions.ts'
import { splitOrders } from '#journey/parcelling/actions.ts'
import { figures } from '#handbook/clauses/rules.ts'
import { defaultRules } from './defaults.ts'
import { emergencyNow } from './emergency.actions.ts'
import { insertSkips } from './emergency.store.ts'
import { compileAll } from './expression.ts'
import { judge, partsOf, type Verdict } from './rules.ts'
import * as store from './store.ts'

/** Reviews the next received orders as one set (RV-1). Answers how many were taken. */
export async function reviewReceived(work: Work, limit = 500): Promise<number> {
  const known = figures(work.book)
  const orders = await store.claimReceived(work.tx, limit, known['RV-3.behaviour.window']!) // the handbook has this clause
  if (orders.length === 0) return 0
  const lines = Map.groupBy(await store.reviewLines(work.tx, orders.map(o => o.id)), l => l.orderId)
  const emergency = await emergencyNow(work)
  const rules = emergency ? [] : compileAll(await store.liveRules(work.tx), known)
  const verdicts = orders.map(o => judge(o, lines.get(o.id) ?? [], rules, { emergency: emergency !== undefined, amountGapFen: known['RV-1.amount.gap']! }))
  await carryOut(work, verdicts, new Map(orders.map(o => [o.id, o])), emergency !== undefined)
  if (emergency) await insertSkips(work.tx, emergency.id, orders.map(o => o.id), work.now)
  return orders.length
}

async function carryOut(work: Work, verdicts: readonly Verdict[], before: ReadonlyMap<number, { class: string; priority: number }>, emergency: boolean): Promise<void> {
  const byId = new Map(verdicts.map(v => [v.id, v]))
  const facts = ({ id }: { id: number }) => {
    const { fired, tags, gifts, carrier } = byId.get(id)!
    return { ...(tags.length && { tags }), ...(gifts.length && { gifts }), ...(carrier && { carrier }), ...(fired.length && { verdict: fired.map(f => ({ rule: f.rule, clause: f.clause, values: f.values })) }), ...(emergency && { emergency: true }) }
  }
  await markOrders(work, {
    classes: verdicts.filter(v => v.class !== before.get(v.id)?.class || v.priority !== before.get(v.id)?.priority).map(({ id, class: orderClass, priority }) => ({ id, class: orderClass, priority })),
    gifts: verdicts.flatMap(v => v.gifts.map((gift, place) => ({ order: v.id, place, ...gift }))),
    tags: verdicts.filter(v => v.tags.length), carriers: verdicts.flatMap(v => (v.carrier ? [{ id: v.id, carrier: v.carrier }] : [])),
  })
  const passed = verdicts.filter(v => v.pass).map(v => v.id)
  const referred = verdicts.filter(v => !v.pass).map(v => v.id)
  if (passed.length) await moveOrders(work, { move: 'pass', ids: passed, facts, clause: 'RV-1.auto' })
  if (referred.length) await moveOrders(work, { move: 'refer', ids: referred, facts, clause: 'RV-3.proof' })
  await block(work, verdicts.flatMap(v => v.blocks.map(b => ({ id: v.id, ...b }))))
  await divide(work, verdicts.filter(v => v.pass && v.split))
}

/** Orders that passed and that a rule divides; nothing is allocated to them yet. One referred is for its reviewer to split. */
async function divide(work: Work, verdicts: readonly Verdict[]): Promise<void> {
  if (verdicts.length === 0) return
  const lines = Map.groupBy(await store.reviewLines(work.tx, verdicts.map(v => v.id)), l => l.orderId)
  const splits = verdicts.map(({ id, split }) => ({ id, parts: partsOf(split!, lines.get(id) ?? []) })).filter(s => s.parts.length > 1) // only those with a split come here
  const nothing = async () => undefined
  // A block from elsewhere, such as a refund asked for, is a no; the order then goes on whole.
  if (splits.length) await splitOrders(work, splits, { unallocate: nothing, allocate: nothing })
}

export async function seedRules(work: Work): Promise<void> {
  for (const rule of defaultRules) await store.seedRule(work.tx, rule, work.now)
}
