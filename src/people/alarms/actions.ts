import type { Db } from '#kit/db.ts'
import { record } from '#kit/events.ts'
import { conflict, notFound, Problem } from '#kit/problem.ts'
import { reason } from '#kit/verdict.ts'
import type { House, Transactional, Work } from '#handbook/clocks/work.ts'
import { isOpen } from '#handbook/calendar/rules.ts'
import type { Actor } from '#kit/work.ts'
import { lookLimit, whyNotSettle } from './rules.ts'
import * as store from './store.ts'

/**
 * Shows personal data in the clear, and counts it: who looks at more people than the handbook allows in its time is shown nothing more until a manager
 * lifts the stop, or it is over (S21). The stop is committed before the call is refused.
 */
export async function counted<T>(house: House, actor: Actor, look: (work: Work) => Promise<T>, db?: Transactional): Promise<T> {
  const answer = await house.act(actor, async (work): Promise<{ shown: T } | { until: Date; at: Date }> => {
    const until = await stop(work)
    return until ? { until, at: work.now } : { shown: await look(work) }
  }, db)
  if ('shown' in answer) return answer.shown
  const seconds = Math.max(1, Math.ceil((answer.until.getTime() - answer.at.getTime()) / 1000))
  throw new Problem(429, 'too-many-looks', 'You looked at very many people in a short time. A manager can lift the stop.', [reason('too-many-looks', { seconds, until: answer.until.toISOString() })])
}

/** Until when this person is shown nothing, if so. */
async function stop(work: Work): Promise<Date | undefined> {
  const { tx, now, actor, book } = work
  await store.lockPerson(tx, actor.id)
  const stands = await store.stoppedNow(tx, actor.id, now)
  if (stands) return stands
  const { most, withinMs, pauseMs } = lookLimit(book)
  const looks = await store.looksSince(tx, actor.id, new Date(now.getTime() - withinMs), most)
  if (looks.count < most) return undefined
  const until = new Date(now.getTime() + pauseMs)
  const id = await store.insert(tx, { kind: 'many-looks', actorId: actor.id, actor: actor.name, at: now, until, facts: { count: looks.count, firstAt: looks.firstAt } })
  await record(work, [{ subject: 'alarm', id, kind: 'alarm.many-looks', clause: 'IT-3.looks', facts: { person: actor.id, count: looks.count } }])
  return until
}

/** A list left the house as a file; outside working hours a manager is told. */
export async function tellExport(work: Work, facts: { list: string; rows: number; format: string; approval?: number }): Promise<void> {
  const { tx, now, actor, calendar } = work
  await record(work, [{ subject: 'staff', id: actor.id, kind: 'staff.export', facts }])
  if (isOpen(calendar, now)) return
  const id = await store.insert(tx, { kind: 'night-export', actorId: actor.id, actor: actor.name, at: now, until: null, facts })
  await record(work, [{ subject: 'alarm', id, kind: 'alarm.night-export', clause: 'IT-3.night', facts: { person: actor.id, ...facts } }])
}

/** A manager has looked at it; a stop is lifted with that. */
export async function settle(work: Work, id: number, why: string): Promise<void> {
  const { tx, now, actor } = work
  const alarm = await store.lock(tx, id)
  if (!alarm) throw notFound('alarm')
  const reasons = whyNotSettle(alarm, actor.id)
  if (reasons.length) throw conflict('not-settled', 'The alarm stands.', reasons)
  await store.settle(tx, id, { id: actor.id, name: actor.name, at: now, why })
  await record(work, [{ subject: 'alarm', id, kind: 'alarm.settle', facts: { of: alarm.kind, person: alarm.actorId, why } }])
}

export const openAlarms = (db: Db) => store.open(db)
