import { reason, type Reason } from '#kit/verdict.ts'

export type PlaceKind = 'supplier' | 'receiving' | 'bin' | 'packed' | 'customer' | 'damaged' | 'inspection' | 'missing' | 'adjustment'

/** Goods here may be promised to an order; their sum per warehouse is `stock.on_hand`. */
export const sellable: readonly PlaceKind[] = ['bin', 'receiving']
/** Places beyond the house: where goods come from and go to, without a warehouse. */
export const outside: readonly PlaceKind[] = ['supplier', 'customer', 'adjustment']
/** The places each warehouse has besides its bins. `missing` holds what the ledger has and a picker did not find, until a count tells. */
export const inHouse: readonly PlaceKind[] = ['receiving', 'packed', 'damaged', 'inspection', 'missing']

export interface Place { id: number; warehouseId: number | null; kind: PlaceKind }
export interface Movement { skuId: number; fromPlace: number; toPlace: number; quantity: number; cause: string; causeId: number; lot?: string }
export interface Want { orderId: number; line: number; skuId: number; quantity: number; warehouseId: number }
export interface Short { orderId: number; skuId: number; warehouseId: number; missing: number }
export interface StockKey { skuId: number; warehouseId: number }
export interface Available extends StockKey { available: number }
export interface BalanceChange { placeId: number; skuId: number; lot: string; quantity: number }
export interface StockChange extends StockKey { quantity: number }

/** The order in which one walks: A-01-1-1 before A-01-1-2 before A-02-1-1 before B-01-1-1. */
export function walkOf(bin: string): number {
  const [aisle = 0, ...rest] = bin.toUpperCase().split('-').map(part =>
    /^\d+$/.test(part) ? Number(part) : [...part].reduce((sum, c) => sum * 26 + Math.max(0, Math.min(26, c.charCodeAt(0) - 64)), 0))
  const [rack = 0, level = 0, slot = 0] = rest
  return Math.min(aisle, 2000) * 1_000_000 + Math.min(rack, 99) * 10_000 + Math.min(level, 99) * 100 + Math.min(slot, 99)
}

export const stockKey = (of: StockKey) => `${of.skuId}/${of.warehouseId}`

/** What movements together change in the balance of each place (K2: several of one kind are summed). */
export function balanceChanges(movements: readonly Movement[]): BalanceChange[] {
  const sums = new Map<string, BalanceChange>()
  const add = (placeId: number, { skuId, lot = '' }: Movement, quantity: number) => {
    const key = `${placeId}/${skuId}/${lot}`
    const sum = sums.get(key)
    if (sum) sum.quantity += quantity
    else sums.set(key, { placeId, skuId, lot, quantity })
  }
  for (const movement of movements) {
    add(movement.fromPlace, movement, -movement.quantity)
    add(movement.toPlace, movement, movement.quantity)
  }
  return [...sums.values()].filter(c => c.quantity !== 0)
    .sort((a, b) => a.placeId - b.placeId || a.skuId - b.skuId || (a.lot < b.lot ? -1 : 1))
}

/** What changes of balances mean for the stock that may be promised. */
export function stockChanges(changes: readonly BalanceChange[], places: ReadonlyMap<number, Place>): StockChange[] {
  return summed(changes.flatMap(({ placeId, skuId, quantity }) => {
    const place = places.get(placeId)
    return place && place.warehouseId !== null && sellable.includes(place.kind) ? [{ skuId, warehouseId: place.warehouseId, quantity }] : []
  })).filter(c => c.quantity !== 0)
}

/** One line per SKU and warehouse, in the order in which rows are locked. */
export function summed(changes: readonly StockChange[]): StockChange[] {
  const sums = new Map<string, StockChange>()
  for (const change of changes) {
    const key = stockKey(change)
    const sum = sums.get(key)
    if (sum) sum.quantity += change.quantity
    else sums.set(key, { skuId: change.skuId, warehouseId: change.warehouseId, quantity: change.quantity })
  }
  return [...sums.values()].sort((a, b) => a.skuId - b.skuId || a.warehouseId - b.warehouseId)
}

