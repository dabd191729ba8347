import { describe, expect, test } from 'vitest'
import { clauseShape } from '#handbook/clauses/rules.ts'
import { defaultCalendar } from './days.ts'
import { addLimit, answerBy, inPromotion, isWorkingDay, limitFor, missingYears, nextWorkingDayAt, UnknownYear, type Calendar } from './rules.ts'

// The decrees of the State Council (国务院办公厅关于部分节假日安排的通知), written here by hand: days off from–to, days worked.
const decrees: Record<number, { off: [string, string][]; worked: string[] }> = {
  2020: { off: [['01-01', '01-01'], ['01-24', '02-02'], ['04-04', '04-06'], ['05-01', '05-05'], ['06-25', '06-27'], ['10-01', '10-08']],
    worked: ['01-19', '04-26', '05-09', '06-28', '09-27', '10-10'] },
  2021: { off: [['01-01', '01-03'], ['02-11', '02-17'], ['04-03', '04-05'], ['05-01', '05-05'], ['06-12', '06-14'], ['09-19', '09-21'], ['10-01', '10-07']],
    worked: ['02-07', '02-20', '04-25', '05-08', '09-18', '09-26', '10-09'] },
  2022: { off: [['01-01', '01-03'], ['01-31', '02-06'], ['04-03', '04-05'], ['04-30', '05-04'], ['06-03', '06-05'], ['09-10', '09-12'], ['10-01', '10-07'], ['12-31', '12-31']],
    worked: ['01-29', '01-30', '04-02', '04-24', '05-07', '10-08', '10-09'] },
  2023: { off: [['01-01', '01-02'], ['01-21', '01-27'], ['04-05', '04-05'], ['04-29', '05-03'], ['06-22', '06-24'], ['09-29', '10-06']],
    worked: ['01-28', '01-29', '04-23', '05-06', '06-25', '10-07', '10-08'] },
  2024: { off: [['01-01', '01-01'], ['02-10', '02-17'], ['04-04', '04-06'], ['05-01', '05-05'], ['06-10', '06-10'], ['09-15', '09-17'], ['10-01', '10-07']],
    worked: ['02-04', '02-18', '04-07', '04-28', '05-11', '09-14', '09-29', '10-12'] },
  2025: { off: [['01-01', '01-01'], ['01-28', '02-04'], ['04-04', '04-06'], ['05-01', '05-05'], ['05-31', '06-02'], ['10-01', '10-08']],
    worked: ['01-26', '02-08', '04-27', '09-28', '10-11'] },
  2026: { off: [['01-01', '01-03'], ['02-15', '02-23'], ['04-04', '04-06'], ['05-01', '05-05'], ['06-19', '06-21'], ['09-25', '09-27'], ['10-01', '10-07']],
    worked: ['01-04', '02-14', '02-28', '05-09', '09-20', '10-10'] },
}
const daysOff = Object.entries(decrees).flatMap(([year, { off }]) => off.flatMap(([from, to]) => daysBetween(`${year}-${from}`, `${year}-${to}`)))
const daysWorked = Object.entries(decrees).flatMap(([year, { worked }]) => worked.map(d => `${year}-${d}`))

const cal = defaultCalendar()
const lunch: Calendar = { ...cal, shifts: [{ from: '09:00', to: '12:00' }, { from: '13:30', to: '18:00' }] }
const late: Calendar = { ...cal, shifts: [{ from: '16:00', to: '24:00' }] }
const selling: Calendar = { ...cal, promotions: [
  { name: '双11', from: at('2024-11-01 00:00'), to: at('2024-11-12 00:00'), announcedAt: at('2024-10-20 09:00') },
  { name: '双12, announced when it had begun', from: at('2024-12-10 00:00'), to: at('2024-12-13 00:00'), announcedAt: at('2024-12-11 12:00') },
] }

