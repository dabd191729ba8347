import { breaks, type Db } from '#kit/db.ts'
import { gather } from '#kit/gather.ts'
import { reason, type Reason } from '#kit/verdict.ts'
import { onBehalf } from '#kit/work.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { carriers, giveBack, takeNumbers } from '#partners/carriers/actions.ts'
import { consume, promise, putBack, release, reportMissing, tellArrival, withdraw } from '#goods/inventory/actions.ts'
import type { Told } from '#goods/inventory/rules.ts'
import { shortCode } from '#journey/parcel/code.ts'
import { noteDifferences } from '#journey/discrepancy/actions.ts'
import { moveOrders } from '#journey/order/actions.ts'
import { giveWarehouses } from '#journey/order/allocation.actions.ts'
import { makeParcels, reuseNumbers, voidParcels } from '#journey/parcel/actions.ts'
import { pickedBy } from '#journey/parcel/facts.actions.ts'
import { whyNotPicked } from './rules.ts'
import * as store from './store.ts'
import * as waves from './waves.store.ts'

export interface Wave { wave: number; orders: number[]; refused: { id: number; reasons: Reason[] }[] }

/**
 * Plans a wave: the next ready orders of one shape (and class, carrier, zone, chilled, deadline where asked) get a place in the cart, the bins their
 * goods lie in, in walking order, and a parcel with its number and short code. An order without a free number is not planned (SH-2).
 */
export async function planWave(work: Work, { warehouseId, kind, limit = 100, carrierId = null, orderClass = null, zone = null, cold = null, dueWithin = null }: WaveAsked): Promise<Wave | null> {
  const wish = { warehouseId, kind, orderClass, carrierId, zone, cold, dueBefore: dueWithin === null ? null : new Date(work.now.getTime() + dueWithin * 60_000) }
  const orders = await waves.claimForWave(work.tx, wish, limit)
  if (orders.length === 0) return null
  const usual = carrierId ?? (await carriers(work.tx))[0]?.id
  const numbered = await numbersFor(work, orders.map(o => ({ ...o, carrierId: o.carrierId ?? usual })))
  const without = orders.filter(o => !numbered.has(o.id)).map(o => ({ id: o.id, reasons: [reason('no-waybill-number', {}, 'SH-2.number')] }))
  if (numbered.size === 0) return { wave: 0, orders: [], refused: without }
  const { moved, refused } = await moveOrders(work, { move: 'pick', ids: [...numbered.keys()], clause: 'FU-1.pick' })
  const going = orders.filter(o => moved.includes(o.id)).map((o, i) => ({ ...o, ...numbered.get(o.id)!, position: i + 1 })) // only numbered orders were moved
  await giveBack(work, [...numbered].flatMap(([id, number]) => (moved.includes(id) ? [] : [number])))
  const wave = await waves.insertWave(work.tx, wish, work.actor.id, work.now)
  const told = Map.groupBy(await promise(work, moved, zone ?? undefined), t => t.orderId)
  await store.insertPicks(work.tx, wave, going.flatMap(o => (told.get(o.id) ?? []).map(t => ({ ...t, position: o.position }))))
  await makeParcels(work, going.map(({ id, version, grams, waybill, carrierId: by, position }) =>
    ({ orderId: id, warehouseId, carrierId: by, waybill, code: shortCode(id, version, contentOf(told.get(id) ?? [])), version, batch: wave, place: position, grams })))
  return { wave, orders: going.map(o => o.id), refused: [...without, ...refused] }
}

export interface WaveAsked { warehouseId: number; kind: waves.WaveKind; limit?: number; carrierId?: number | null; orderClass?: string | null; zone?: string | null; cold?: boolean | null; /** Minutes. */ dueWithin?: number | null }

/** A number of its own carrier for each order, as far as the pools reach; the most urgent first. */
async function numbersFor(work: Work, orders: readonly { id: number; carrierId: number | undefined }[]): Promise<Map<number, { carrierId: number; waybill: string }>> {
  const numbered = new Map<number, { carrierId: number; waybill: string }>()
  for (const [carrierId, own] of Map.groupBy(orders, o => o.carrierId)) {
    if (carrierId === undefined) continue
    const numbers = await takeNumbers(work, carrierId, own.length)
    own.slice(0, numbers.length).forEach((o, i) => numbered.set(o.id, { carrierId, waybill: numbers[i]! })) // as many as numbers
  }
  return numbered
}

/** What the short code is made of: the content, whatever bins it comes from. */
const contentOf = (told: readonly Told[]) => [...Map.groupBy(told, t => t.skuId)].map(([sku, own]) => ({ sku, quantity: own.reduce((n, t) => n + t.quantity, 0) })).sort((a, b) => a.sku - b.sku)

