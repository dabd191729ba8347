/** A company lives by a clock on its wall, `east` minutes of UTC. Its days are written as 2026-11-26. */
const minute = 60_000

/** What the clock on the wall shows at a moment, as 2026-11-26 09:00:00. */
export const wallClock = (east: number, at: Date): string => new Date(at.getTime() + east * minute).toISOString().slice(0, 19).replace('T', ' ')

/** The company's day at a moment. */
export const dayAt = (east: number, at: Date): string => wallClock(east, at).slice(0, 10)

/** The moment at which the clock on the wall shows this hour of a day, such as 16:00. */
export const momentOfDay = (east: number, day: string, hour = '00:00'): Date => new Date(Date.parse(`${day}T${hour}:00Z`) - east * minute)

/** The moments from the first to the last of these days, both included: from inclusive, before exclusive. */
export const daysBetween = (east: number, { from, to }: { from?: string | undefined; to?: string | undefined }): { from: Date | undefined; before: Date | undefined } => ({
  from: from === undefined ? undefined : momentOfDay(east, from), before: to === undefined ? undefined : new Date(momentOfDay(east, to).getTime() + 24 * 60 * minute),
})
