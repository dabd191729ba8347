import { record } from '#kit/events.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { writeReturned } from './put-back.store.ts'

export interface Returned { wave: number; order: number; code: string; place: string }

/** Goods of stopped orders lie in their bins again; said twice, it counts once. */
export async function putBackGoods(work: Work, rows: readonly Returned[]): Promise<number> {
  const back = await writeReturned(work.tx, work.actor.scope, rows, work.actor.id, work.now)
  await record(work, [...Map.groupBy(back, b => b.orderId)].map(([id, own]) => ({ subject: 'order', id, kind: 'order.put-back', facts: { pieces: own.reduce((n, b) => n + b.quantity, 0) } })))
  return back.length
}