describe('HB-5 / T3 statutory holidays and make-up days 2020–2026', () => {
  test.each(daysOff)('%s is off', d => {
    expect(isWorkingDay(cal, at(`${d} 00:00`))).toBe(false)
    expect(isWorkingDay(cal, at(`${d} 23:59`))).toBe(false)
  })
  test.each(daysWorked)('%s, a weekend day, is worked in exchange', d => {
    expect([0, 6]).toContain(weekday(d))
    expect(isWorkingDay(cal, at(`${d} 00:00`))).toBe(true)
    expect(isWorkingDay(cal, at(`${d} 23:59`))).toBe(true)
  })
  test.each([
    ['2024-02-09', '除夕 of 2024 is a working Friday', true], ['2024-03-11', 'a Monday', true], ['2024-03-16', 'a Saturday', false], ['2024-03-17', 'a Sunday', false],
    ['2024-02-29', 'the leap day, a Thursday', true], ['2020-02-29', 'the leap day, a Saturday', false], ['2024-12-31', 'a Tuesday', true], ['2025-12-31', 'a Wednesday', true],
    ['2022-12-31', 'off for the year after', false], ['2023-12-31', 'a Sunday', false], ['2020-02-03', 'the first Monday after the long festival', true],
    ['2025-10-09', 'the first day after the golden week', true], ['2026-02-24', 'the first day after the festival', true], ['2023-04-06', 'the day after 清明', true],
  ] as const)('%s, %s: worked %s', (d, _, expected) => expect(isWorkingDay(cal, at(`${d} 12:00`))).toBe(expected))

  test('nothing else was decreed', () => {
    expect([...cal.days].filter(([, k]) => k === 'holiday').map(([d]) => d).sort()).toEqual(daysOff.toSorted())
    expect([...cal.days].filter(([, k]) => k === 'workday').map(([d]) => d).sort()).toEqual(daysWorked.toSorted())
  })
  test.each(Object.keys(decrees))('every day of %s goes by decree, else by the week', year => {
    for (const d of daysBetween(`${year}-01-01`, `${year}-12-31`)) expect([d, isWorkingDay(cal, at(`${d} 12:00`))]).toEqual([d, oracleWorks(d)])
  })
  test.each([['2024-03-10T15:59:59Z', false], ['2024-03-10T16:00:00Z', true], ['2024-03-15T15:59:59Z', true], ['2024-03-15T16:00:00Z', false]] as const)(
    'the day begins in Shanghai: %s worked %s', (instant, expected) => expect(isWorkingDay(cal, new Date(instant))).toBe(expected))
})

describe('HB-5 / T3 elapsed limits run day and night', () => {
  test.each([
    ['2024-03-15 17:58', 5, 'minutes', '2024-03-15 18:03'], ['2024-03-15 23:58', 5, 'minutes', '2024-03-16 00:03'], ['2024-12-31 23:45', 30, 'minutes', '2025-01-01 00:15'],
    ['2024-02-28 23:40', 30, 'minutes', '2024-02-29 00:10'], ['2023-02-28 23:40', 30, 'minutes', '2023-03-01 00:10'], ['2024-02-28 12:00', 24, 'hours', '2024-02-29 12:00'],
    ['2024-02-28 12:00', 48, 'hours', '2024-03-01 12:00'], ['2023-02-28 12:00', 24, 'hours', '2023-03-01 12:00'], ['2024-12-31 12:00', 48, 'hours', '2025-01-02 12:00'],
    ['2024-02-09 18:00', 12, 'hours', '2024-02-10 06:00'], ['2024-10-01 00:00', 4, 'hours', '2024-10-01 04:00'], ['2024-03-11 09:00', 0, 'minutes', '2024-03-11 09:00'],
    ['2024-03-11 09:00', 0.5, 'hours', '2024-03-11 09:30'], ['2024-02-29 10:00', 1, 'days', '2024-03-01 10:00'], ['2024-02-22 10:00', 1, 'weeks', '2024-02-29 10:00'],
    ['2024-12-28 10:00', 1, 'weeks', '2025-01-04 10:00'], ['2030-06-01 10:00', 72, 'hours', '2030-06-04 10:00'],
  ] as const)('%s + %d %s = %s', (start, value, unit, end) => expect(text(addLimit(cal, at(start), { value, unit }))).toBe(end))
})

