import { priorityOf, type BlockReason } from '#journey/order/rules.ts'
import { mayLieIn } from '#kit/divisions.ts'
import type { Reason } from '#kit/verdict.ts'

/** What review knows of an order; amounts in fen. Names here are the variables of an editable rule. */
export interface ReviewedOrder {
  id: number; class: string; priority: number; totalFen: number; paidFen: number; refundedFen: number; discountFen: number; freightFen: number
  pieces: number; first: boolean; paid: boolean; province: string; city: string; hasReceiver: boolean; remark: string; shop: string
  /** Other orders that went to the same receiver and street within the time of clause RV-3.behaviour before this one. */
  sameAddress: number
  /** Number of an order like it of which one was written down by hand and the other came from the platform (IN-7). */
  twin: string | null
}
export interface ReviewedLine { line: number; code: string; known: boolean; onSale: boolean; custom: boolean; cold: boolean; quantity: number; unitFen: number; discountFen: number; totalFen: number; listFen: number; refundAsked: boolean }

/** By what an order is divided: fresh goods from the others, made-to-order ones from the others, or each line by itself. */
export const splits = ['cold', 'custom', 'lines'] as const
export type Split = (typeof splits)[number]
export interface Gift { sku: string; quantity: number }
/** What a rule does to an order it fits (RV-2). */
export interface RuleOutcome { refer?: boolean; block?: BlockReason; class?: string; priority?: number; tag?: string; carrier?: string; gift?: Gift; split?: Split; note?: string }
export interface Fired { rule: string; clause: string | null; outcome: RuleOutcome; values: Record<string, string | number | boolean> }

/** One order's verdict: pass, or refer to a person; every rule that fired, with the values that made it fire (RV-2). */
export interface Verdict { id: number; pass: boolean; fired: Fired[]; blocks: { reason: BlockReason; note: string }[]; class: string; priority: number; tags: string[]; carrier: string | null; gifts: Gift[]; split: Split | null }

export interface CompiledRule {
  name: string; clause: string | null; outcome: RuleOutcome
  fits(order: ReviewedOrder, lines: readonly ReviewedLine[]): boolean | 'failed'
  /** What the condition asked and what it found, by the names it uses; never the buyer's own words. */
  values(order: ReviewedOrder, lines: readonly ReviewedLine[]): Fired['values']
}

/** RV-1: the checks that every order passes, with all its reasons at once. Emergency mode (RV-6) keeps the key fields only. */
export function basicReasons(order: ReviewedOrder, lines: readonly ReviewedLine[], emergency: boolean, amountGapFen = 0): Reason[] {
  const reasons: Reason[] = []
  const say = (code: string, values: Reason['values'] = {}) => reasons.push({ code, values, clause: 'RV-1' })
  if (!order.hasReceiver) say('receiver-missing')
  if (!order.province) say('address-incomplete')
  else if (mayLieIn(order.province, order.city) === false) say('address-unlikely', { province: order.province, city: order.city })
  if (!order.paid || order.paidFen + order.refundedFen < order.totalFen) say('payment-short', { totalFen: order.totalFen, paidFen: order.paidFen + order.refundedFen })
  if (order.twin !== null) reasons.push({ code: 'twin-by-hand', values: { number: order.twin }, clause: 'IN-7.outage' })
  const unknown = lines.filter(l => !l.known)
  if (unknown.length) say('product-unknown', { codes: unknown.slice(0, 5).map(l => l.code).join(' ') })
  if (emergency) return reasons
  const sum = lines.reduce((n, l) => n + l.quantity * l.unitFen - l.discountFen, 0) - order.discountFen + order.freightFen
  if (Math.abs(sum - order.totalFen) > amountGapFen) say('amount-differs', { totalFen: order.totalFen, sumFen: sum })
  const off = lines.filter(l => l.known && !l.onSale)
  if (off.length) say('product-not-on-sale', { codes: off.slice(0, 5).map(l => l.code).join(' ') })
  return reasons
}

/** Judges one order by the basic checks and every live rule. */
export function judge(order: ReviewedOrder, lines: readonly ReviewedLine[], rules: readonly CompiledRule[], { emergency = false, amountGapFen = 0 } = {}): Verdict {
  const fired: Fired[] = basicReasons(order, lines, emergency, amountGapFen).map(r => ({ rule: r.code, clause: r.clause ?? 'RV-1', outcome: { refer: true }, values: r.values as Fired['values'] }))
  for (const rule of rules) {
    const fits = rule.fits(order, lines)
    // A rule that cannot be worked out for an order sends it to a person; it never stops the others.
    if (fits === 'failed') fired.push({ rule: rule.name, clause: rule.clause, outcome: { refer: true, note: 'the rule failed' }, values: { failed: true } })
    else if (fits) fired.push({ rule: rule.name, clause: rule.clause, outcome: rule.outcome, values: rule.values(order, lines) })
  }
  const blocks = fired.flatMap(f => (f.outcome.block ? [{ reason: f.outcome.block, note: f.outcome.note ?? f.rule }] : []))
  const outcomes = fired.map(f => f.outcome)
  const orderClass = outcomes.findLast(o => o.class)?.class ?? order.class
  const gifts = outcomes.flatMap(o => o.gift ?? [])
  return {
    id: order.id, fired, blocks, class: orderClass,
    pass: !outcomes.some(o => o.refer || o.block),
    // A rule lifts an order in the queues and never pushes it back.
    priority: Math.max(orderClass === order.class ? order.priority : priorityOf(orderClass), ...outcomes.flatMap(o => o.priority ?? [])),
    tags: [...new Set(outcomes.flatMap(o => o.tag ?? []))].toSorted(),
    carrier: outcomes.findLast(o => o.carrier)?.carrier ?? null,
    // Two rules that give the same thing give it once, the larger number.
    gifts: [...Map.groupBy(gifts, g => g.sku)].map(([sku, same]) => ({ sku, quantity: Math.max(...same.map(g => g.quantity)) })),
    split: outcomes.find(o => o.split)?.split ?? null,
  }
}

/** The parts of a divided order by its lines; fewer than two where there is nothing to divide. What was given goes with the first part. */
export function partsOf(split: Split, lines: readonly Pick<ReviewedLine, 'line' | 'quantity' | 'cold' | 'custom' | 'totalFen'>[]): { line: number; quantity: number }[][] {
  const given = lines.filter(l => l.totalFen === 0), paid = lines.filter(l => l.totalFen !== 0)
  const parts = [...Map.groupBy(paid, l => (split === 'lines' ? l.line : l[split])).values()]
  return parts.map((part, i) => (i === 0 ? [...part, ...given] : part).map(({ line, quantity }) => ({ line, quantity })))
}
