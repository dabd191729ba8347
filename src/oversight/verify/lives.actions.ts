import type { Db } from '#kit/db.ts'
import type { Life } from '#kit/moves.ts'
import { orderLife } from '#journey/order/states.ts'
import { parcelLife } from '#journey/parcel/states.ts'
import { checkOfFound, clockFaults, differences, emptyTale, find, follow, nothingFound, type Check, type ClockTable } from './rules.ts'
import * as store from './lives.store.ts'

/** A life and where it is kept. */
export interface Lives { life: Life; kept: store.Kept }
export const orders: Lives = { life: orderLife, kept: store.keptOrders }
export const parcels: Lives = { life: parcelLife, kept: store.keptParcels }

/** What the log alone says of these, beside their rows (C5). */
export async function retell(tx: Db, { life, kept }: Lives, ids: readonly number[], clocks?: ClockTable) {
  const tale = follow(life, emptyTale(), await store.logOf(tx, life.name, ids), clocks)
  const rows = await kept.rows(tx, ids)
  return { tale, rows, ...differences(life, tale.told, rows) }
}

/** As many at a time as a computer of any size holds with all their events. */
const piece = 5000

/** All lives of one kind, in pieces, so that the memory it takes does not grow with the company. */
export async function livesFound(tx: Db, of: Lives, clocks?: ClockTable) {
  const found = { told: 0, rows: 0, events: 0, states: nothingFound(), births: nothingFound(), flaws: nothingFound(), rest: nothingFound(), clocks: nothingFound() }
  for (let ids = await next(tx, of, 0); ids.length; ids = await next(tx, of, ids.at(-1)!)) { // a piece that is not empty
    const { tale, rows, states, births, rest } = await retell(tx, of, ids, clocks)
    found.told += tale.told.size
    found.rows += rows.length
    found.events += tale.events
    find(found.states, states)
    find(found.births, births)
    find(found.rest, rest)
    find(found.flaws, tale.flaws.first, tale.flaws.total)
    if (clocks) find(found.clocks, clockFaults(tale.told, await store.standingClocks(tx, ids)))
  }
  return found
}
const next = (tx: Db, { kept }: Lives, after: number) => kept.idsAfter(tx, after, piece)

export const lifeChecks = (name: string, found: Awaited<ReturnType<typeof livesFound>>): Check[] => [
  checkOfFound(`O4 ${name}: the state is that of the last event`, found.rows, found.states),
  checkOfFound(`O4 ${name}: born exactly once`, found.rows, found.births),
  checkOfFound(`O4 ${name}: every chain of events is legal`, found.events, found.flaws),
  checkOfFound(`C5 ${name}: the rest of the row is as the log tells it`, found.rows, found.rest),
]
