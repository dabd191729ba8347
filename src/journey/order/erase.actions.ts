import { record } from '#kit/events.ts'
import type { Work } from '#kit/work.ts'
import * as store from './erase.store.ts'

/** Takes the receiver and the remarks out of orders; what they were, when and for how much stays. */
export async function eraseReceivers(work: Work, ids: readonly number[]): Promise<number[]> {
  const gone = (await store.blankReceivers(work.tx, ids)).map(row => row.id).sort((a, b) => a - b)
  await store.blankRemarks(work.tx, gone)
  await store.blankNotes(work.tx, gone)
  await store.dropCorrections(work.tx, gone)
  await record(work, gone.map(id => ({ subject: 'order', id, kind: 'order.erase' })))
  return gone
}
