import decrees from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import type { Calendar } from './rules.ts'

const years = [2020, 2021, 2022, 2023, 2024, 2025, 2026]

/**
 * The calendar a company begins with: Chinese statutory holidays and make-up working days as the State Council decreed
 * them, Shanghai time, one shift, no promotions. Read from the package's table, not by its functions, which go by the
 * machine's own time zone.
 */
export function defaultCalendar(): Calendar {
  const inYears = (text: string) => years.includes(Number(text.slice(0, 4)))
  return {
    utcOffsetMinutes: 480,
    days: new Map([
      ...Object.keys(decrees.holidays).filter(inYears).map(text => [text, 'holiday'] as const),
      ...Object.keys(decrees.workdays).filter(inYears).map(text => [text, 'workday'] as const),
    ]),
    loadedYears: new Set(years),
    shifts: [{ from: '09:00', to: '18:00' }],
    promotions: [],
  }
}

/** The days of a year that go by decree and not by the week, with the holiday each belongs to. */
export function decreedDays(calendar: Calendar, year: number): { day: string; kind: 'holiday' | 'workday'; name: { zh: string; en: string } }[] {
  return [...calendar.days].filter(([day]) => day.startsWith(`${year}-`)).toSorted(([a], [b]) => a.localeCompare(b)).map(([day, kind]) => {
    const [en = '', zh = ''] = ((kind === 'holiday' ? decrees.holidays : decrees.workdays) as Record<string, string>)[day]?.split(',') ?? []
    return { day, kind, name: { zh, en } }
  })
}
