const minute = 60_000, day = 24 * 60 * minute
/** In company time: after the day's work, before the next. */
const startsAt = 3 * 60 * minute

/** Whether the night's check is still to be done: none has ended since the last three o'clock of the company's time. */
export function isDue(utcOffsetMinutes: number, now: Date, lastEnd: Date | undefined): boolean {
  const local = (at: Date) => at.getTime() + utcOffsetMinutes * minute - startsAt
  return lastEnd === undefined || Math.floor(local(lastEnd) / day) < Math.floor(local(now) / day)
}