/**
 * Grants whole orders, first come in the order given, from what is available: never more than is there (ST-1, K1).
 * An order that lacks one thing takes nothing, so that the next may have it.
 */
export function grant(wants: readonly Want[], available: readonly Available[]): { reserved: number[]; short: Short[] } {
  const left = new Map(available.map(a => [stockKey(a), a.available]))
  const reserved: number[] = []
  const short: Short[] = []
  for (const [orderId, group] of Map.groupBy(wants, w => w.orderId)) {
    const needs = summed(group)
    const lacking = needs.filter(n => (left.get(stockKey(n)) ?? 0) < n.quantity)
    if (lacking.length > 0) {
      short.push(...lacking.map(n => ({ orderId, skuId: n.skuId, warehouseId: n.warehouseId, missing: n.quantity - (left.get(stockKey(n)) ?? 0) })))
      continue
    }
    for (const need of needs) left.set(stockKey(need), (left.get(stockKey(need)) ?? 0) - need.quantity)
    reserved.push(orderId)
  }
  return { reserved, short }
}

export interface Shelf { placeId: number; skuId: number; lot: string; quantity: number; walk: number; warehouseId: number }
export interface Taken { skuId: number; placeId: number; lot: string; quantity: number }

/** Takes a quantity from the shelves of a warehouse in walking order and lowers them; undefined when they hold too little. */
export function takeFrom(shelves: readonly Shelf[], { skuId, warehouseId, quantity }: StockChange): Taken[] | undefined {
  const holding = shelves.filter(s => s.skuId === skuId && s.warehouseId === warehouseId && s.quantity > 0)
  if (holding.reduce((sum, s) => sum + s.quantity, 0) < quantity) return undefined
  const taken: Taken[] = []
  let rest = quantity
  for (const shelf of holding) {
    if (rest === 0) break
    const part = Math.min(rest, shelf.quantity)
    shelf.quantity -= part
    rest -= part
    taken.push({ skuId, placeId: shelf.placeId, lot: shelf.lot, quantity: part })
  }
  return taken
}

/** Goods of one bin that pickers were told to take: nobody else gets them (FU-1). */
export interface Promised { placeId: number; skuId: number; lot: string; quantity: number }
export interface Told extends Promised { orderId: number; walk: number }

export const binKey = (of: { placeId: number; skuId: number; lot: string }) => `${of.placeId}/${of.skuId}/${of.lot}`

/** One line per bin, product and lot, in the order in which balances are locked. */
export function together(told: readonly Promised[]): Promised[] {
  const sums = new Map<string, Promised>()
  for (const { placeId, skuId, lot, quantity } of told) {
    const key = binKey({ placeId, skuId, lot })
    sums.set(key, { placeId, skuId, lot, quantity: (sums.get(key)?.quantity ?? 0) + quantity })
  }
  return [...sums.values()].sort((a, b) => a.placeId - b.placeId || a.skuId - b.skuId || (a.lot < b.lot ? -1 : 1))
}

/**
 * Says for each order which bins its goods come from, one order after the other: what one is told to take is not there for the
 * next. The fewest bins; among those the first on the walk. A zone is preferred, never forced. Undefined when the shelves hold too little.
 */
export function spread(wants: readonly { orderId: number; skuId: number; quantity: number }[], shelves: readonly (Shelf & { zone: string })[], zone?: string): Told[] | undefined {
  const free = Map.groupBy(shelves.map(s => ({ ...s })), s => s.skuId)
  const told: Told[] = []
  for (const want of wants) {
    const here = (free.get(want.skuId) ?? []).filter(s => s.quantity > 0)
    const [first, others] = zone === undefined ? [here, []] : [here.filter(s => s.zone === zone), here.filter(s => s.zone !== zone)]
    let rest = want.quantity
    for (const bins of [first, others]) {
      for (const shelf of fewestFirst(bins, rest)) {
        const part = Math.min(rest, shelf.quantity)
        if (part === 0) break
        shelf.quantity -= part
        rest -= part
        told.push({ orderId: want.orderId, skuId: want.skuId, placeId: shelf.placeId, lot: shelf.lot, walk: shelf.walk, quantity: part })
      }
    }
    if (rest > 0) return undefined
  }
  return told
}

