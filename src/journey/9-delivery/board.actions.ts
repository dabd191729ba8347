import { startOfDay } from '#handbook/calendar/rules.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { momentsOf, type Moments } from './board.rules.ts'
import { countTracking, type ParcelCount } from './board.store.ts'

/** Tracking is counted no further than this: beyond it nobody reads the figure. */
export const countedMost = 20_000

export const momentsNow = ({ book, calendar, now }: Work): Moments => momentsOf(book, now, startOfDay(calendar, now))

/** Parcels by tracking state within the scope of who asks. */
export const trackingCounts = async (work: Work): Promise<(ParcelCount & { capped: boolean })[]> =>
  (await countTracking(work.tx, work.actor.scope, momentsNow(work), countedMost))
    .map(c => ({ ...c, count: Math.min(c.count, countedMost), capped: c.count >= countedMost }))
