import { record } from '#kit/events.ts'
import type { Db } from '#kit/db.ts'
import { conflict } from '#kit/problem.ts'
import type { Work } from '#kit/work.ts'
import {
  balanceChanges, binKey, grant, inHouse, outside, settle, spread, stillPacked, stockChanges, stockKey, summed, together, walkOf, whyNotChange,
  type Available, type Movement, type Picked, type Place, type PlaceKind, type Promised, type Shelf, type Short, type StockChange, type StockKey, type Told, type Want,
} from './rules.ts'
import * as store from './store.ts'

/** The warehouse of that code with the places every warehouse has; a second call changes its name, province and rank. */
export async function ensureWarehouse(work: Work, warehouse: { code: string; name: string; province: string; rank?: number }): Promise<number> {
  const [row] = await store.insertWarehouse(work.tx, { rank: 0, ...warehouse })
  const id = row!.id // the upsert always answers its row
  await store.insertPlaces(work.tx, id, inHouse.map(kind => ({ code: kind.toUpperCase(), kind, walk: 0 })))
  await store.insertPlaces(work.tx, null, outside.map(kind => ({ code: kind.toUpperCase(), kind, walk: 0 })))
  return id
}

/** The bins of these codes, made where they are missing; bin code → place. */
export async function ensurePlaces(work: Work, warehouseId: number, bins: readonly string[]): Promise<Map<string, number>> {
  const codes = [...new Set(bins)].sort()
  await store.insertPlaces(work.tx, warehouseId, codes.map(code => ({ code, kind: 'bin', walk: walkOf(code) })))
  const places = await store.findPlaces(work.tx, warehouseId, codes)
  return new Map(places.map(p => [p.code, p.id]))
}

/** The place of a kind that a warehouse has once, or the one outside the house (`warehouseId` null). */
export async function placeOf(work: Work, warehouseId: number | null, kind: Exclude<PlaceKind, 'bin'>): Promise<number> {
  const [place] = await store.findPlaces(work.tx, warehouseId, [kind.toUpperCase()])
  if (!place) throw new Error(`warehouse ${warehouseId ?? 'outside'} has no place ${kind}`)
  return place.id
}

/** The same for several warehouses at once; asking for one that was not named throws. */
export async function placesOf(work: Work, warehouses: readonly number[], kind: Exclude<PlaceKind, 'bin'>): Promise<(warehouseId: number) => number> {
  const places = await store.placesOfKind(work.tx, kind, [...new Set(warehouses)])
  return warehouseId => {
    const place = places.find(p => p.warehouseId === warehouseId)
    if (!place) throw new Error(`warehouse ${warehouseId} has no place ${kind}`)
    return place.id
  }
}

/**
 * Moves goods from place to place: movements, balances and the stock that may be promised, together or not at all.
 * Stock that is promised to orders does not leave the shelves this way.
 */
export const moveGoods = (work: Work, movements: readonly Movement[]): Promise<void> => move(work, movements)

/** Goods come from the supplier onto a shelf. */
export async function receive(work: Work, goods: readonly { skuId: number; toPlace: number; quantity: number; lot?: string }[], cause: string, causeId: number): Promise<void> {
  if (goods.length === 0) return
  const supplier = await placeOf(work, null, 'supplier')
  await move(work, goods.map(g => ({ ...g, fromPlace: supplier, cause, causeId })))
  await tellArrival(work, goods.map(g => g.skuId))
}

/** Tells that these SKUs may be promised anew; waiting orders get them first, soon after (CL-2). */
export const tellArrival = (work: Work, skuIds: readonly number[]): Promise<void> =>
  record(work, [...new Set(skuIds)].sort((a, b) => a - b).map(id => ({ subject: 'stock', id, kind: 'stock.arrive' })))

/** Shelf, receiving, packed … of these SKUs in every warehouse. */
export const levelsOf = (db: Db, skuIds: readonly number[]): Promise<store.Level[]> => store.levels(db, skuIds)

/** O2, the oracle of stock: empty when counters, reservations, balances and movements agree, of all SKUs or of these. */
export const ledgerFaults = (db: Db, of?: readonly number[]) => store.ledgerFaults(db, of)

/** Where sellable goods lie that no picker was told to take, in walking order. */
export const shelvesOf = (work: Work, skuIds: readonly number[], warehouses: readonly number[]): Promise<Shelf[]> => store.shelvesOf(work.tx, skuIds, warehouses)

/** What may still be promised of these SKUs; the rows stay locked, so that the answer is true until the transaction ends. */
export const lockAvailable = (work: Work, skuIds: readonly number[]): Promise<Available[]> =>
  skuIds.length === 0 ? Promise.resolve([]) : store.lockStockOfSkus(work.tx, skuIds)