/** The fullest bins until what is left fits into one: of those that hold it whole, the first on the walk. */
function fewestFirst<S extends Shelf>(bins: readonly S[], wanted: number): S[] {
  const chosen: S[] = []
  for (let rest = wanted; rest > 0;) {
    const open = bins.filter(b => !chosen.includes(b))
    const next = open.find(b => b.quantity >= rest) ?? open.toSorted((a, b) => b.quantity - a.quantity)[0]
    if (!next) return chosen
    chosen.push(next)
    rest -= next.quantity
  }
  return chosen
}

/** Why a movement of goods cannot be: the place holds too little, or what lies there is promised to orders or to pickers on their way. */
export function whyNotChange(
  { balances, stock }: {
    balances: readonly (BalanceChange & { held: number; promised: number; kept: number; outside: boolean })[]
    stock: readonly (StockChange & { onHand: number; reserved: number; freed: number })[]
  },
): Reason[] {
  return [
    ...balances.filter(b => !b.outside && b.held + b.quantity < 0)
      .map(b => reason('not-in-place', { place: b.placeId, sku: b.skuId, held: b.held, wanted: -b.quantity })),
    ...balances.filter(b => !b.outside && b.held + b.quantity >= 0 && b.held + b.quantity < b.promised - b.kept)
      .map(b => reason('promised-to-pickers', { place: b.placeId, sku: b.skuId, held: b.held, promised: b.promised, wanted: -b.quantity })),
    ...stock.filter(s => s.onHand + s.quantity < s.reserved - s.freed)
      .map(s => reason('promised-to-orders', { sku: s.skuId, warehouse: s.warehouseId, onHand: s.onHand, reserved: s.reserved, wanted: -s.quantity })),
  ]
}

export interface Packed { orderId: number; skuId: number; lot: string; packed: number; shelf: number; quantity: number }

/** What still stands packed for each order, by the shelf it came from; what was shipped is taken off first (`shelf` 0). */
export function stillPacked(rows: readonly Packed[]): Packed[] {
  const key = (p: Packed) => `${p.orderId}/${p.skuId}/${p.lot}/${p.packed}`
  const gone = new Map<string, number>()
  for (const row of rows) if (row.quantity < 0) gone.set(key(row), (gone.get(key(row)) ?? 0) - row.quantity)
  return rows.filter(row => row.quantity > 0).flatMap(row => {
    const off = Math.min(row.quantity, gone.get(key(row)) ?? 0)
    gone.set(key(row), (gone.get(key(row)) ?? 0) - off)
    return row.quantity > off ? [{ ...row, quantity: row.quantity - off }] : []
  })
}

export interface Picked { orderId: number; skuId: number; fromPlace: number; quantity: number; lot?: string }

/** Takes picked goods off the reservations of their orders, line after line; what was never reserved is answered as excess. */
export function settle(reservations: readonly Want[], picked: readonly Picked[]): { left: Want[]; freed: StockChange[]; excess: Reason[] } {
  const rest = new Map<string, number>()
  for (const p of picked) rest.set(`${p.orderId}/${p.skuId}`, (rest.get(`${p.orderId}/${p.skuId}`) ?? 0) + p.quantity)
  const left: Want[] = []
  const freed: StockChange[] = []
  for (const held of reservations) {
    const key = `${held.orderId}/${held.skuId}`
    const off = Math.min(held.quantity, rest.get(key) ?? 0)
    if (off === 0) continue
    rest.set(key, (rest.get(key) ?? 0) - off)
    left.push({ ...held, quantity: held.quantity - off })
    freed.push({ skuId: held.skuId, warehouseId: held.warehouseId, quantity: off })
  }
  const excess = [...rest].filter(([, quantity]) => quantity > 0).map(([key, quantity]) => reason('not-reserved', { orderAndSku: key, quantity }))
  return { left, freed: summed(freed), excess }
}