describe('HB-5 / T3 working hours, one shift 9 to 18', () => {
  test.each([
    // The edges of the shift, an ordinary week.
    ['2024-03-11 09:00', 1, '2024-03-11 10:00'], ['2024-03-11 08:59', 1, '2024-03-11 10:00'], ['2024-03-11 00:00', 1, '2024-03-11 10:00'], ['2024-03-11 12:00', 0.5, '2024-03-11 12:30'],
    ['2024-03-11 09:00', 9, '2024-03-11 18:00'], ['2024-03-11 09:00', 9.5, '2024-03-12 09:30'], ['2024-03-11 09:01', 9, '2024-03-12 09:01'], ['2024-03-11 17:00', 1, '2024-03-11 18:00'],
    ['2024-03-11 17:59', 1, '2024-03-12 09:59'], ['2024-03-11 18:00', 1, '2024-03-12 10:00'], ['2024-03-11 18:01', 1, '2024-03-12 10:00'], ['2024-03-11 23:59', 1, '2024-03-12 10:00'],
    ['2024-03-15 18:00', 1, '2024-03-18 10:00'], ['2024-03-16 10:00', 1, '2024-03-18 10:00'], ['2024-03-17 23:59', 1, '2024-03-18 10:00'], ['2024-03-11 09:00', 45, '2024-03-15 18:00'],
    ['2024-03-11 09:00', 45.5, '2024-03-18 09:30'], ['2024-03-16 10:00', 0, '2024-03-16 10:00'],
    // Leap day, month and year end.
    ['2024-02-29 17:00', 2, '2024-03-01 10:00'], ['2024-02-28 17:00', 2, '2024-02-29 10:00'], ['2023-02-28 17:00', 2, '2023-03-01 10:00'], ['2024-12-31 17:00', 2, '2025-01-02 10:00'],
    ['2025-12-31 17:30', 1, '2026-01-04 09:30'], ['2021-12-31 17:00', 2, '2022-01-04 10:00'], ['2022-12-30 17:00', 2, '2023-01-03 10:00'],
    // Holidays and make-up days.
    ['2020-01-23 17:00', 2, '2020-02-03 10:00'], ['2024-02-09 17:00', 1, '2024-02-09 18:00'], ['2024-02-09 17:30', 1, '2024-02-18 09:30'], ['2024-02-09 18:00', 1, '2024-02-18 10:00'],
    ['2024-02-12 12:00', 9, '2024-02-18 18:00'], ['2024-02-12 12:00', 10, '2024-02-19 10:00'], ['2024-02-03 12:00', 1, '2024-02-04 10:00'], ['2023-04-04 17:00', 2, '2023-04-06 10:00'],
    ['2024-04-03 17:00', 2, '2024-04-07 10:00'], ['2024-04-30 17:00', 2, '2024-05-06 10:00'], ['2024-05-10 17:00', 2, '2024-05-11 10:00'], ['2024-05-11 17:00', 2, '2024-05-13 10:00'],
    ['2024-06-07 17:00', 2, '2024-06-11 10:00'], ['2024-09-13 17:00', 2, '2024-09-14 10:00'], ['2024-09-14 17:00', 2, '2024-09-18 10:00'], ['2024-09-28 12:00', 1, '2024-09-29 10:00'],
    ['2024-09-30 17:00', 2, '2024-10-08 10:00'], ['2024-10-11 17:00', 10, '2024-10-12 18:00'], ['2024-10-11 17:00', 11, '2024-10-14 10:00'], ['2025-01-24 17:00', 2, '2025-01-26 10:00'],
    ['2025-01-27 17:00', 2, '2025-02-05 10:00'], ['2025-02-07 17:00', 2, '2025-02-08 10:00'], ['2025-09-30 17:00', 2, '2025-10-09 10:00'], ['2025-10-10 17:00', 2, '2025-10-11 10:00'],
    ['2026-02-13 17:00', 2, '2026-02-14 10:00'], ['2026-02-14 17:00', 2, '2026-02-24 10:00'], ['2026-09-24 17:00', 2, '2026-09-28 10:00'], ['2026-09-30 17:00', 2, '2026-10-08 10:00'],
    ['2026-10-09 17:00', 2, '2026-10-10 10:00'],
  ] as const)('%s + %d h = %s', (start, value, end) => expect(text(addLimit(cal, at(start), { value, unit: 'workingHours' }))).toBe(end))
})

