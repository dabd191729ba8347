import type { Outcome } from '#kit/verdict.ts'
import { onBehalf } from '#kit/work.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { moveParcels } from '#journey/parcel/actions.ts'
import { parcelsOfOrders } from '#journey/parcel/facts.actions.ts'
import { moveOrders } from './actions.ts'

/** One stage back; a parcel that was closed is open again, whoever sent its order back. */
export async function sendBack(work: Work, ids: readonly number[], note: string): Promise<Outcome> {
  const outcome = await moveOrders(work, { move: 'send-back', ids, facts: () => (note ? { note } : {}) })
  const closed = (await parcelsOfOrders(work, outcome.moved)).filter(p => p.state === 'packed').map(p => p.id)
  if (closed.length) await moveParcels(onBehalf(work), { move: 'unpack', ids: closed })
  return outcome
}
