import { record } from '#kit/events.ts'
import { moveClocks } from '#handbook/clocks/actions.ts'
import type { Work } from '#handbook/clocks/work.ts'
import * as store from './allocation.store.ts'
import { priorityOf } from './rules.ts'

/** Says from which warehouse locked orders go, and lets their clocks go with them; null takes it back. */
export async function giveWarehouses(work: Work, rows: readonly { id: number; warehouseId: number | null }[]): Promise<void> {
  if (rows.length === 0) return
  await store.writeWarehouses(work.tx, rows)
  await moveClocks(work, 'order', rows)
}

/** EX-3: normal orders nobody has goods for wait as pre-orders. */
export async function classAsPreorder(work: Work, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  const changed = await store.classAsPreorder(work.tx, ids, priorityOf('preorder'))
  await record(work, changed.map(({ id }) => ({ subject: 'order', id, kind: 'order.classify', before: 'normal', after: 'preorder', clause: 'EX-3' })))
}