describe('HB-5 / T3 working hours, shifts with a pause, and to midnight', () => {
  test.each([
    ['2024-03-11 09:00', 3, '2024-03-11 12:00'], ['2024-03-11 11:00', 1, '2024-03-11 12:00'], ['2024-03-11 11:30', 1, '2024-03-11 14:00'], ['2024-03-11 12:00', 1, '2024-03-11 14:30'],
    ['2024-03-11 12:30', 1, '2024-03-11 14:30'], ['2024-03-11 13:29', 0.25, '2024-03-11 13:45'], ['2024-03-11 13:30', 4.5, '2024-03-11 18:00'], ['2024-03-11 09:00', 7.5, '2024-03-11 18:00'],
    ['2024-03-11 09:00', 8, '2024-03-12 09:30'], ['2024-03-11 17:45', 0.5, '2024-03-12 09:15'], ['2024-03-15 17:45', 0.5, '2024-03-18 09:15'], ['2024-09-30 17:45', 0.5, '2024-10-08 09:15'],
  ] as const)('9–12, 13:30–18: %s + %d h = %s', (start, value, end) => expect(text(addLimit(lunch, at(start), { value, unit: 'workingHours' }))).toBe(end))
  test.each([
    ['2024-03-11 23:00', 1, '2024-03-12 00:00'], ['2024-03-11 23:00', 2, '2024-03-12 17:00'], ['2024-03-15 23:30', 1, '2024-03-18 16:30'], ['2024-12-31 23:00', 1, '2025-01-01 00:00'],
  ] as const)('16–24: %s + %d h = %s', (start, value, end) => expect(text(addLimit(late, at(start), { value, unit: 'workingHours' }))).toBe(end))
})

describe('HB-5 / T3 working time agrees with counting minute by minute', () => {
  const next = sequence(20260104)
  const first = at('2020-01-01 00:00').getTime()
  const span = at('2026-11-01 00:00').getTime() - first
  const starts = Array.from({ length: 120 }, () => text(new Date(first + Math.floor(next() * span / 60_000) * 60_000)))
  // Some of the random starts lie within a week of a holiday, where mistakes live.
  const near = Array.from({ length: 80 }, () => text(new Date(at(`${daysOff[Math.floor(next() * daysOff.length)]} 00:00`).getTime() + Math.floor((next() * 14 - 7) * 1440) * 60_000))).filter(s => s > '2020-01-01')
  test.each([...starts, ...near].map((s, i) => [s, 1 + Math.floor(next() * 1800), i % 2 === 0] as const))('%s + %d working minutes, one shift %s', (start, minutes, single) => {
    const calendar = single ? cal : lunch
    const expected = oracle(at(start), minutes, single ? [[540, 1080]] : [[540, 720], [810, 1080]])
    expect(text(addLimit(calendar, at(start), { value: minutes, unit: 'workingMinutes' }))).toBe(expected)
    expect(text(addLimit(calendar, at(start), { value: minutes / 60, unit: 'workingHours' }))).toBe(expected)
  })
})