/**
 * Reserves whole orders in the order given, in three statements for any number of them; what is short is answered, never
 * granted. Two lines of one SKU are one demand (K2).
 */
export async function reserve(work: Work, wants: readonly Want[]): Promise<{ reserved: number[]; short: Short[] }> {
  if (wants.length === 0) return { reserved: [], short: [] }
  const available = await store.lockStock(work.tx, summed(wants))
  const granted = grant(wants, available)
  const going = new Set(granted.reserved)
  const rows = wants.filter(w => going.has(w.orderId))
  if (rows.length > 0) {
    await store.insertReservations(work.tx, rows)
    await store.changeStock(work.tx, summed(rows).map(c => ({ ...c, onHand: 0, reserved: c.quantity })))
  }
  return granted
}

/** Gives back what these orders have reserved and answers what became free. The orders are locked by the caller. */
export async function release(work: Work, orderIds: readonly number[]): Promise<StockChange[]> {
  if (orderIds.length === 0) return []
  await store.lockStockOfOrders(work.tx, orderIds)
  const freed = summed(await store.deleteReservations(work.tx, orderIds))
  if (freed.length > 0) await store.changeStock(work.tx, freed.map(c => ({ ...c, onHand: 0, reserved: -c.quantity })))
  return freed
}

/**
 * Tells pickers where the reserved goods of these orders lie: bin by bin, cumulatively over the whole set, never more than a bin
 * holds beyond what others were told (a constraint of the balance). The orders are locked by the caller; so is their stock, here.
 */
export async function promise(work: Work, orderIds: readonly number[], zone?: string): Promise<Told[]> {
  await store.lockStockOfOrders(work.tx, orderIds)
  const held = await store.reservationsOf(work.tx, orderIds)
  const told: Told[] = []
  for (const [warehouseId, wants] of Map.groupBy(held, h => h.warehouseId)) {
    const byOrder = [...Map.groupBy(wants, w => w.orderId)].flatMap(([orderId, own]) => summed(own).map(n => ({ ...n, orderId })))
    const shelves = await store.shelvesOf(work.tx, [...new Set(byOrder.map(w => w.skuId))], [warehouseId])
    const found = spread(byOrder, shelves, zone)
    if (!found) throw new Error(`the bins of warehouse ${warehouseId} hold less than its orders have reserved`)
    told.push(...found)
  }
  await changePromised(work, told, 1)
  return told
}

/** What pickers were told and will not take is free for others again. */
export const withdraw = (work: Work, told: readonly Promised[]): Promise<void> => changePromised(work, told, -1)

async function changePromised(work: Work, told: readonly Promised[], sign: 1 | -1): Promise<void> {
  if (told.length === 0) return
  const changes = together(told).map(c => ({ ...c, quantity: 0, promised: sign * c.quantity }))
  await store.lockBalances(work.tx, changes)
  await store.changeBalances(work.tx, changes)
}

/**
 * Picked goods go from the bin the picker was told to the packing place: on hand, reserved and promised fall together. More than
 * was reserved is refused. The orders are locked by the caller.
 */
export async function consume(work: Work, picked: readonly Picked[]): Promise<void> {
  if (picked.length === 0) return
  const orderIds = [...new Set(picked.map(p => p.orderId))]
  await store.lockStockOfOrders(work.tx, orderIds)
  const { left, freed, excess } = settle(await store.reservationsOf(work.tx, orderIds), picked)
  if (excess.length > 0) throw conflict('not-reserved', 'More was picked than is reserved for the order.', excess)
  await store.lowerReservations(work.tx, left)
  const shelves = await loadPlaces(work, picked.map(p => p.fromPlace))
  const packed = await placesOf(work, [...shelves.values()].flatMap(s => s.warehouseId ?? []), 'packed')
  await move(work, picked.map(p => ({
    skuId: p.skuId, fromPlace: p.fromPlace, toPlace: packed(shelves.get(p.fromPlace)?.warehouseId ?? 0), quantity: p.quantity, cause: 'pick', causeId: p.orderId, lot: p.lot ?? '',
  })), { freed, kept: together(picked.map(p => ({ placeId: p.fromPlace, skuId: p.skuId, lot: p.lot ?? '', quantity: p.quantity }))) })
}

/**
 * A picker did not find what the ledger has in a bin: it is no longer promised to anybody until a count tells. Reservation and
 * promise of the order are given back by the caller before.
 */
