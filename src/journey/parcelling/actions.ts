import type { Db } from '#kit/db.ts'
import { reason, type Reason } from '#kit/verdict.ts'
import { reviveClocks } from '#handbook/clocks/actions.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { moveOrders, openOrders, unblock } from '#journey/order/actions.ts'
import { bearDivided, leadInto, type Divided } from '#journey/order/divide.actions.ts'
import type { OrderMove } from '#journey/order/states.ts'
import { partAmounts, summed, waitingBlocks, whyNotMerged, whyNotSplit, whyNotUndone, type Amounts, type Part } from './rules.ts'
import * as store from './store.ts'

export type Parcelling = { ok: true; orders: number[] } | { ok: false; reasons: Reason[] }
/** Allocation's acts, given by main so that this room imports no step. */
export interface Goods { unallocate: (work: Work, ids: readonly number[]) => Promise<unknown>; allocate: (work: Work, ids: readonly number[]) => Promise<unknown> }

/** Every reason against sending each of these orders together with that one; for a desk that shows what could go together. */
export async function whyNotTogether(db: Db, id: number, others: readonly number[]): Promise<Map<number, Reason[]>> {
  const found = new Map((await store.ordersToParcel(db, [id, ...others])).map(o => [o.id, o]))
  const here = found.get(id)
  return new Map(others.map(other => { const there = found.get(other); return [other, here && there ? whyNotMerged([here, there]) : [reason('not-found')]] }))
}

/** RV-8: several orders of one buyer and address become one; the old ones end as merged and lead to it. */
export async function mergeOrders(work: Work, ids: readonly number[], goods: Goods): Promise<Parcelling> {
  const { refused } = await openOrders(work, ids)
  if (refused.length) return { ok: false, reasons: refused.flatMap(r => r.reasons.map(x => ({ ...x, values: { ...x.values, order: r.id } }))) }
  const found = await store.ordersToParcel(work.tx, ids)
  const reasons = whyNotMerged(ids.map(id => found.find(o => o.id === id)!)) // all are locked, so all are there
  if (reasons.length) return { ok: false, reasons }
  const lines = await store.linesToParcel(work.tx, ids)
  const first = found[0]! // at least two, says the rule
  const dearest = found.toSorted((a, b) => b.priority - a.priority)[0]!
  const base = divided(first, summed(found), found.flatMap(o => lines.filter(l => l.orderId === o.id)), `${first.number}-M${first.id}`)
  await end(work, 'merge', found, goods)
  const [id] = await bearDivided(work, [{
    ...base, from: found.map(o => o.id),
    order: {
      ...base.order, first: found.some(o => o.first), customer: found.find(o => o.customerId !== null)?.customerId ?? null, class: dearest.class, priority: dearest.priority,
      paidAt: latest(found.map(o => o.paidAt)), buyerRemark: together(found.map(o => o.buyerRemark)), sellerRemark: together(found.map(o => o.sellerRemark)),
      delivery: found.find(o => o.delivery)?.delivery ?? '',
    },
  }])
  await leadInto(work, ids, id!) // one was asked for
  await store.insertDivisions(work.tx, 'merge', work.now, work.actor.id, [[...found.map(standsAs), { id: id!, stood: null }]])
  if (found.some(wasNotReviewed)) await allMoved(work, 'send-back', [id!])
  return { ok: true, orders: [id!] }
}

export const splitOrder = async (work: Work, id: number, parts: Split['parts'], goods: Goods): Promise<Parcelling> =>
  (await splitOrders(work, [{ id, parts }], goods)).get(id)! // each order asked for gets its answer

export interface Split { id: number; parts: readonly (readonly Part[])[] }
/** RV-8: each of these orders becomes several; it ends as split, its parts have its source. One that may not is left whole and the others go on. */
export async function splitOrders(work: Work, splits: readonly Split[], goods: Goods): Promise<Map<number, Parcelling>> {
  const asked = new Map(splits.map(s => [s.id, s.parts]))
  const { open, refused } = await openOrders(work, [...asked.keys()])
  const answers = new Map<number, Parcelling>(refused.map(({ id, reasons }) => [id, { ok: false, reasons }]))
  const found = await store.ordersToParcel(work.tx, open.map(o => o.id))
  const lines = Map.groupBy(await store.linesToParcel(work.tx, open.map(o => o.id)), l => l.orderId)
  const going = found.filter(order => {
    const reasons = whyNotSplit(order, lines.get(order.id) ?? [], asked.get(order.id)!) // only those asked for are open
    if (reasons.length) answers.set(order.id, { ok: false, reasons })
    return reasons.length === 0
  })
  if (going.length === 0) return answers
  await end(work, 'split', going, goods)
  const parts = going.flatMap(order => partsOf(order, lines.get(order.id)!, asked.get(order.id)!)) // without lines the rule says no
  const born = Map.groupBy((await bearDivided(work, parts)).map((id, i) => ({ id, of: parts[i]!.receiverOf })), b => b.of)
  const partIds = (order: store.ParcelledOrder) => born.get(order.id)!.map(b => b.id)
  await store.insertDivisions(work.tx, 'split', work.now, work.actor.id, going.map(o => [standsAs(o), ...partIds(o).map(id => ({ id, stood: null }))]))
  const again = going.filter(wasNotReviewed).flatMap(partIds)
  if (again.length) await allMoved(work, 'send-back', again)
  for (const order of going) answers.set(order.id, { ok: true, orders: partIds(order) })
  return answers
}