describe('HB-5 / T3 AS-7 working days end with the last shift; the day itself does not count', () => {
  test.each([
    ['2024-03-11 10:00', 1, '2024-03-12'], ['2024-03-11 00:00', 1, '2024-03-12'], ['2024-03-11 23:59', 1, '2024-03-12'], ['2024-03-11 10:00', 3, '2024-03-14'], ['2024-03-11 10:00', 5, '2024-03-18'],
    ['2024-03-11 10:00', 7, '2024-03-20'], ['2024-03-11 10:00', 10, '2024-03-25'], ['2024-03-15 23:59', 1, '2024-03-18'], ['2024-03-16 10:00', 3, '2024-03-20'], ['2024-03-17 10:00', 3, '2024-03-20'],
    ['2024-02-08 10:00', 3, '2024-02-19'], ['2024-02-09 10:00', 1, '2024-02-18'], ['2024-02-09 10:00', 2, '2024-02-19'], ['2024-02-09 10:00', 3, '2024-02-20'], ['2024-02-12 10:00', 7, '2024-02-26'],
    ['2024-02-12 10:00', 10, '2024-02-29'], ['2024-02-28 10:00', 1, '2024-02-29'], ['2024-02-28 10:00', 2, '2024-03-01'], ['2023-02-28 10:00', 1, '2023-03-01'], ['2024-04-30 10:00', 3, '2024-05-08'],
    ['2024-04-30 10:00', 7, '2024-05-13'], ['2024-09-30 09:00', 3, '2024-10-10'], ['2024-09-30 09:00', 7, '2024-10-15'], ['2024-09-30 09:00', 10, '2024-10-18'], ['2024-12-30 10:00', 3, '2025-01-03'],
    ['2025-12-31 10:00', 1, '2026-01-04'], ['2025-12-31 10:00', 3, '2026-01-06'], ['2025-01-24 10:00', 3, '2025-02-05'], ['2025-09-30 10:00', 3, '2025-10-11'], ['2025-09-30 10:00', 7, '2025-10-16'],
    ['2026-02-13 10:00', 1, '2026-02-14'], ['2026-02-13 10:00', 3, '2026-02-25'], ['2026-09-30 10:00', 3, '2026-10-10'], ['2022-09-30 10:00', 1, '2022-10-08'], ['2022-09-30 10:00', 2, '2022-10-09'],
    ['2022-09-30 10:00', 3, '2022-10-10'], ['2023-09-28 10:00', 1, '2023-10-07'], ['2023-09-28 10:00', 3, '2023-10-09'], ['2021-09-30 10:00', 2, '2021-10-09'], ['2020-01-23 10:00', 1, '2020-02-03'],
    ['2020-09-30 10:00', 2, '2020-10-10'],
  ] as const)('%s + %d = %s 18:00', (start, value, end) => expect(text(addLimit(cal, at(start), { value, unit: 'workingDays' }))).toBe(`${end} 18:00`))
  test('to midnight, the day ends where the next begins', () => expect(text(addLimit(late, at('2024-03-11 10:00'), { value: 1, unit: 'workingDays' }))).toBe('2024-03-13 00:00'))
  test.each([0, 1.5])('%d working days are no limit', value => expect(() => addLimit(cal, at('2024-03-11 10:00'), { value, unit: 'workingDays' })).toThrow(RangeError))
  test.each([-1, Number.NaN])('%d minutes are no limit', value => expect(() => addLimit(cal, at('2024-03-11 10:00'), { value, unit: 'minutes' })).toThrow(RangeError))
})

describe('HB-5 / T3 the next working day, 10:00', () => {
  test.each([
    ['2024-03-11 08:00', '2024-03-12'], ['2024-03-11 23:59', '2024-03-12'], ['2024-03-12 00:00', '2024-03-13'], ['2024-03-15 17:00', '2024-03-18'], ['2024-03-16 12:00', '2024-03-18'],
    ['2024-03-17 12:00', '2024-03-18'], ['2024-02-09 20:00', '2024-02-18'], ['2024-02-17 20:00', '2024-02-18'], ['2024-02-18 20:00', '2024-02-19'], ['2024-02-28 20:00', '2024-02-29'],
    ['2024-02-29 20:00', '2024-03-01'], ['2024-09-30 20:00', '2024-10-08'], ['2024-10-11 20:00', '2024-10-12'], ['2024-12-31 20:00', '2025-01-02'], ['2025-12-31 20:00', '2026-01-04'],
    ['2022-12-30 20:00', '2023-01-03'], ['2026-02-14 20:00', '2026-02-24'], ['2026-09-19 12:00', '2026-09-20'],
  ] as const)('after %s: %s', (start, end) => expect(text(nextWorkingDayAt(cal, at(start), '10:00'))).toBe(`${end} 10:00`))
})

