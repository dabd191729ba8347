import type { Outcome } from '#kit/verdict.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { noteDifferences } from '#journey/discrepancy/actions.ts'
import { moveOrders } from '#journey/order/actions.ts'
import { parcelsOfOrders, writeWorker } from '#journey/parcel/store.ts'
import { whyNotChecked } from './rules.ts'
import * as store from './store.ts'

export interface CheckedItem { order: number; code: string; quantity: number }

/**
 * The second check of a set of orders, goods against order one to one, by another person than the picker (FU-2). `items` are
 * what was scanned; a difference stops the order with every difference named.
 */
export async function checkOrders(work: Work, ids: readonly number[], items: readonly CheckedItem[]): Promise<Outcome> {
  const pickers = new Map((await parcelsOfOrders(work.tx, ids)).map(p => [p.orderId, p.pickedBy]))
  const wanted = Map.groupBy(await store.wanted(work.tx, ids), w => w.orderId)
  const scanned = Map.groupBy(items, i => i.order)
  const outcome = await moveOrders(work, {
    move: 'check', ids, clause: 'FU-2.check',
    guard: order => whyNotChecked({ checker: work.actor.id, picker: pickers.get(order.id) ?? null }, wanted.get(order.id) ?? [], scanned.get(order.id) ?? []),
  })
  await noteDifferences(work, 'checking', outcome.refused.map(r => ({ order: r.id, reasons: r.reasons, ownerId: pickers.get(r.id) ?? null })))
  await store.writeChecked(work.tx, outcome.moved)
  await writeWorker(work.tx, outcome.moved, 'checked', work.actor.id)
  return outcome
}