export type Scanned = { ok: true } & store.Counted | { ok: false; reasons: Reason[] }

/** Scans of many stations are counted together (kit/gather): those of one wave one after the other, so that none takes another's piece. */
const counters = new WeakMap<Db, (scan: store.Scan) => Promise<store.Counted | undefined>>()
function counterOf(db: Db) {
  const counter = counters.get(db) ?? gather(async (scans: store.Scan[]) => {
    const counted = new Map((await store.countPicks(db, scans, { patient: false })).map(({ gesture, ...pick }) => [gesture, pick]))
    return scans.map(s => counted.get(s.gesture))
  }, { apart: scan => scan.wave })
  counters.set(db, counter)
  return counter
}

/** One scan; the same gesture again gets the same answer and counts once (K6). */
export async function scanPick(db: Db, scan: store.Scan): Promise<Scanned> {
  const counted = await counterOf(db)(scan).catch(ifTwice) ?? await alone(db, scan)
  if (counted) return { ok: true, ...counted }
  const before = await store.gestureAnswer<store.Counted>(db, scan.gesture)
  if (before) return { ok: true, ...before }
  return { ok: false, reasons: whyNotPicked(await store.waveRows(db, scan.wave, scan.scope), scan) }
}

/** What was not counted among others may only have met a locked pick: alone, a scan waits for it. */
async function alone(db: Db, scan: store.Scan): Promise<store.Counted | undefined> {
  const [found] = await store.countPicks(db, [scan], { patient: true }).catch(ifTwice) ?? []
  if (!found) return undefined
  const { gesture: _, ...counted } = found
  return counted
}

/** The same gesture was counted elsewhere at the same moment. */
const ifTwice = (error: unknown): undefined => { if (!breaks(error, 'gesture_pkey')) throw error }

/** Orders whose last piece is in the cart go on to the check; their goods leave the shelf (FU-1). */
export async function finishPicked(work: Work, wave: number | null): Promise<number[]> {
  const done = (await store.fullyPicked(work.tx, wave, work.actor.scope)).map(o => o.id)
  if (done.length === 0) return []
  const { moved } = await moveOrders(work, { move: 'picked', ids: done, clause: 'FU-1.pick' })
  await consume(work, await store.takePicks(work.tx, moved, work.now))
  await pickedBy(work, await store.pickersOf(work.tx, moved))
  await waves.closeWaves(work.tx, work.now)
  return moved
}

/** Confirms a whole wave picked from paper: every pick of it that is not stopped. */
export async function confirmWave(work: Work, wave: number): Promise<number[]> {
  await store.pickRest(work.tx, wave, work.actor.id, work.actor.scope)
  return finishPicked(work, wave)
}

/**
 * The shelf is empty: what was taken goes back, the paper is void, the order is allocated anew (FU-1, EX-3). `missing` names the bins
 * where goods were not found; the ledger no longer promises those to anybody until a count tells.
 */
export async function shortPick(work: Work, ids: readonly number[], note: string, missing: readonly { code: string; place: string }[] = []): Promise<number[]> {
  const { moved } = await moveOrders(work, { move: 'short', ids, facts: () => ({ note }) })
  await noteDifferences(work, 'picking', moved.map(order => ({ order, reasons: [{ code: 'shelf-short' }] })))
  const lacking = await store.placedPicks(work.tx, moved, missing)
  const freed = await leave(work, moved)
  await reportMissing(work, lacking.map(l => ({ ...l, causeId: l.orderId })))
  await tellArrival(work, freed.map(f => f.skuId))
  await giveWarehouses(work, moved.map(id => ({ id, warehouseId: null })))
  await reuseNumbers(work, await voidParcels(onBehalf(work), moved))
  return moved
}

/**
 * A cancelled order leaves the warehouse: reservations are freed, what was taken from the shelf goes back there, the parcel is
 * void and stops at every station (C12, K7).
 */
export async function dropFromWarehouse(work: Work, ids: readonly number[]): Promise<void> {
  const freed = await leave(work, ids)
  const back = await putBack(work, ids)
  await tellArrival(work, [...back, ...freed.map(f => f.skuId)])
  await voidParcels(work, ids)
}

/** Reservations first, then what pickers were told: stock is locked before balances, as everywhere. */
async function leave(work: Work, ids: readonly number[]) {
  const dropped = await store.dropPicks(work.tx, ids, work.now)
  const freed = await release(work, ids)
  await withdraw(work, dropped.filter(d => !d.taken))
  return freed
}
