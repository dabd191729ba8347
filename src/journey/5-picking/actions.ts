import { sqlState, type Db } from '#kit/db.ts'
import type { Reason } from '#kit/verdict.ts'
import { onBehalf } from '#kit/work.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { giveBack, takeNumbers } from '#partners/carriers/actions.ts'
import { carriers } from '#partners/carriers/store.ts'
import { consumeOrders, putBack, release, tellArrival } from '#goods/inventory/actions.ts'
import { shortCode } from '#journey/parcel/code.ts'
import { noteDifferences } from '#journey/discrepancy/actions.ts'
import { moveOrders } from '#journey/order/actions.ts'
import { giveWarehouses } from '#journey/order/allocation.actions.ts'
import { makeParcels, reuseNumbers, voidParcels } from '#journey/parcel/actions.ts'
import { writeWorker } from '#journey/parcel/store.ts'
import { whyNotPicked } from './rules.ts'
import * as store from './store.ts'

export interface Wave { wave: number; orders: number[]; refused: { id: number; reasons: Reason[] }[] }

/**
 * Plans a wave: the next ready orders of one shape get a place in the cart, their bins in walking order, a parcel with its
 * number and short code. Without a free waybill number nothing is planned (SH-2).
 */
export async function planWave(work: Work, { warehouseId, kind, limit = 100, carrierId }: { warehouseId: number; kind: store.WaveKind; limit?: number; carrierId?: number }): Promise<Wave | null> {
  const orders = await store.claimForWave(work.tx, warehouseId, kind, limit)
  if (orders.length === 0) return null
  const carrier = carrierId ?? (await carriers(work.tx))[0]?.id
  const numbers = carrier === undefined ? [] : await takeNumbers(work, carrier, orders.length)
  const served = orders.slice(0, numbers.length)
  if (carrier === undefined || served.length === 0) return { wave: 0, orders: [], refused: orders.map(o => ({ id: o.id, reasons: [{ code: 'no-waybill-number', clause: 'SH-2.number' }] })) }
  const moved = await moveOrders(work, { move: 'pick', ids: served.map(o => o.id), clause: 'FU-1.pick' })
  const going = new Set(moved.moved)
  await giveBack(work, served.flatMap((o, i) => going.has(o.id) ? [] : [{ carrierId: carrier, waybill: numbers[i]! }]))
  const wave = await store.insertWave(work.tx, warehouseId, kind, work.actor.id, work.now)
  const picks = Map.groupBy(await store.insertPicks(work.tx, wave, moved.moved), p => p.orderId)
  const byId = new Map(served.map((o, i) => [o.id, { ...o, waybill: numbers[i]! }]))
  await makeParcels(work, moved.moved.map((id, i) => {
    const { version, grams, waybill } = byId.get(id)!
    const lines = (picks.get(id) ?? []).map(p => ({ sku: p.skuId, quantity: p.quantity }))
    return { orderId: id, warehouseId, carrierId: carrier, waybill, code: shortCode(id, version, lines), version, batch: wave, place: i + 1, grams }
  }))
  return { wave, orders: moved.moved, refused: moved.refused }
}

export type Scanned = { ok: true; orderId: number; position: number; picked: number; quantity: number } | { ok: false; reasons: Reason[] }

/** One scan; the same gesture again gets the same answer and counts once (K6). */
export async function scanPick(db: Db, scan: Parameters<typeof store.countPick>[1]): Promise<Scanned> {
  try {
    const counted = await store.countPick(db, scan)
    if (counted) return { ok: true, ...counted }
  } catch (error) {
    if (sqlState(error) !== '23505') throw error
  }
  const before = await store.gestureAnswer<{ orderId: number; position: number; picked: number; quantity: number }>(db, scan.gesture)
  if (before) return { ok: true, ...before }
  return { ok: false, reasons: whyNotPicked(await store.waveRows(db, scan.wave, scan.scope), scan.code, scan.quantity, scan.position) }
}

/** Orders whose last piece is in the cart go on to the check; their goods leave the shelf (FU-1). */
export async function finishPicked(work: Work, wave: number | null): Promise<number[]> {
  const done = (await store.fullyPicked(work.tx, wave, work.actor.scope)).map(o => o.id)
  if (done.length === 0) return []
  const { moved } = await moveOrders(work, { move: 'picked', ids: done, clause: 'FU-1.pick' })
  await consumeOrders(work, moved)
  for (const [by, own] of Map.groupBy(await store.pickersOf(work.tx, moved), p => p.by)) await writeWorker(work.tx, own.map(p => p.orderId), 'picked', by)
  await store.closeWaves(work.tx, work.now)
  return moved
}

/** Confirms a whole wave picked from paper: every pick of it that is not stopped. */
export async function confirmWave(work: Work, wave: number): Promise<number[]> {
  await store.pickRest(work.tx, wave, work.actor.id, work.actor.scope)
  return finishPicked(work, wave)
}

/** The shelf is empty: what was taken goes back, the paper is void, the order is allocated anew (FU-1, EX-3). */
export async function shortPick(work: Work, ids: readonly number[], note: string): Promise<number[]> {
  const { moved } = await moveOrders(work, { move: 'short', ids, facts: () => ({ note }) })
  await noteDifferences(work, 'picking', moved.map(order => ({ order, reasons: [{ code: 'shelf-short' }] })))
  await store.dropPicks(work.tx, moved, work.now)
  const freed = await release(work, moved)
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
  await store.dropPicks(work.tx, ids, work.now)
  const back = await putBack(work, ids)
  const freed = await release(work, ids)
  await tellArrival(work, [...back, ...freed.map(f => f.skuId)])
  await voidParcels(work, ids)
}
