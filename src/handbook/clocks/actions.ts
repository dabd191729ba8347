import { record, type Event } from '#kit/events.ts'
import { clockClauses } from '#handbook/clauses/rules.ts'
import { addLimit, limitFor } from '#handbook/calendar/rules.ts'
import * as store from './store.ts'
import type { Work } from './work.ts'

/** Starts, stops, pauses and voids the handbook's clocks for events, in the transaction of those events. */
export async function runClocks(work: Work, events: readonly Event[]): Promise<void> {
  const starting: store.NewClock[] = []
  for (const [kind, group] of Map.groupBy(events, e => e.kind)) {
    const subject = group[0]!.subject
    const ids = group.map(e => e.id)
    const clauses = clockClauses(work.book).filter(c => c.clock.subject === subject)
    const named = (list: 'stops' | 'voids' | 'pauses' | 'resumes') => clauses.filter(c => c.clock[list].includes(kind)).map(c => c.id)
    const done = clauses.filter(c => c.clock.then === kind).map(c => c.id)
    const starts = clauses.filter(c => c.clock.starts.includes(kind))
    const restarted = starts.filter(c => c.clock.restarts).map(c => c.id)
    const met = [...named('stops'), ...restarted]
    if (met.length) await store.stopClocks(work.tx, met, subject, ids, work.now)
    if (done.length) await store.meetClocks(work.tx, done, subject, ids, work.now)
    if (named('voids').length) await store.voidClocks(work.tx, named('voids'), subject, ids, work.now)
    if (named('pauses').length) await store.pauseClocks(work.tx, named('pauses'), subject, ids, work.now)
    if (named('resumes').length) await store.resumeClocks(work.tx, named('resumes'), subject, ids, work.now)
    for (const clause of starts) for (const event of group) starting.push(clockOf(work, clause, event))
  }
  if (starting.length) await store.startClocks(work.tx, starting)
}

function clockOf(work: Work, clause: ReturnType<typeof clockClauses>[number], event: Event): store.NewClock {
  const facts = event.facts ?? {}
  const startedAt = clause.clock.from === 'placedAt' && facts.placedAt ? new Date(facts.placedAt as string | Date) : work.now
  const limit = limitFor(work.calendar, clause, { class: String(facts.class ?? 'normal'), at: startedAt })
  return { clause: clause.id, subject: event.subject, id: event.id, startedAt, dueAt: addLimit(work.calendar, startedAt, limit), shopId: event.within?.shopId ?? null, warehouseId: event.within?.warehouseId ?? null }
}

/** What ended these things at that moment is taken back: the clocks it ended run on towards their old due time. */
export const reviveClocks = (work: Work, subject: string, ids: readonly number[], endedAt: Date) => store.reviveClocks(work.tx, subject, ids, endedAt)

/** Things whose time by a clause is over, where the house itself then acts, the longest first. */
export const ranOut = async (work: Work, clause: string, limit: number): Promise<number[]> =>
  (await store.dueSubjects(work.tx, clause, work.now, limit)).map(c => c.id)

/** Clauses whose running out is no breach. */
const timers = (work: Work) => clockClauses(work.book).filter(c => c.clock.then).map(c => c.id)

/** The things have another warehouse now, and their clocks with them, those that ended too: who sees the thing sees its clocks. */
export const moveClocks = (work: Work, subject: string, rows: readonly { id: number; warehouseId: number | null }[]) => store.writeWarehouses(work.tx, subject, rows)

/** Marks what has run out and tells it as an event, first due first (T4); the owner's queue reads the marks. Answers how many. */
export async function sweep(work: Work, limit = 5000): Promise<number> {
  const due = (await store.breachDue(work.tx, work.now, timers(work), limit)).sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime() || a.id - b.id)
  await record(work, due.map(d => ({ subject: d.subject, id: d.id, kind: 'clock.breach', clause: d.clause, facts: { dueAt: d.dueAt } })))
  return due.length
}
