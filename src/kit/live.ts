import { eventsOut, endpoint } from './endpoint.ts'
import type { Ctx, Route } from './context.ts'
import { unsettled } from './events.ts'
import { sql } from './sql.ts'

export const live = endpoint({
  name: 'live', method: 'GET', path: '/api/live', who: 'signed-in', gives: 'events', answer: eventsOut,
  summary: 'Server-sent events: `changed` names the kinds of things that changed (order, parcel, stock …), without ids, at most once a second.',
})

const everyMs = 700

/** Tells readers what kind of things changed, so that a page asks again for what it shows. One look at the log serves all readers; without readers there is none. */
export function liveRoute(route: Route): void {
  const readers = new Set<(topics: string[]) => void>()
  let looking = false
  route(live, async ctx => ({
    subscribe(tell, signal) {
      const reader = (topics: string[]) => tell('changed', topics)
      readers.add(reader)
      signal.addEventListener('abort', () => readers.delete(reader))
      if (!looking) { looking = true; void look(ctx).finally(() => { looking = false }) }
    },
  }))
  const look = async (ctx: Ctx) => {
    let since: string | undefined
    let moves = ctx.db.moves
    while (readers.size > 0) {
      try {
        if (moves !== ctx.db.moves) { since = undefined; moves = ctx.db.moves }
        const seen = await changedSince(ctx, since)
        if (since === undefined || seen.topics.length) for (const reader of readers) reader(seen.topics)
        since = seen.snapshot
      } catch { /* the database is away; the next look starts where this one did, so that nothing is missed */ }
      await new Promise(done => setTimeout(done, everyMs).unref())
    }
  }
}

/**
 * The subjects of all events that have become visible since a snapshot. By snapshots rather than by number: a transaction that was
 * open then and is committed now is seen, and one that stays open holds nobody up. Three questions in this order, each by itself: the snapshot (`horizon`), what a node has
 * not settled of what the cluster had committed by then, and the events. While there is something unsettled the next look begins where this one did; were it asked together
 * with the events, what is settled while the question runs would be in neither answer.
 */
async function changedSince({ db }: Ctx, since: string | undefined): Promise<{ topics: string[]; snapshot: string }> {
  const [now] = await db.rows<{ snapshot: string }>(sql`select pg_current_snapshot()::text as snapshot`)
  const snapshot = now!.snapshot // one row always
  if (since === undefined) return { topics: [], snapshot }
  const [node] = await db.rows<{ unsettled: string[] }>(sql`select ${unsettled} as unsettled from migration order by number limit 1`)
  const [seen] = await db.rows<{ topics: string[] }>(sql`
    select coalesce(array_agg(distinct subject order by subject), '{}') as topics from event
    where tx >= pg_snapshot_xmin(${since}::text::pg_snapshot) and not pg_visible_in_snapshot(tx, ${since}::text::pg_snapshot)`)
  return { topics: seen!.topics, snapshot: node!.unsettled.length ? since : snapshot } // one row always, and a company has migrations
}
