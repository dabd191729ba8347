import dayjs, { type Dayjs } from 'dayjs'
import { momentOfDay, wallClock } from '../day.rules.ts'

/** What a person picks is what the company's clock will show, wherever the browser is. */
export const pickedMoment = (utcOffsetMinutes: number, picked: Dayjs): string => momentOfDay(utcOffsetMinutes, picked.format('YYYY-MM-DD'), picked.format('HH:mm')).toISOString()
/** What the company's clock shows now, to begin picking from. */
export const shownNow = (utcOffsetMinutes: number): Dayjs => dayjs(wallClock(utcOffsetMinutes, new Date()))
