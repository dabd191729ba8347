import { record, type Event } from '#kit/events.ts'
import { runClocks } from '#handbook/clocks/actions.ts'
import type { Work } from '#handbook/clocks/work.ts'
import * as births from './birth.store.ts'
import { inheritTags } from './class.store.ts'
import * as store from './divide.store.ts'

/** An order to be made out of others: it has their marks and the receiver of one of them. */
export interface Divided { from: readonly number[]; receiverOf: number; order: Omit<births.NewOrder, 'stage' | 'closing'>; lines: readonly Omit<births.NewLine, 'order'>[] }

/** RV-8: orders are born ready out of others, as one set. Answers their ids in the order asked for. */
export async function bearDivided(work: Work, children: readonly Divided[]): Promise<number[]> {
  const born = await births.insertOrders(work.tx, work.now, children.map(c => ({ ...c.order, stage: 'ready', closing: null })))
  const ids = new Map(born.map(b => [keyOf(b), b.id]))
  const given = children.map(child => ({ ...child, id: ids.get(keyOf(child.order))! })) // every row went in
  await births.insertLines(work.tx, given.flatMap(c => c.lines.map(l => ({ ...l, order: c.id }))))
  await store.copyReceivers(work.tx, given.map(c => ({ from: c.receiverOf, to: c.id })))
  await inheritTags(work.tx, given)
  const events = given.map<Event>(({ id, from, order }) => ({
    subject: 'order', id, kind: 'order.divide', after: 'ready', clause: 'RV-8',
    facts: { from, number: order.number, class: order.class, placedAt: order.placedAt, totalFen: order.totalFen }, within: { shopId: order.shop, warehouseId: null },
  }))
  await record(work, events)
  await runClocks(work, events)
  return given.map(c => c.id)
}

/** Parts of one order have its source in common, and each a number of its own. */
const keyOf = ({ source, number }: { source: number; number: string }) => `${source} ${number}`

/** Says where merged orders went; null where they stand by themselves again. */
export async function leadInto(work: Work, ids: readonly number[], into: number | null): Promise<void> {
  await store.writeInto(work.tx, ids, into)
}
