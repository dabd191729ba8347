import { dayAt, momentOfDay } from '#kit/day.rules.ts'
import { record, type Event } from '#kit/events.ts'
import { moveSet } from '#kit/mover.ts'
import type { Reason } from '#kit/verdict.ts'
import { figure } from '#handbook/clauses/rules.ts'
import { runClocks } from '#handbook/clocks/actions.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { collectionLife } from './collection.states.ts'
import { hoursOf } from './collection.rules.ts'
import * as store from './collection.store.ts'

/** Opens today's collections whose hour has come (IN-4); their clock runs from then on. Answers how many it opened. */
export async function openCollections(work: Work): Promise<number> {
  const day = dayAt(work.calendar.utcOffsetMinutes, work.now)
  const due = hoursOf(figure(work.book, 'IN-4.collect', 'at')).map(hour => ({ day, hour, at: momentOfDay(work.calendar.utcOffsetMinutes, day, hour) })).filter(c => c.at <= work.now)
  const opened = due.length ? await store.openCollections(work.tx, due) : []
  const events = opened.map<Event>(c => ({ subject: 'collection', id: c.id, kind: 'collection.open', after: 'open', clause: 'IN-4.collect' }))
  await record(work, events)
  await runClocks(work, events)
  return opened.length
}

/** "Collected, so many papers" or "none": ends the hour's clock. Answers the reasons against it, or none. */
export async function collect(work: Work, id: number, { papers, note }: { papers: number; note: string }): Promise<Reason[]> {
  const outcome = await moveSet(work, collectionLife, {
    move: 'collect', ids: [id], clause: 'IN-4.collect', facts: () => ({ papers }),
    lock: ids => store.lockCollections(work.tx, ids), write: async rows => { await store.writeCollections(work.tx, rows) },
  }, events => runClocks(work, events))
  if (outcome.refused[0]) return outcome.refused[0].reasons
  await store.writeResult(work.tx, id, { papers, note, by: work.actor.name, at: work.now })
  return []
}