function partsOf(order: store.ParcelledOrder, lines: readonly store.FullLine[], parts: Split['parts']): Divided[] {
  const whole = new Map(lines.map(l => [l.line, l]))
  return partAmounts(order, lines, parts).map((part, i) => divided(order, part, part.lines.map(l => ({ ...whole.get(l.line)!, ...l })), `${order.number}-${i + 1}`))
}

/**
 * RV-8: takes the last merge or split of an order back, asked by an old or a new one, as long as nothing was picked. What came of it
 * ends; the old ones stand where they stood with the clocks they had, and get their goods back in the same transaction, or wait.
 */
export async function undoParcelling(work: Work, id: number, goods: Goods): Promise<Parcelling> {
  const division = await store.lastDivision(work.tx, id)
  if (!division) return { ok: false, reasons: [reason('nothing-to-undo', {}, 'RV-8.merge-split')] }
  const members = await store.divisionOrders(work.tx, division.id)
  const olds = members.filter(m => m.stood !== null), news = members.filter(m => m.stood === null)
  const { refused } = await openOrders(work, members.map(m => m.id)) // locks them all
  if (refused.some(r => r.reasons.some(x => x.code === 'not-found'))) return { ok: false, reasons: [reason('not-found')] }
  const standing = await store.ordersToParcel(work.tx, news.map(o => o.id))
  const reasons = whyNotUndone(standing, await store.changedSince(work.tx, division.at, news.map(o => o.id), olds.map(o => o.id)))
  if (reasons.length) return { ok: false, reasons }
  await end(work, 'undo', standing, goods)
  for (const [stood, group] of Map.groupBy(olds, o => o.stood)) await allMoved(work, `restore-${stood}` as OrderMove, group.map(o => o.id)) // the stages that may be merged or split
  await reviveClocks(work, 'order', olds.map(o => o.id), division.at)
  await leadInto(work, olds.map(o => o.id), null)
  await store.markUndone(work.tx, division.id, work.now)
  await goods.allocate(work, olds.filter(o => o.stood === 'ready').map(o => o.id))
  return { ok: true, orders: olds.map(o => o.id) }
}

/** Takes back what the orders hold or wait for and ends them. The rule has said yes to locked orders: a no now is a fault of ours. */
async function end(work: Work, move: OrderMove, orders: readonly store.ParcelledOrder[], goods: Goods): Promise<void> {
  await goods.unallocate(work, orders.filter(o => o.warehouseId !== null || o.blocks.includes('transfer')).map(o => o.id))
  const ids = orders.map(o => o.id)
  for (const block of waitingBlocks) await unblock(work, ids, block, move)
  await allMoved(work, move, ids)
}

async function allMoved(work: Work, move: OrderMove, ids: readonly number[]): Promise<void> {
  const { refused } = await moveOrders(work, { move, ids, clause: 'RV-8.merge-split' })
  if (refused[0]) throw new Error(`order ${refused[0].id} did not ${move}: ${refused[0].reasons.map(r => r.code).join(', ')}`)
}

/** Orders are born ready; where one of the old ones was not yet, a person looks at the new one, so that nothing slips past review (RV-1). */
const wasNotReviewed = (old: store.ParcelledOrder) => old.stage !== 'ready'
const standsAs = ({ id, stage }: store.ParcelledOrder): store.DivisionOrder => ({ id, stood: stage })

const divided = (from: store.ParcelledOrder, amounts: Amounts, lines: readonly Omit<store.FullLine, 'orderId'>[], number: string): Divided => ({
  from: [from.id], receiverOf: from.id,
  order: {
    shop: from.shopId, number, source: from.sourceId, customer: from.customerId, first: from.first, class: from.class, priority: from.priority,
    placedAt: from.placedAt.toISOString(), paidAt: from.paidAt?.toISOString() ?? null, totalFen: amounts.totalFen, discountFen: amounts.discountFen,
    freightFen: amounts.freightFen, paidFen: amounts.paidFen, refundedFen: amounts.refundedFen, currency: from.currency, shape: shapeOf(lines),
    pieces: pieces(lines), buyerRemark: from.buyerRemark, sellerRemark: from.sellerRemark, delivery: from.delivery,
  },
  lines: lines.map((l, i) => ({
    line: i + 1, sku: l.sku, code: l.code, title: l.title, spec: l.spec, quantity: l.quantity, unitFen: l.unitFen, discountFen: l.discountFen, totalFen: l.totalFen,
    platformLine: l.platformLine, refundAsked: l.refundAsked,
  })),
})
const pieces = (lines: readonly { quantity: number }[]) => lines.reduce((n, l) => n + l.quantity, 0)
/** The shapes of intake, which no other step may ask. */
const shapeOf = (lines: readonly { quantity: number }[]) => (pieces(lines) === 1 ? 'single' : pieces(lines) > 20 || lines.length > 10 ? 'large' : 'multi')
const together = (texts: readonly string[]) => [...new Set(texts.filter(Boolean))].join(' / ')
const latest = (times: readonly (Date | null)[]) => times.map(t => t?.toISOString() ?? null).toSorted().findLast(t => t !== null) ?? null
