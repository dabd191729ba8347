import type { Route } from '#kit/context.ts'
import { notFound } from '#kit/problem.ts'
import { dayOf, startOfDay } from '#handbook/calendar/rules.ts'
import { readTrend } from './trend.contract.ts'
import { endedByDay } from './trend.store.ts'
import type { House } from './work.ts'

const dayMs = 86_400_000

export const trendRoutes = (route: Route, house: House): void =>
  route(readTrend, async ({ db }, { params, query, actor }) => house.act(actor, async ({ tx, now, book, calendar }) => {
    if (!book.clauses[params.clause]?.clock) throw notFound('timed clause')
    const since = new Date(startOfDay(calendar, now).getTime() - (query.days - 1) * dayMs)
    const found = new Map((await endedByDay(tx, actor.scope, { clause: params.clause, since, offsetMinutes: calendar.utcOffsetMinutes })).map(d => [d.day, d]))
    return { days: Array.from({ length: query.days }, (_, i) => dayOf(calendar, new Date(since.getTime() + i * dayMs))).map(day => found.get(day) ?? { day, met: 0, missed: 0 }) }
  }, db))
