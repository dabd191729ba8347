import { nextEvents } from '#kit/events.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { dropFromWarehouse } from '#journey/5-picking/actions.ts'
import { arrived } from '#journey/3-allocation/actions.ts'
import { voidOutdated } from '#journey/4-printing/actions.ts'
import { followEarlyScans } from '#journey/9-delivery/actions.ts'

/** What follows a move, done by the system soon after it: one list, read in order, without gaps. */
const reactions: Record<string, (work: Work, ids: number[]) => Promise<unknown>> = {
  // A cancelled order frees its stock at once, and waiting orders get it first.
  'order.cancel': (work, ids) => dropFromWarehouse(work, ids),
  // A carrier may have scanned before the hand-over was signed.
  'order.hand-over': (work, ids) => followEarlyScans(work, ids),
  // Papers of what was edited or cancelled are void.
  'parcel.renew': (work, ids) => voidOutdated(work, ids),
  'parcel.void': (work, ids) => voidOutdated(work, ids),
  'stock.arrive': (work, ids) => arrived(work, ids),
}

/** Reads the next events and does what follows from them, in the reader's own transaction. Answers how many were read. */
export async function react(work: Work, limit = 2000): Promise<number> {
  const { read, events } = await nextEvents(work.tx, 'reactions', limit, Object.keys(reactions))
  for (const [kind, group] of Map.groupBy(events, e => e.kind)) {
    await reactions[kind]!({ ...work, cause: kind }, group.map(e => e.id))
  }
  return read
}
