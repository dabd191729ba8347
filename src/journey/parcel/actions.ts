import { record, type Event } from '#kit/events.ts'
import { moveSet } from '#kit/mover.ts'
import type { Outcome, Reason } from '#kit/verdict.ts'
import { runClocks } from '#handbook/clocks/actions.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { giveBack } from '#partners/carriers/actions.ts'
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

/** Takes the numbers off void parcels where no paper can bear them yet; they serve the next parcels (SH-2). */
export const reuseNumbers = async (work: Work, parcels: readonly number[]): Promise<void> => giveBack(work, await store.takeUnused(work.tx, parcels))

/** Facts of parcels that are not states: scanned by the carrier, uploaded to the channel. */
export async function tell(work: Work, events: readonly Event[]): Promise<void> {
  await record(work, events)
  await runClocks(work, events)
}
