import { allocateFen } from '#kit/money.ts'
import { reason, type Reason } from '#kit/verdict.ts'

/** RV-8: orders of one buyer and address become one parcel, one order becomes several; amounts always add up. */
export interface Amounts { totalFen: number; discountFen: number; freightFen: number; paidFen: number; refundedFen: number }
export interface ParcelledLine { line: number; quantity: number; unitFen: number; discountFen: number; totalFen: number }
export interface Parcelled extends Amounts {
  id: number; shopId: number; stage: string; blocks: readonly string[]; customerId: number | null; currency: string
  /** Null where neither the address nor the platform's token for it is known: two unknown addresses are not the same one. */
  addressKey: string | null
}
export interface Part { line: number; quantity: number }

export const mergeableStages = ['received', 'review', 'ready'] as const
const splittableStages = ['review', 'ready']
const undoableStages = ['review', 'ready']
/** Waiting for goods is no reason against: it is asked anew of the new order. */
export const waitingBlocks = ['preorder', 'shortage', 'transfer'] as const

export function whyNotMerged(orders: readonly Parcelled[]): Reason[] {
  const differ = (of: (o: Parcelled) => unknown) => new Set(orders.map(of)).size > 1
  return [
    ...(orders.length < 2 ? [no('too-few-orders', { orders: orders.length })] : []),
    ...(new Set(orders.map(o => o.id)).size < orders.length ? [no('order-twice')] : []),
    ...(differ(o => o.shopId) ? [no('other-shop')] : []),
    ...(new Set(orders.flatMap(o => o.customerId ?? [])).size > 1 ? [no('other-buyer')] : []),
    ...orders.filter(o => o.addressKey === null).map(o => no('address-unknown', { order: o.id })),
    ...(differ(o => o.addressKey) ? [no('other-address')] : []),
    ...(differ(o => o.currency) ? [no('other-currency')] : []),
    ...orders.flatMap(o => standing(o, mergeableStages)),
  ]
}

export function whyNotSplit(order: Parcelled, lines: readonly ParcelledLine[], parts: readonly (readonly Part[])[]): Reason[] {
  const given = new Map<number, number>()
  for (const { line, quantity } of parts.flat()) given.set(line, (given.get(line) ?? 0) + quantity)
  return [
    ...standing(order, splittableStages),
    ...(parts.length < 2 ? [no('too-few-parts', { parts: parts.length })] : []),
    ...parts.flatMap((p, i) => (p.length === 0 ? [no('empty-part', { part: i + 1 })] : [])),
    ...parts.flatMap((p, i) => (new Set(p.map(x => x.line)).size < p.length ? [no('line-twice', { part: i + 1 })] : [])),
    ...parts.flat().filter(p => !Number.isInteger(p.quantity) || p.quantity < 1).map(p => no('bad-quantity', { line: p.line, quantity: p.quantity })),
    ...[...given.keys()].filter(line => !lines.some(l => l.line === line)).map(line => no('no-such-line', { line })),
    ...lines.filter(l => (given.get(l.line) ?? 0) !== l.quantity).map(l => no('quantity-differs', { line: l.line, ordered: l.quantity, given: given.get(l.line) ?? 0 })),
  ]
}

const standing = (o: { id: number; stage: string; blocks: readonly string[] }, stages: readonly string[]): Reason[] => [
  ...(stages.includes(o.stage) ? [] : [no('wrong-stage', { order: o.id, stage: o.stage })]),
  ...o.blocks.filter(b => !(waitingBlocks as readonly string[]).includes(b)).map(block => no('blocked', { order: o.id, block })),
]
const no = (code: string, values?: Reason['values']) => reason(code, values, 'RV-8')

/** What came of a merge or split goes back only while nothing was picked and nothing else was decided on it. */
export function whyNotUndone(news: readonly { id: number; stage: string; blocks: readonly string[] }[], changed: readonly { id: number; by: string }[]): Reason[] {
  return [
    ...news.flatMap(o => standing(o, undoableStages)),
    ...changed.map(c => no(c.by === 'channel' ? 'channel-changed-since' : 'corrected-since', { order: c.id })),
  ]
}

export const summed = (orders: readonly Amounts[]): Amounts => {
  const sum = (of: keyof Amounts) => orders.reduce((all, o) => all + o[of], 0)
  return { totalFen: sum('totalFen'), discountFen: sum('discountFen'), freightFen: sum('freightFen'), paidFen: sum('paidFen'), refundedFen: sum('refundedFen') }
}

/** Lines by their quantities, freight and order discount by goods, what was paid by totals: the parts are the whole to the fen. */
export function partAmounts(order: Amounts, lines: readonly ParcelledLine[], parts: readonly (readonly Part[])[]): (Amounts & { lines: ParcelledLine[] })[] {
  const shares = new Map(lines.map(l => [l.line, lineShares(l, parts)]))
  const partLines = parts.map((part, i) => part.map(p => shares.get(p.line)![i]!)) // whyNotSplit has said that every line exists
  const goods = partLines.map(ls => ls.reduce((sum, l) => sum + l.totalFen, 0))
  const weights = goods.map(positive)
  // A channel's total need not be goods − discount + freight; what is beside it is shared like them.
  const beside = order.totalFen - (goods.reduce((a, b) => a + b, 0) - order.discountFen + order.freightFen)
  const [discounts, freights, odd] = [allocateFen(order.discountFen, weights), allocateFen(order.freightFen, weights), allocateFen(beside, weights)]
  const totals = goods.map((g, i) => g - discounts[i]! + freights[i]! + odd[i]!) // all of one length
  const paid = allocateFen(order.paidFen, totals.map(positive))
  // By what was paid, so that no part is refunded more than it (O3).
  const refunded = allocateFen(order.refundedFen, order.refundedFen <= order.paidFen ? paid : totals.map(positive))
  return parts.map((_, i) => ({ totalFen: totals[i]!, discountFen: discounts[i]!, freightFen: freights[i]!, paidFen: paid[i]!, refundedFen: refunded[i]!, lines: partLines[i]! }))
}

function lineShares(line: ParcelledLine, parts: readonly (readonly Part[])[]): ParcelledLine[] {
  const quantities = parts.map(part => part.find(p => p.line === line.line)?.quantity ?? 0)
  const discounts = allocateFen(line.discountFen, quantities)
  const odd = allocateFen(line.totalFen - (line.quantity * line.unitFen - line.discountFen), quantities)
  return quantities.map((quantity, i) => ({ line: line.line, quantity, unitFen: line.unitFen, discountFen: discounts[i]!, totalFen: quantity * line.unitFen - discounts[i]! + odd[i]! }))
}
const positive = (fen: number) => Math.max(0, fen)
