import { record, type Event } from '#kit/events.ts'
import { runClocks } from '#handbook/clocks/actions.ts'
import type { Work } from '#handbook/clocks/work.ts'
import * as births from './birth.store.ts'
import { inheritTags } from './class.store.ts'
import * as store from './divide.store.ts'

export interface Divided { shopId: number; order: Omit<births.NewOrder, 'stage' | 'closing'>; lines: readonly Omit<births.NewLine, 'order'>[]; receiverOf: number }

/** RV-8: an order is born ready out of others; its receiver is copied from one of them. */
export async function bearDivided(work: Work, from: readonly number[], { shopId, order, lines, receiverOf }: Divided): Promise<number> {
  const [born] = await births.insertOrders(work.tx, shopId, work.now, [{ ...order, stage: 'ready', closing: null }])
  const id = born!.id // one row went in
  await births.insertLines(work.tx, lines.map(l => ({ ...l, order: id })))
  await store.copyReceiver(work.tx, receiverOf, id)
  await inheritTags(work.tx, from, id)
  const events: Event[] = [{
    subject: 'order', id, kind: 'order.divide', after: 'ready', clause: 'RV-8',
    facts: { from, number: order.number, class: order.class, placedAt: order.placedAt, totalFen: order.totalFen }, within: { shopId, warehouseId: null },
  }]
  await record(work, events)
  await runClocks(work, events)
  return id
}

/** Says where merged orders went; null where they stand by themselves again. */
export async function leadInto(work: Work, ids: readonly number[], into: number | null): Promise<void> {
  await store.writeInto(work.tx, ids, into)
}
