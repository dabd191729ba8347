import { record, type Event } from '#kit/events.ts'
import { moveSet } from '#kit/mover.ts'
import type { Outcome, Reason } from '#kit/verdict.ts'
import { runClocks } from '#handbook/clocks/actions.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { giveBack, takeNumbers, voidNumbers } from '#partners/carriers/actions.ts'
import { shortCode } from './code.ts'
import { parcelLife, type ParcelMove } from './states.ts'
import * as store from './store.ts'

export const moveParcels = (work: Work, request: { move: ParcelMove; ids: readonly number[]; guard?: (p: store.Parcel) => Reason[] }): Promise<Outcome> => moveSet(
  work, parcelLife,
  {
    move: request.move, ids: request.ids,
    lock: ids => store.lockParcels(work.tx, ids, work.actor.scope),
    ...(request.guard && { guard: request.guard }),
    write: async rows => { await store.writeParcelStates(work.tx, rows, work.now) },
    facts: p => ({ order: p.orderId, waybill: p.waybill }),
  },
  events => runClocks(work, events),
)

/** Parcels come into being with their number and place in the print batch. */
export async function makeParcels(work: Work, parcels: readonly store.NewParcel[]): Promise<void> {
  const made = await store.insertParcels(work.tx, parcels)
  await tell(work, made.map(p => ({ subject: 'parcel', id: p.id, kind: 'parcel.make', after: 'made', facts: { order: p.orderId } })))
}

/** A parcel of a cancelled, short or changed order: its number and its paper are dead at every station. Answers those that had not been packed. */
export async function voidParcels(work: Work, orders: readonly number[]): Promise<number[]> {
  const live = (await store.parcelsOfOrders(work.tx, orders)).filter(p => parcelLife.moves.void.path[p.state])
  if (live.length === 0) return []
  const moved = new Set((await moveParcels(work, { move: 'void', ids: live.map(p => p.id) })).moved)
  return live.filter(p => p.state === 'made' && moved.has(p.id)).map(p => p.id)
}

/**
 * The content of these orders has changed while their parcels stand in the house (C9): each gets the next version and another short code, so that
 * the papers of before are void at every station. A number that lies on paper is dead, and another takes its place.
 */
export async function renewParcels(work: Work, orders: readonly number[], why: string): Promise<void> {
  const open = (await store.parcelsOfOrders(work.tx, orders)).filter(p => p.state === 'made' || p.state === 'packed').map(p => p.id)
  if (open.length === 0) return
  const parcels = await store.lockParcels(work.tx, open, { warehouses: null, shops: null })
  const contents = new Map((await store.contentsOf(work.tx, open)).map(c => [c.id, c]))
  const dead = parcels.filter(p => p.carrierId !== null && p.waybill !== null && contents.get(p.id)?.printed)
  const fresh = new Map<number, string>()
  for (const [carrierId, own] of Map.groupBy(dead, p => p.carrierId!)) { // just asked for
    const numbers = await takeNumbers(work, carrierId, own.length)
    own.forEach((p, i) => { const number = numbers[i]; if (number !== undefined) fresh.set(p.id, number) })
  }
  const rows = parcels.map(p => ({
    id: p.id, version: p.version + 1, code: shortCode(p.orderId, p.version + 1, contents.get(p.id)?.lines ?? []), waybill: dead.includes(p) ? fresh.get(p.id) ?? null : p.waybill,
  }))
  await store.writeRenewed(work.tx, rows)
  await voidNumbers(work, dead.map(p => ({ carrierId: p.carrierId!, waybill: p.waybill!, parcel: p.id, why }))) // both were asked for
  await tell(work, parcels.map((p, i) => ({ subject: 'parcel', id: p.id, kind: 'parcel.renew', clause: 'PR-3.void', facts: { order: p.orderId, version: p.version + 1, why, ...(dead.includes(p) && { waybill: p.waybill, next: rows[i]!.waybill }) } }))) // a row for each
}

/** Parcels whose number was asked for in vain get one, as far as the carrier's ranges reach now (SH-2). Answers how many did and how many still wait. */
export async function numberParcels(work: Work, carrierId: number): Promise<{ given: number; waiting: number }> {
  const waiting = await store.lockUnnumbered(work.tx, carrierId, work.actor.scope, 1000)
  const numbers = waiting.length ? await takeNumbers(work, carrierId, waiting.length) : []
  const rows = waiting.slice(0, numbers.length).map((p, i) => ({ id: p.id, version: p.version, code: p.code, waybill: numbers[i]! })) // as many as numbers
  if (rows.length) await store.writeRenewed(work.tx, rows)
  await tell(work, rows.map((r, i) => ({ subject: 'parcel', id: r.id, kind: 'parcel.number', clause: 'SH-2.number', facts: { order: waiting[i]!.orderId, waybill: r.waybill } }))) // the first of them
  return { given: rows.length, waiting: waiting.length - rows.length }
}

/** A carrier's invoice names these numbers. */
export const billParcels = (work: Work, carrierId: number, waybills: readonly string[]): Promise<number> => store.writeBilled(work.tx, carrierId, waybills, work.now)

/** Takes the numbers off void parcels where no paper can bear them yet; they serve the next parcels (SH-2). */
export const reuseNumbers = async (work: Work, parcels: readonly number[]): Promise<void> => giveBack(work, await store.takeUnused(work.tx, parcels))

/** Facts of parcels that are not states: scanned by the carrier, uploaded to the channel. */
export async function tell(work: Work, events: readonly Event[]): Promise<void> {
  await record(work, events)
  await runClocks(work, events)
}