export async function reportMissing(work: Work, missing: readonly (Promised & { causeId: number })[]): Promise<void> {
  if (missing.length === 0) return
  const bins = await loadPlaces(work, missing.map(m => m.placeId))
  const place = await placesOf(work, [...bins.values()].flatMap(b => b.warehouseId ?? []), 'missing')
  await move(work, missing.map(m => ({ skuId: m.skuId, fromPlace: m.placeId, toPlace: place(bins.get(m.placeId)?.warehouseId ?? 0), quantity: m.quantity, cause: 'missing', causeId: m.causeId, lot: m.lot })))
}

/** What stands packed for these orders goes back to the shelves it came from and may be promised anew. Answers what came back. */
export async function putBack(work: Work, orderIds: readonly number[]): Promise<number[]> {
  const goods = stillPacked(await store.packedOf(work.tx, orderIds))
  await move(work, goods.map(g => ({ skuId: g.skuId, fromPlace: g.packed, toPlace: g.shelf, quantity: g.quantity, cause: 'put-back', causeId: g.orderId, lot: g.lot })))
  return [...new Set(goods.map(g => g.skuId))]
}

/** What stands packed for these orders leaves the house. What was shipped before is not shipped again. */
export async function ship(work: Work, orderIds: readonly number[]): Promise<void> {
  const goods = stillPacked(await store.packedOf(work.tx, orderIds))
  if (goods.length === 0) return
  const customer = await placeOf(work, null, 'customer')
  await move(work, goods.map(g => ({ skuId: g.skuId, fromPlace: g.packed, toPlace: customer, quantity: g.quantity, cause: 'ship', causeId: g.orderId, lot: g.lot })))
}

/** Which of these SKUs have ever moved in which warehouse: the others may still get their opening stock. */
export const movedBefore = (work: Work, skuIds: readonly number[]): Promise<StockKey[]> => store.movedBefore(work.tx, skuIds)

/** Locks stock, then balances, each in the order of its key, and asks the rules before anything is written. */
async function move(work: Work, movements: readonly Movement[], { freed = [], kept = [] }: { freed?: readonly StockChange[]; kept?: readonly Promised[] } = {}): Promise<void> {
  if (movements.length === 0) return
  const places = await loadPlaces(work, movements.flatMap(m => [m.fromPlace, m.toPlace]))
  const balances = balanceChanges(movements)
  const stock = withFreed(stockChanges(balances, places), freed)
  const arriving = stock.filter(c => c.quantity > 0)
  if (arriving.length > 0) await store.openStock(work.tx, arriving)
  const standing = new Map((stock.length > 0 ? await store.lockStock(work.tx, stock) : []).map(s => [stockKey(s), s]))
  await store.openBalances(work.tx, balances.filter(b => b.quantity > 0 || places.get(b.placeId)?.warehouseId === null))
  const held = new Map((await store.lockBalances(work.tx, balances)).map(b => [binKey(b), b]))
  const promises = new Map(kept.map(k => [binKey(k), k.quantity]))
  const changes = balances.map(b => ({ ...b, kept: promises.get(binKey(b)) ?? 0 }))
  const reasons = whyNotChange({
    balances: changes.map(b => ({ held: 0, promised: 0, outside: false, ...held.get(binKey(b)), ...b })),
    stock: stock.map(s => ({ ...s, onHand: standing.get(stockKey(s))?.onHand ?? 0, reserved: standing.get(stockKey(s))?.reserved ?? 0 })),
  })
  if (reasons.length > 0) throw conflict('goods-missing', 'The goods are not there, or they are promised to orders.', reasons)
  if (stock.length > 0) await store.changeStock(work.tx, stock.map(s => ({ skuId: s.skuId, warehouseId: s.warehouseId, onHand: s.quantity, reserved: -s.freed })))
  await store.changeBalances(work.tx, changes.map(b => ({ ...b, promised: -b.kept })))
  await store.insertMovements(work.tx, work.now, work.actor.id, movements)
}

function withFreed(stock: readonly StockChange[], freed: readonly StockChange[]): (StockChange & { freed: number })[] {
  const byKey = new Map(freed.map(f => [stockKey(f), f.quantity]))
  const moving = new Set(stock.map(stockKey))
  const still = freed.filter(f => !moving.has(stockKey(f))).map(f => ({ ...f, quantity: 0 }))
  return [...stock, ...still].map(s => ({ ...s, freed: byKey.get(stockKey(s)) ?? 0 }))
}

async function loadPlaces(work: Work, ids: readonly number[]): Promise<Map<number, Place>> {
  const wanted = [...new Set(ids)]
  const places = new Map((await store.placesById(work.tx, wanted)).map(p => [p.id, p]))
  const missing = wanted.find(id => !places.has(id))
  if (missing !== undefined) throw new Error(`there is no place ${missing}`)
  return places
}