describe('HB-5 / T3 AS-9 S4 §6 enquiries: 30 minutes in working time, else by 10:00 of the next working day', () => {
  const figures = { within: 30, morning: '10:00' }
  test.each([
    ['2024-03-11 09:00', '2024-03-11 09:30'], ['2024-03-11 12:15', '2024-03-11 12:45'], ['2024-03-11 17:30', '2024-03-11 18:00'], ['2024-03-11 17:31', '2024-03-12 09:01'],
    ['2024-03-11 17:59', '2024-03-12 09:29'], ['2024-03-11 18:00', '2024-03-12 10:00'], ['2024-03-11 23:59', '2024-03-12 10:00'], ['2024-03-12 00:00', '2024-03-12 10:00'],
    ['2024-03-12 08:59', '2024-03-12 10:00'], ['2024-03-15 17:50', '2024-03-18 09:20'], ['2024-03-15 18:00', '2024-03-18 10:00'], ['2024-03-16 12:00', '2024-03-18 10:00'],
    ['2024-03-17 23:59', '2024-03-18 10:00'], ['2024-02-09 17:50', '2024-02-18 09:20'], ['2024-02-09 18:00', '2024-02-18 10:00'], ['2024-02-13 12:00', '2024-02-18 10:00'],
    ['2024-02-18 12:00', '2024-02-18 12:30'], ['2024-10-03 12:00', '2024-10-08 10:00'], ['2024-10-12 12:00', '2024-10-12 12:30'], ['2024-12-31 19:00', '2025-01-02 10:00'],
    ['2025-12-31 19:00', '2026-01-04 10:00'], ['2024-02-29 17:45', '2024-03-01 09:15'],
  ] as const)('asked %s: by %s', (asked, by) => expect(text(answerBy(cal, at(asked), figures))).toBe(by))
  test.each([['2024-03-11 11:45', '2024-03-11 13:45'], ['2024-03-11 12:30', '2024-03-11 14:00'], ['2024-03-11 17:45', '2024-03-12 09:15']] as const)(
    'with a pause at noon, asked %s: by %s', (asked, by) => expect(text(answerBy(lunch, at(asked), figures))).toBe(by))
})

describe('HB-5 / T3 promotions', () => {
  test.each([
    ['2024-10-31 23:59', false], ['2024-11-01 00:00', true], ['2024-11-05 12:00', true], ['2024-11-11 23:59', true], ['2024-11-12 00:00', false], ['2024-10-20 09:00', false],
    ['2024-12-09 23:59', false], ['2024-12-10 00:00', false], ['2024-12-11 11:59', false], ['2024-12-11 12:00', true], ['2024-12-12 23:59', true], ['2024-12-13 00:00', false],
  ] as const)('S4 §6 %s runs and was announced: %s', (when, expected) => expect(inPromotion(selling, at(when))).toBe(expected))

  const ship = clauseShape.parse({
    id: 'CL-3.ship', number: '3.1', kind: 'deadline', title: { zh: '限', en: 'L' }, text: { zh: '限', en: 'L' }, source: { document: 'S4', section: '§6' }, requirement: 'CL-3',
    obliges: ['clerk'], enforced: true, figures: { normal: { value: 24, unit: 'hours' }, promotion: { value: 48, unit: 'hours' }, fresh: { value: 12, unit: 'hours' } },
    clock: { subject: 'order', starts: ['order.receive'], stops: ['order.hand-over'],
      limits: [{ when: { class: 'fresh' }, figure: 'fresh' }, { when: { promotion: true }, figure: 'promotion' }, { figure: 'normal' }] },
  })
  test.each([
    ['normal', '2024-10-31 23:59', 24, '2024-11-01 23:59'], ['normal', '2024-11-01 00:00', 48, '2024-11-03 00:00'], ['normal', '2024-11-11 23:59', 48, '2024-11-13 23:59'],
    ['normal', '2024-11-12 00:00', 24, '2024-11-13 00:00'], ['fresh', '2024-11-05 12:00', 12, '2024-11-06 00:00'], ['fresh', '2024-03-11 12:00', 12, '2024-03-12 00:00'],
    ['urgent', '2024-03-11 12:00', 24, '2024-03-12 12:00'], ['wholesale', '2024-11-05 12:00', 48, '2024-11-07 12:00'], ['normal', '2024-12-11 11:59', 24, '2024-12-12 11:59'],
    ['normal', '2024-12-11 12:00', 48, '2024-12-13 12:00'], ['normal', '2024-02-28 12:00', 24, '2024-02-29 12:00'], ['normal', '2024-12-31 12:00', 24, '2025-01-01 12:00'],
    [undefined, '2024-03-11 12:00', 24, '2024-03-12 12:00'],
  ] as const)('CL-3 S4 §6 a %s order placed %s has %d h, until %s', (kind, placed, hours, due) => {
    const limit = limitFor(selling, ship, { class: kind, at: at(placed) })
    expect(limit).toMatchObject({ value: hours, unit: 'hours' })
    expect(text(addLimit(selling, at(placed), limit))).toBe(due)
  })
  test('a clause without clock has no limit', () => {
    const { clock: _, ...bare } = ship
    expect(() => limitFor(selling, bare, { at: at('2024-03-11 12:00') })).toThrow('CL-3.ship has no limit')
  })
})

