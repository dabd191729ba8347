import { record } from '#kit/events.ts'
import type { Outcome } from '#kit/verdict.ts'
import { lockAvailable, moveGoods, placesOf, release, reserve, shelvesOf } from '#goods/inventory/actions.ts'
import { takeFrom, type StockChange } from '#goods/inventory/rules.ts'
import { runClocks } from '#handbook/clocks/actions.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { block, moveOrders, unblock } from '#journey/order/actions.ts'
import { classAsPreorder, giveWarehouses } from '#journey/order/allocation.actions.ts'
import { chooseAll, waitingReasons, type Choice, type Waiting, type WarehouseStock } from './rules.ts'
import * as store from './store.ts'

/** Ids by what became of them; `refused` are those the actor may not allocate. */
export interface Allocated { allocated: number[]; transfer: number[]; short: number[]; refused: Outcome['refused'] }

/** Gives the next ready orders a warehouse and reserves their goods, the most urgent first; who lacks something is blocked with the reason. */
export const allocateReady = async (work: Work, limit = 500): Promise<Allocated> =>
  allocate(work, await store.claim(work.tx, work.actor.scope, limit))

/** Gives these ready orders a warehouse now, while what they held a moment ago is still locked for them. */
export const allocateThese = async (work: Work, ids: readonly number[]): Promise<Allocated> =>
  allocate(work, await store.claimThese(work.tx, work.actor.scope, ids))

/** Takes warehouse, reservations and open transfers back from locked orders. Answers what became free, for `arrived`. */
export async function unallocate(work: Work, ids: readonly number[]): Promise<StockChange[]> {
  if (ids.length === 0) return []
  const freed = await release(work, ids)
  await store.dropSuggestions(work.tx, ids)
  await unblock(work, ids, 'transfer', 'taken back')
  await giveWarehouses(work, ids.map(id => ({ id, warehouseId: null })))
  const events = ids.map(id => ({ subject: 'order', id, kind: 'order.unallocate' }))
  await record(work, events)
  await runClocks(work, events)
  return freed
}

/**
 * Goods have come or become free: orders that wait for them go first (CL-2, EX-3). Those that can go now are freed and
 * allocated at once; those that still lack something keep their block, without noise.
 */
export async function arrived(work: Work, skuIds: readonly number[]): Promise<Allocated> {
  if (skuIds.length === 0) return nothing()
  const waiting = await store.claimWaiting(work.tx, work.actor.scope, skuIds, 2000)
  const heldBack = waiting.filter(o => o.blocks.some(b => !waits(b)))
  const free = waiting.filter(o => o.blocks.every(waits))
  const { choices } = await decide(work, free)
  const going = free.filter(o => {
    const choice = choices.get(o.id)
    return choice?.kind === 'complete' || (choice?.kind === 'transfer' && !o.blocks.includes('transfer'))
  }).map(o => o.id)
  // Held by something else too, they are asked again when that is over.
  await stopWaiting(work, [...going, ...heldBack.map(o => o.id)], 'goods have come')
  return allocate(work, await store.claimThese(work.tx, work.actor.scope, going))
}

/**
 * Carries out open transfers, all parts of an order together, and allocates the orders in the same transaction, so that nobody takes
 * the goods on arrival. A transfer whose goods are gone is dropped and its order decided anew.
 */
export async function carryOutTransfers(work: Work, limit = 200): Promise<Allocated & { moved: number }> {
  const orders = await store.claimTransferring(work.tx, work.actor.scope, limit)
  if (orders.length === 0) return { ...nothing(), moved: 0 }
  const ids = orders.filter(o => o.waits).map(o => o.id)
  await store.dropSuggestions(work.tx, orders.filter(o => !o.waits).map(o => o.id))
  const open = await store.openSuggestions(work.tx, ids)
  // Everything these orders need is locked at once, also what their allocation asks for below.
  const skuIds = skusOf(await store.needsOf(work.tx, ids))
  const left = new Map((await lockAvailable(work, skuIds)).map(a => [`${a.skuId}/${a.warehouseId}`, a.available]))
  const shelves = await shelvesOf(work, skuIds, [...new Set(open.map(s => s.fromWarehouse))])
  const floors = await placesOf(work, [...new Set(open.map(s => s.toWarehouse))], 'receiving')
  const done: store.Suggestion[] = []
  for (const [, parts] of Map.groupBy(open, s => s.orderId)) {
    if (parts.some(p => (left.get(`${p.skuId}/${p.fromWarehouse}`) ?? 0) < p.quantity)) continue
    for (const p of parts) left.set(`${p.skuId}/${p.fromWarehouse}`, (left.get(`${p.skuId}/${p.fromWarehouse}`) ?? 0) - p.quantity)
    done.push(...parts)
  }
  await moveGoods(work, done.flatMap(s => {
    const taken = takeFrom(shelves, { skuId: s.skuId, warehouseId: s.fromWarehouse, quantity: s.quantity })
    if (!taken) throw new Error(`the shelves of warehouse ${s.fromWarehouse} hold less of SKU ${s.skuId} than its stock says`)
    return taken.map(t => ({ skuId: t.skuId, fromPlace: t.placeId, toPlace: floors(s.toWarehouse), quantity: t.quantity, cause: 'transfer', causeId: s.id, lot: t.lot }))
  }))
  await store.finishSuggestions(work.tx, work.now, done.map(s => s.id))
  await stopWaiting(work, ids, 'transfer')
  const answer = await allocate(work, await store.claimThese(work.tx, work.actor.scope, ids))
  return { ...answer, moved: done.length }
}

