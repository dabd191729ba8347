import { record, type Event } from '#kit/events.ts'
import { runClocks } from '#handbook/clocks/actions.ts'
import type { Work } from '#handbook/clocks/work.ts'
import type { orderLife } from './states.ts'
import * as store from './birth.store.ts'

/** An order that comes into being, with its lines, its receiver unless that is copied from another, and more facts than every birth tells. */
export interface Birth {
  kind: keyof (typeof orderLife)['births']
  order: store.NewOrder
  lines: readonly Omit<store.NewLine, 'order'>[]
  receiver?: Omit<store.NewReceiver, 'order'>
  clause?: string
  facts?: Record<string, unknown>
}

/** Orders are born as one set, with their events and clocks. Answers their ids in the order given. */
export async function bearOrders(work: Work, births: readonly Birth[]): Promise<number[]> {
  const { tx, now } = work
  const made = new Map((await store.insertOrders(tx, now, births.map(b => b.order))).map(o => [keyOf(o), o.id]))
  const born = births.map(b => ({ ...b, id: made.get(keyOf(b.order))! })) // every row went in
  await store.insertLines(tx, born.flatMap(b => b.lines.map(l => ({ ...l, order: b.id }))))
  const receivers = born.flatMap(b => (b.receiver ? [{ ...b.receiver, order: b.id }] : []))
  if (receivers.length) await store.insertReceivers(tx, receivers)
  const events = born.map<Event>(({ id, kind, order, clause = null, facts }) => ({
    subject: 'order', id, kind: `order.${kind}`, after: order.stage, clause,
    facts: { number: order.number, class: order.class, placedAt: order.placedAt, totalFen: order.totalFen, ...facts }, within: { shopId: order.shop, warehouseId: null },
  }))
  await record(work, events)
  await runClocks(work, events)
  return born.map(b => b.id)
}

/** Parts of one order have its source in common, and each a number of its own. */
const keyOf = ({ source, number }: { source: number; number: string }) => `${source} ${number}`

/** The living orders of platform orders, and what the channel says now of their payment and refunds. */
export const livingOrders = (work: Work, sources: readonly number[]) => store.livingOrders(work.tx, sources)
export const followPayment = (work: Work, rows: Parameters<typeof store.writePayment>[1]) => store.writePayment(work.tx, rows)