describe('HB-5 / T3 a year that is not loaded is never taken for a normal one', () => {
  test.each([
    ['2024-01-01 00:00', '2026-12-31 23:59', []], ['2026-12-31 23:59', '2027-01-01 00:00', [2027]], ['2019-12-31 23:59', '2020-01-01 00:00', [2019]], ['2018-05-01 00:00', '2028-05-01 00:00', [2018, 2019, 2027, 2028]],
    ['2027-03-01 00:00', '2027-03-02 00:00', [2027]], ['2027-03-02 00:00', '2026-03-01 00:00', []],
  ] as const)('from %s to %s lacks %j', (from, to, years) => expect(missingYears(cal, at(from), at(to))).toEqual(years))
  test.each([
    ['is it worked', () => isWorkingDay(cal, at('2027-01-04 12:00'))],
    ['three working days over the year end', () => addLimit(cal, at('2026-12-30 12:00'), { value: 3, unit: 'workingDays' })],
    ['working hours over the year end', () => addLimit(cal, at('2026-12-31 17:00'), { value: 2, unit: 'workingHours' })],
    ['the next working day', () => nextWorkingDayAt(cal, at('2026-12-31 12:00'), '10:00')],
    ['an answer', () => answerBy(cal, at('2027-01-04 12:00'), { within: 30, morning: '10:00' })],
  ] as const)('%s: refused loudly', (_, ask) => expect(ask).toThrow(UnknownYear))
  test('a calendar without a shift is refused loudly', () => expect(() => addLimit({ ...cal, shifts: [] }, at('2024-03-11 12:00'), { value: 1, unit: 'workingHours' })).toThrow('no shift'))
})

/** Shanghai time as people write it. */
function at(written: string): Date { return new Date(`${written.replace(' ', 'T')}:00+08:00`) }
function text(moment: Date): string { return new Date(moment.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ') }
function weekday(d: string): number { return new Date(`${d}T00:00:00Z`).getUTCDay() }

function daysBetween(from: string, to: string): string[] {
  const days: string[] = []
  for (let t = Date.parse(`${from}T00:00:00Z`); t <= Date.parse(`${to}T00:00:00Z`); t += 86_400_000) days.push(new Date(t).toISOString().slice(0, 10))
  return days
}

function oracleWorks(d: string): boolean {
  if (daysOff.includes(d)) return false
  return daysWorked.includes(d) || (weekday(d) >= 1 && weekday(d) <= 5)
}

/** Counts every minute by hand: a minute is worked when it begins inside a shift of a working day. */
function oracle(start: Date, minutes: number, shifts: readonly (readonly [number, number])[]): string {
  let left = minutes
  let moment = start.getTime()
  while (left > 0) {
    const [d = '', time = ''] = text(new Date(moment)).split(' ')
    const ofDay = Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
    if (shifts.some(([from, to]) => from <= ofDay && ofDay < to) && oracleWorks(d)) left--
    moment += 60_000
  }
  return text(new Date(moment))
}

/** The same numbers between 0 and 1 at every run. */
function sequence(seed: number): () => number {
  let state = seed
  return () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648
}