/** The stock rows stay locked from the decision to the end of the transaction, so that no order loses what it was given. */
async function allocate(work: Work, orders: readonly store.Candidate[]): Promise<Allocated> {
  if (orders.length === 0) return nothing()
  const { choices, needs } = await decide(work, orders)
  const of = <K extends Choice['kind']>(...kinds: K[]) => orders.flatMap(({ id }) => {
    const choice = choices.get(id)
    return choice && (kinds as string[]).includes(choice.kind) ? [{ id, choice: choice as Extract<Choice, { kind: K }> }] : []
  })
  const complete = new Map(of('complete').map(o => [o.id, o.choice]))
  const { moved, refused } = await moveOrders(work, {
    move: 'allocate', ids: [...complete.keys()], warehouses: new Map([...complete].map(([id, choice]) => [id, choice.warehouseId])),
    facts: order => ({ warehouseId: complete.get(order.id)?.warehouseId, why: complete.get(order.id)?.why }),
  })
  const going = new Set(moved)
  const allocated = [...complete].filter(([id]) => going.has(id)).map(([id, { warehouseId }]) => ({ id, warehouseId }))
  const { short } = await reserve(work, allocated.flatMap(({ id, warehouseId }) =>
    (needs.get(id) ?? []).flatMap(n => n.skuId === null ? [] : [{ orderId: id, line: n.line, skuId: n.skuId, quantity: n.quantity, warehouseId }])))
  if (short.length > 0) throw new Error(`order ${short[0]?.orderId} lost stock that was locked for it`)
  const transfer = of('transfer')
  await suggest(work, transfer)
  const waiting = of('shortage', 'preorder')
  await wait(work, waiting, needs)
  return { allocated: allocated.map(o => o.id), transfer: transfer.map(o => o.id), short: waiting.map(o => o.id), refused }
}

async function decide(work: Work, orders: readonly store.Candidate[]): Promise<{ choices: Map<number, Choice>; needs: Map<number, store.NeedRow[]> }> {
  if (orders.length === 0) return { choices: new Map(), needs: new Map() }
  const needs = Map.groupBy(await store.needsOf(work.tx, orders.map(o => o.id)), n => n.orderId)
  const stocks = await stocksOf(work, skusOf([...needs.values()].flat()))
  // A line without a product, or an order without lines, can never be complete: SKU 0 is nowhere.
  const waiting = orders.map<Waiting>(o => ({ id: o.id, province: o.province, needs: (needs.get(o.id) ?? [{ skuId: 0, quantity: 1 }]).map(n => ({ skuId: n.skuId ?? 0, quantity: n.quantity })) }))
  return { choices: chooseAll(waiting, stocks), needs }
}

async function stocksOf(work: Work, skuIds: readonly number[]): Promise<WarehouseStock[]> {
  const stocks = (await store.warehouses(work.tx)).map<WarehouseStock>(w => ({ warehouseId: w.id, province: w.province, rank: w.rank, available: new Map() }))
  const byId = new Map(stocks.map(s => [s.warehouseId, s.available]))
  for (const { warehouseId, skuId, available } of await lockAvailable(work, skuIds)) byId.get(warehouseId)?.set(skuId, available)
  for (const { warehouseId, skuId, quantity } of await store.promisedToTransfers(work.tx, skuIds)) {
    const available = byId.get(warehouseId)
    available?.set(skuId, (available.get(skuId) ?? 0) - quantity)
  }
  return stocks
}

async function suggest(work: Work, orders: readonly { id: number; choice: Extract<Choice, { kind: 'transfer' }> }[]): Promise<void> {
  if (orders.length === 0) return
  await store.insertSuggestions(work.tx, work.now, orders.flatMap(({ id, choice }) => choice.parts.map(p => ({ ...p, orderId: id, toWarehouse: choice.warehouseId }))))
  await block(work, orders.map(({ id }) => ({ id, reason: 'transfer' as const })))
}

async function wait(work: Work, orders: readonly { id: number; choice: Extract<Choice, { kind: 'shortage' | 'preorder' }> }[], needs: ReadonlyMap<number, store.NeedRow[]>): Promise<void> {
  if (orders.length === 0) return
  const codes = (id: number, skuIds: readonly number[]) => [...new Set((needs.get(id) ?? []).filter(n => skuIds.includes(n.skuId ?? 0)).map(n => n.code))].join(', ')
  await block(work, orders.map(({ id, choice }) => ({
    id, reason: choice.kind, note: choice.missing.length > 0 ? codes(id, choice.missing.map(m => m.skuId)).slice(0, 500) : '',
  })))
  await classAsPreorder(work, orders.filter(o => o.choice.kind === 'preorder').map(o => o.id))
}

/** Takes every kind of waiting away; what is in it besides is left alone. */
async function stopWaiting(work: Work, ids: readonly number[], note: string): Promise<void> {
  if (ids.length === 0) return
  await store.dropSuggestions(work.tx, ids)
  for (const reason of waitingReasons) await unblock(work, ids, reason, note)
}

const nothing = (): Allocated => ({ allocated: [], transfer: [], short: [], refused: [] })
const skusOf = (needs: readonly store.NeedRow[]) => [...new Set(needs.flatMap(n => n.skuId ?? []))]
const waits = (reason: string) => (waitingReasons as readonly string[]).includes(reason)
