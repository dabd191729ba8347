import { within } from '#kit/events.ts'
import { onBehalf } from '#kit/work.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { carriers } from '#partners/carriers/actions.ts'
import { moveOrders } from '#journey/order/actions.ts'
import { moveParcels, tell } from '#journey/parcel/actions.ts'
import { parcelsByWaybill, parcelsOfOrders, scanned, signedAt, type Parcel } from '#journey/parcel/facts.actions.ts'
import type { TrackingEvent } from './contract.ts'
import * as store from './store.ts'

/**
 * Takes carrier scans in any order and any number of times. Each moves its parcel and order forward at most; nothing steps back
 * from signed (SH-3).
 */
export async function takeTracking(work: Work, events: readonly TrackingEvent[]): Promise<{ taken: number; repeated: number; unknown: string[] }> {
  const codes = new Map((await carriers(work.tx)).map(c => [c.code, c.id]))
  const parcels = new Map((await parcelsByWaybill(work, [...new Set(events.map(e => e.waybill))])).map(p => [`${p.carrierId} ${p.waybill}`, p]))
  const known = events.filter(e => codes.has(e.carrier))
  const taken = await store.insertTracking(work.tx, known.map(e => {
    const carrierId = codes.get(e.carrier)!
    return { ...e, carrierId, parcelId: parcels.get(`${carrierId} ${e.waybill}`)?.id ?? null }
  }), work.now)
  await follow(onBehalf(work), taken, new Map([...parcels.values()].map(p => [p.id, p])))
  const unknown = [...new Set(events.filter(e => !codes.has(e.carrier) || !parcels.has(`${codes.get(e.carrier)} ${e.waybill}`)).map(e => e.waybill))]
  return { taken: taken.length, repeated: known.length - taken.length, unknown }
}

/**
 * A carrier's scans may be here before the hand-over is signed; what is known of these orders' parcels by then is followed now.
 * Scans of a number that nobody knew yet find their parcel here.
 */
export async function followEarlyScans(work: Work, orders: readonly number[]): Promise<void> {
  const parcels = await parcelsOfOrders(work, orders)
  const scans = await store.scansOf(work.tx, parcels.flatMap(p => (p.carrierId !== null && p.waybill !== null ? [{ parcelId: p.id, carrierId: p.carrierId, waybill: p.waybill }] : [])))
  if (scans.length === 0) return
  await store.linkScans(work.tx, scans)
  await follow(onBehalf(work), scans, new Map(parcels.map(p => [p.id, p])))
}

async function follow(work: Work, scans: readonly { parcelId: number | null; at: Date; kind: string }[], parcels: ReadonlyMap<number, Parcel>): Promise<void> {
  const byParcel = Map.groupBy(scans.filter(s => s.parcelId !== null), s => s.parcelId!)
  const live = [...byParcel.keys()].map(id => parcels.get(id)!).filter(p => p.state === 'handed-over' || p.state === 'in-transit')
  await scanned(work, [...byParcel].map(([id, all]) => ({ ...all.reduce((newest, s) => (s.at > newest.at ? s : newest)), id })))
  await tell(work, live.map(p => ({ subject: 'parcel', id: p.id, kind: 'parcel.scan', facts: { order: p.orderId }, within: within(p) })))
  const signed = live.filter(p => byParcel.get(p.id)!.some(s => s.kind === 'signed'))
  const moving = live.filter(p => p.state === 'handed-over' && !signed.includes(p))
  if (moving.length) {
    await moveParcels(work, { move: 'transit', ids: moving.map(p => p.id) })
    await moveOrders(work, { move: 'transit', ids: moving.map(p => p.orderId), clause: 'SH-3.track' })
  }
  if (signed.length) {
    await moveParcels(work, { move: 'sign', ids: signed.map(p => p.id) })
    // The customer signed when the carrier says so, not when the house was told.
    await signedAt(work, signed.map(p => ({ id: p.id, at: byParcel.get(p.id)!.filter(s => s.kind === 'signed').reduce((first, s) => (s.at < first.at ? s : first)).at })))
    await moveOrders(work, { move: 'sign', ids: signed.map(p => p.orderId), clause: 'SH-3.track' })
  }
}

/** Signed orders with nothing open against them are completed (FU-7: within 24 h of signing). */
export async function completeSigned(work: Work, limit = 1000): Promise<number> {
  const ids = (await store.signedOrders(work.tx, limit)).map(o => o.id)
  return ids.length ? (await moveOrders(work, { move: 'complete', ids, clause: 'FU-7.complete' })).moved.length : 0
}
