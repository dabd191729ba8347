import { asLimit, limitChoices, type Clause, type Limit } from '#handbook/clauses/rules.ts'

const minute = 60_000
const day = 24 * 60 * minute

/** A stretch of working time of each working day, "09:00" to "18:00" ("24:00" is midnight). Sorted, never overlapping. */
export interface Shift { from: string; to: string }

/** A time in which longer limits hold, from inclusive, to exclusive; it counts only for what comes after it was announced. */
export interface Promotion { from: Date; to: Date; name: string; announcedAt: Date }

/** The company's own time: which days are worked, at which hours, and when promotions run. */
export interface Calendar {
  utcOffsetMinutes: number
  /** What the state decreed: days off, and weekend days worked in their place. All other days go by the week. */
  days: ReadonlyMap<string, 'holiday' | 'workday'>
  /** Years whose decree is in `days`. Of any other year nothing is known. */
  loadedYears: ReadonlySet<number>
  shifts: readonly Shift[]
  promotions: readonly Promotion[]
}

/** The calendar was asked about a year whose decree it does not hold. */
export class UnknownYear extends Error {
  readonly year: number
  constructor(year: number) {
    super(`the company calendar does not hold the year ${year}`)
    this.year = year
  }
}

/** Whether the company works on the local day of this moment. A year that is not loaded throws `UnknownYear`. */
export const isWorkingDay = (cal: Calendar, date: Date): boolean => isWorked(cal, localDay(cal, date.getTime()))

/**
 * The moment at which a limit that began at `start` is over.
 * minutes, hours, days, weeks: day and night. workingMinutes, workingHours: only inside shifts; what fills a shift
 * exactly is due at its end. workingDays: end of the last shift of the n-th working day after the day of `start`.
 */
export function addLimit(cal: Calendar, start: Date, { value, unit }: Limit): Date {
  if (!(value >= 0)) throw new RangeError(`a limit cannot be ${value} ${unit}`)
  const at = start.getTime()
  switch (unit) {
    case 'minutes': return new Date(at + value * minute)
    case 'hours': return new Date(at + value * 60 * minute)
    case 'days': return new Date(at + value * day)
    case 'weeks': return new Date(at + value * 7 * day)
    case 'workingMinutes': return new Date(addWorkingTime(cal, at, value * minute))
    case 'workingHours': return new Date(addWorkingTime(cal, at, value * 60 * minute))
    case 'workingDays': return new Date(addWorkingDays(cal, at, value))
  }
}

/** That time of day on the first working day after the local day of `start`. */
export const nextWorkingDayAt = (cal: Calendar, start: Date, timeOfDay: string): Date =>
  new Date(momentOf(cal, nextWorked(cal, localDay(cal, start.getTime()) + 1), timeOfDay))

/** Whether a promotion runs at this moment that had been announced by then (S4 §6). */
export const inPromotion = (cal: Calendar, at: Date): boolean =>
  cal.promotions.some(p => p.from <= at && at < p.to && p.announcedAt <= at)

/** The limit of a clause's clock for an order of this class counted from `at`: the first choice that fits (CL-3). */
export function limitFor(cal: Calendar, of: Clause, about: { class?: string | undefined; at: Date }): Limit & { figure: string } {
  const choice = of.clock && limitChoices(of.clock).find(({ figure, ...rest }) => {
    const when = 'when' in rest ? rest.when : undefined
    return (when?.class === undefined || when.class === about.class)
      && (when?.promotion === undefined || when.promotion === inPromotion(cal, about.at))
  })
  const figure = choice && of.figures[choice.figure]
  const limit = figure && asLimit(figure)
  if (!choice || !limit) throw new Error(`clause ${of.id} has no limit for ${about.class ?? 'any'} class`)
  return { ...limit, figure: choice.figure }
}

/**
 * When an enquiry must be answered (AS-9, S4 §6). Asked on a working day before its last shift has ended and not before
 * its first: `within` minutes of working time. Asked at night or on a day off: `morning` of the next day worked, which
 * before the first shift is the same day.
 */
