import type { Figure } from '#handbook/clauses/rules.ts'

/** The hours of a figure that names times of day, in their order. */
export const hoursOf = ({ value }: Figure): string[] => [value].flat().filter(v => typeof v === 'string').toSorted()

/** The company's day at a moment, as YYYY-MM-DD. */
export const localDayOf = (offsetMinutes: number, at: Date): string => new Date(at.getTime() + offsetMinutes * 60_000).toISOString().slice(0, 10)

/** The moment of an hour of a company's day. */
export const momentOfDay = (offsetMinutes: number, day: string, hour: string): Date => new Date(Date.parse(`${day}T${hour}:00Z`) - offsetMinutes * 60_000)
