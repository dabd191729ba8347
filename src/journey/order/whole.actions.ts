import type { Db } from '#kit/db.ts'
import { nextAct, possibleMoves } from './rules.ts'
import { clocksOf, openBlocks, type OrderRow } from './store.ts'
import { linesWithStock, parcelsOf, platformNumber, scansOf } from './whole.store.ts'

export interface Contact { at: Date; by: string; channel: string; outcome: string; note: string }

/** An order with all that stands beside it, as `getOrder` answers it: for its own page and for every desk that shows it whole. */
export async function wholeOrder(db: Db, order: OrderRow, roles: readonly string[], contacts: readonly Contact[]) {
  const { id } = order
  const [lines, blocks, clocks, parcels, number] = await Promise.all([linesWithStock(db, id), openBlocks(db, id), clocksOf(db, id), parcelsOf(db, id), platformNumber(db, order.sourceId)])
  const scans = Map.groupBy(parcels.length ? await scansOf(db, parcels.map(p => p.id)) : [], s => s.parcelId)
  const next = nextAct(order)
  const due = clocks.filter(c => c.state === 'running').map(c => c.dueAt).toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null
  return {
    ...order, platformNumber: number, into: order.intoId, lines, openBlocks: blocks, clocks, contacts: [...contacts],
    parcels: parcels.map(p => ({ ...p, scans: scans.get(p.id) ?? [] })), next: next && { ...next, by: due }, moves: possibleMoves(order, roles),
  }
}
