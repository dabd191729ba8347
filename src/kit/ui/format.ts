import type { Tongue } from '../words.ts'

/** How a tongue writes money, numbers, times and lengths of time. Formats are made once: making one costs a hundred uses. */
const made = new Map<string, unknown>()
const once = <T>(key: string, make: () => T): T => { if (!made.has(key)) made.set(key, make()); return made.get(key) as T }

export const numberIn = (tongue: Tongue, value: number) => once(`n${tongue}`, () => new Intl.NumberFormat(tongue)).format(value)
export const percentIn = (tongue: Tongue, share: number) => once(`p${tongue}`, () => new Intl.NumberFormat(tongue, { style: 'percent', maximumFractionDigits: 1 })).format(share)
/** Whole fen as yuan, always with two places, so that columns line up. */
export const moneyIn = (tongue: Tongue, fen: number) => once(`m${tongue}`, () => new Intl.NumberFormat(tongue, { minimumFractionDigits: 2, maximumFractionDigits: 2 })).format(fen / 100)

export type TimeStyle = 'short' | 'long' | 'day' | 'clock' | 'weekday'
const styles: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  short: { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  long: { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  day: { year: 'numeric', month: '2-digit', day: '2-digit' },
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  weekday: { month: 'long', day: 'numeric', weekday: 'long' },
}
/** Times are the company's, wherever the browser is: what its wall clock shows is written as if it were UTC, which every browser knows. */
export const timeIn = (tongue: Tongue, at: string | Date | number, style: TimeStyle, utcOffsetMinutes: number) =>
  once(`t${tongue}${style}`, () => new Intl.DateTimeFormat(tongue, { ...styles[style], timeZone: 'UTC' })).format(new Date(at).getTime() + utcOffsetMinutes * 60_000)
/** An offset as people write it: UTC+8, UTC−3, UTC+5:30. */
export const offsetText = (minutes: number) => `UTC${minutes < 0 ? '−' : '+'}${Math.floor(Math.abs(minutes) / 60)}${minutes % 60 ? `:${String(Math.abs(minutes) % 60).padStart(2, '0')}` : ''}`

type Unit = 'minute' | 'hour' | 'day' | 'second'
const unitIn = (tongue: Tongue, value: number, unit: Unit) =>
  once(`u${tongue}${unit}`, () => new Intl.NumberFormat(tongue, { style: 'unit', unit, unitDisplay: 'short' })).format(value)

/** A length of time as people say it: at most two units, never seconds beside hours. */
export function lengthIn(tongue: Tongue, ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60]
  const parts: [number, Unit][] = days ? [[days, 'day'], [hours, 'hour']] : hours ? [[hours, 'hour'], [minutes, 'minute']] : minutes ? [[minutes, 'minute']] : [[seconds, 'second']]
  return parts.filter(([value], at) => value > 0 || at === 0).map(([value, unit]) => unitIn(tongue, value, unit)).join(' ')
}