export function answerBy(cal: Calendar, asked: Date, { within, morning }: { within: number; morning: string }): Date {
  const at = asked.getTime()
  const today = localDay(cal, at)
  const worked = isWorked(cal, today)
  const [opens, closes] = [opening(cal, today), closing(cal, today)]
  if (worked && opens <= at && at < closes) return addLimit(cal, asked, { value: within, unit: 'workingMinutes' })
  return worked && at < opens ? new Date(momentOf(cal, today, morning)) : nextWorkingDayAt(cal, asked, morning)
}

/** Years between two moments, both included, whose decree is not loaded. Show them as a flaw of the calendar. */
export function missingYears(cal: Calendar, from: Date, to: Date): number[] {
  const [first, last] = [localYear(cal, from.getTime()), localYear(cal, to.getTime())]
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i).filter(y => !cal.loadedYears.has(y))
}

function addWorkingTime(cal: Calendar, start: number, length: number): number {
  let rest = length
  if (rest === 0) return start
  // Bounded: the walk ends at the first year that is not loaded.
  for (let d = nextWorked(cal, localDay(cal, start)); ; d = nextWorked(cal, d + 1)) {
    for (const shift of shiftsOf(cal)) {
      const from = Math.max(start, momentOf(cal, d, shift.from))
      const free = momentOf(cal, d, shift.to) - from
      if (free <= 0) continue
      if (rest <= free) return from + rest
      rest -= free
    }
  }
}

function addWorkingDays(cal: Calendar, start: number, count: number): number {
  if (!Number.isInteger(count) || count < 1) throw new RangeError('working days are whole and at least one')
  let d = localDay(cal, start)
  for (let n = 0; n < count; n++) d = nextWorked(cal, d + 1)
  return closing(cal, d)
}

/** This day if it is worked, else the first worked one after it. */
function nextWorked(cal: Calendar, from: number): number {
  let d = from
  while (!isWorked(cal, d)) d++
  return d
}

function isWorked(cal: Calendar, d: number): boolean {
  const text = new Date(d * day).toISOString().slice(0, 10)
  const year = Number(text.slice(0, 4))
  if (!cal.loadedYears.has(year)) throw new UnknownYear(year)
  const decreed = cal.days.get(text)
  if (decreed) return decreed === 'workday'
  // Day 0, 1970-01-01, was a Thursday; 0 is Sunday.
  const weekday = (((d + 4) % 7) + 7) % 7
  return weekday !== 0 && weekday !== 6
}

function shiftsOf(cal: Calendar): readonly [Shift, ...Shift[]] {
  const [first, ...others] = cal.shifts
  if (!first) throw new Error('the company calendar has no shift')
  return [first, ...others]
}

const opening = (cal: Calendar, d: number) => momentOf(cal, d, shiftsOf(cal)[0].from)
const closing = (cal: Calendar, d: number) => momentOf(cal, d, (shiftsOf(cal).at(-1) ?? shiftsOf(cal)[0]).to)

/** Whether the company is at work at this moment; of a year that is not loaded nobody can say, and it is taken as worked. */
export function isOpen(cal: Calendar, at: Date): boolean {
  const d = localDay(cal, at.getTime())
  if (!cal.loadedYears.has(localYear(cal, at.getTime()))) return true
  return isWorked(cal, d) && cal.shifts.some(shift => momentOf(cal, d, shift.from) <= at.getTime() && at.getTime() < momentOf(cal, d, shift.to))
}

/** The moment the company's day of `at` began. */
export const startOfDay = (cal: Calendar, at: Date): Date => new Date(momentOf(cal, localDay(cal, at.getTime()), '00:00'))
/** The company's day of a moment, as 2026-11-26. */
export const dayOf = (cal: Calendar, at: Date): string => new Date(localDay(cal, at.getTime()) * day).toISOString().slice(0, 10)

/** Days since 1970-01-01 in company time. */
const localDay = (cal: Calendar, at: number) => Math.floor((at + cal.utcOffsetMinutes * minute) / day)
const localYear = (cal: Calendar, at: number) => new Date(at + cal.utcOffsetMinutes * minute).getUTCFullYear()
const momentOf = (cal: Calendar, d: number, timeOfDay: string) =>
  d * day + (Number(timeOfDay.slice(0, 2)) * 60 + Number(timeOfDay.slice(3, 5)) - cal.utcOffsetMinutes) * minute
