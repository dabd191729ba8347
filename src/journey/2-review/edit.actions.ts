import { record } from '#kit/events.ts'
import { conflict, invalid, notFound } from '#kit/problem.ts'
import { reason, type Reason } from '#kit/verdict.ts'
import { figures } from '#handbook/clauses/rules.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { carriers } from '#partners/carriers/actions.ts'
import { compile, compileAll, type StoredRule } from './expression.ts'
import { conditionOf, type ConditionForm } from './form.rules.ts'
import { judge } from './rules.ts'
import { changesOf, grouped, type ChangeGroup } from './trial.rules.ts'
import { reviewLines } from './store.ts'
import * as store from './edit.store.ts'

export interface GivenRule extends Omit<StoredRule, 'condition'> { condition: string; form?: ConditionForm | undefined; rank: number }

/** A rule ready to run: its form has become an expression. A mistake is refused with its place. */
export async function written(work: Work, given: GivenRule): Promise<StoredRule> {
  const made = given.form ? conditionOf(given.form) : { ok: true as const, condition: given.condition }
  if (!made.ok) throw invalid('The form is not complete.', made.reasons)
  const compiled = compile(made.condition, figures(work.book))
  if (!compiled.ok) throw invalid(compiled.message, [{ code: 'condition', path: given.form ? 'form' : 'condition' }])
  const { gift, carrier } = given.outcome
  const reasons = [
    ...(gift && !(await store.isProduct(work.tx, gift.sku)) ? [reason('gift-unknown', { sku: gift.sku })] : []),
    ...(carrier && !(await carriers(work.tx)).some(c => c.name === carrier) ? [reason('carrier-unknown', { carrier })] : []),
  ]
  if (reasons.length) throw invalid('The outcome names what is not there.', reasons)
  return { name: given.name, condition: made.condition, outcome: given.outcome, clause: given.clause }
}

export interface Trial { condition: string; looked: number; fits: number[]; changes: (ChangeGroup & { samples: Awaited<ReturnType<typeof store.pastOrders>> })[] }
const SAMPLES = 12

/** RV-2: what the rule would have done to past orders, and what would differ from the rules that are live now. */
export async function tryRule(work: Work, given: GivenRule, { replaces, retire, limit }: { replaces?: number | undefined; retire: boolean; limit: number }): Promise<Trial> {
  const rule = await written(work, given)
  const live = (await store.allRules(work.tx, false)).filter(r => r.live)
  const others = live.filter(r => (replaces === undefined ? r.name !== rule.name : r.id !== replaces))
  const after = retire ? others : [...others, { ...rule, rank: given.rank, id: Number.MAX_SAFE_INTEGER }].toSorted((a, b) => a.rank - b.rank || a.id - b.id)
  const known = figures(work.book)
  const [own] = compileAll([rule], known)
  const [isNow, wouldBe] = [compileAll(live, known), compileAll(after, known)]
  const orders = await store.pastOrders(work.tx, work.actor.scope, limit, known['RV-3.behaviour.window']!)
  const lines = Map.groupBy(await reviewLines(work.tx, orders.map(o => o.id)), l => l.orderId)
  const fits = orders.map(o => ({ id: o.id, fits: own!.fits(o, lines.get(o.id) ?? []) })) // one rule went in
  const failed = fits.find(f => f.fits === 'failed')
  if (failed) throw invalid(`The condition cannot be worked out for order ${failed.id}.`, [{ code: 'condition', path: 'condition', values: { order: String(failed.id) } }])
  const changes = orders.flatMap(o => changesOf(judge(o, lines.get(o.id) ?? [], isNow), judge(o, lines.get(o.id) ?? [], wouldBe)))
  const byId = new Map(orders.map(o => [o.id, o]))
  return {
    condition: rule.condition, looked: orders.length, fits: fits.filter(f => f.fits).map(f => f.id),
    changes: grouped(changes, SAMPLES).map(g => ({ ...g, samples: g.orders.map(id => byId.get(id)!) })), // groups are made of these orders
  }
}

/** Saves a rule; what stood there before is in the log beside what stands there now. */
export async function saveRule(work: Work, given: GivenRule & { live: boolean }, { replaces, seen }: { replaces?: number | undefined; seen?: string | undefined }): Promise<number> {
  const rule = { ...await written(work, given), rank: given.rank, live: given.live, form: given.form ?? null }
  const old = await store.lockRule(work.tx, replaces ?? null, rule.name)
  if (replaces !== undefined && !old) throw notFound('rule')
  if (old && seen && old.changedAt.getTime() !== new Date(seen).getTime()) throw conflict('changed-meanwhile', 'Somebody else has changed this rule meanwhile.', [meanwhile(old)])
  const id = old ? old.id : (await store.insertRule(work.tx, rule, work.now)).id
  if (old) await store.updateRule(work.tx, id, rule, work.now)
  const before = old && { name: old.name, condition: old.condition, outcome: old.outcome, rank: old.rank, live: old.live }
  await record(work, [{ subject: 'review-rule', id, kind: 'review-rule.save', clause: 'RV-2.rules', facts: { name: rule.name, condition: rule.condition, outcome: rule.outcome, rank: rule.rank, live: rule.live, ...(before && { before }) } }])
  return id
}
const meanwhile = (old: store.EditedRule): Reason => ({ code: 'changed-meanwhile', values: { rule: old.name, changedAt: old.changedAt.toISOString() } })

export async function retireRule(work: Work, id: number, why: string): Promise<void> {
  const [gone] = await store.retireRule(work.tx, id, work.now)
  if (!gone) throw notFound('rule')
  await record(work, [{ subject: 'review-rule', id, kind: 'review-rule.retire', clause: 'RV-2.rules', facts: { name: gone.name, why } }])
}

export async function orderRules(work: Work, ids: readonly number[]): Promise<void> {
  const all = await store.allRules(work.tx, false)
  if (new Set(ids).size !== ids.length || all.length !== ids.length || all.some(r => !ids.includes(r.id))) throw conflict('rules-differ', 'The list must hold each rule once; somebody may have added or retired one meanwhile.')
  const places = new Map(ids.map((id, i) => [id, i]))
  await store.rankRules(work.tx, ids, work.now)
  const moved = all.filter((r, i) => places.get(r.id) !== i)
  await record(work, moved.map(r => ({ subject: 'review-rule', id: r.id, kind: 'review-rule.order', clause: 'RV-2.rules', facts: { name: r.name, before: all.indexOf(r) + 1, after: places.get(r.id)! + 1 } }))) // every rule has a place
}
