import type { Route } from '#kit/context.ts'
import { traditional } from '#handbook/clauses/traditional.ts'
import type { House } from '#handbook/clocks/work.ts'
import { readCalendar } from './year.contract.ts'
import { decreedDays } from './days.ts'
import { dayOf } from './rules.ts'

export const yearRoutes = (route: Route, house: House): void =>
  route(readCalendar, async ({ db }, { query, actor }) => house.act(actor, async ({ calendar, now }) => {
    const today = dayOf(calendar, now)
    const year = query.year ?? Number(today.slice(0, 4))
    const [from, to] = [new Date(Date.UTC(year, 0, 0)), new Date(Date.UTC(year + 1, 0, 2))]
    return {
      year, today, loaded: calendar.loadedYears.has(year), loadedYears: [...calendar.loadedYears].toSorted((a, b) => a - b), utcOffsetMinutes: calendar.utcOffsetMinutes,
      days: decreedDays(calendar, year).map(d => ({ ...d, name: { ...d.name, zhTW: traditional(d.name.zh) } })),
      shifts: [...calendar.shifts], promotions: calendar.promotions.filter(p => p.to > from && p.from < to),
    }
  }, db))
