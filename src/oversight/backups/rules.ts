import { figure, lengthOf, type Handbook } from '#handbook/clauses/rules.ts'

const minute = 60_000, hour = 60 * minute, day = 24 * hour

/** What the handbook wants of the backups (IT-1), in milliseconds; `startsAt` is the time of the company's day. */
export interface Wanted { every: number; startsAt: number; rewind: number; drill: number; retention: number }
export function wantedBy(book: Handbook): Wanted {
  const length = (clause: string, name: string) => lengthOf(book, clause, name)
  const [hours = 0, minutes = 0] = String([figure(book, 'IT-1.backup', 'at').value].flat()[0]).split(':').map(Number)
  return { every: length('IT-1.backup', 'every'), startsAt: hours * hour + minutes * minute, rewind: length('IT-1.rewind', 'least'), drill: length('IT-1.drill', 'every'), retention: length('IT-1.retention', 'least') }
}

/** Whether tonight's is still to be done: none since the last time of day at which it begins, or so many days ago. */
export function isDue({ every, startsAt }: Pick<Wanted, 'every' | 'startsAt'>, utcOffsetMinutes: number, now: Date, last: Date | undefined): boolean {
  const nights = (at: Date) => Math.floor((at.getTime() + utcOffsetMinutes * minute - startsAt) / day)
  return last === undefined || nights(now) - nights(last) >= Math.max(1, Math.round(every / day))
}

/** What lies in the locations, read from the folders themselves. */
export interface Kept {
  first: string; second: string | null; sameDisk: boolean
  /** A location gave no answer, so that nothing is known of the rest. */
  silent: boolean
  base: { startedAt: Date; endedAt: Date; bytes: number; sealedBytes: number } | null; bases: number; oldestAt: Date | null
  logAt: Date | null; waiting: number; gap: string | null; lacking: number
  drill: { at: Date; ok: boolean; why: string | null } | null; exportedAt: Date | null
}

export interface Finding { code: string; values: Record<string, string | number> }

/** The log is put away each minute; beyond this, something holds it up (R6). */
const logPatience = 5 * minute
const hours = (ms: number) => Math.round(ms / hour)

/** What somebody must look at so that a restore is possible. `physical`: the house's own server, whose copies are ours to make; `up`: for how long the house has run. */
export function findingsOf(kept: Kept, wanted: Wanted, { now, physical, up }: { now: Date; physical: boolean; up: number }): Finding[] {
  const age = (at: Date) => now.getTime() - at.getTime()
  const late = wanted.every + 6 * hour
  const of = (code: string, values: Finding['values'] = {}) => [{ code, values }]
  if (kept.silent) return of('location-silent', { where: [kept.first, kept.second].filter(one => one !== null).join(', ') })
  return [
    ...(!physical ? [] : [
      ...(kept.base ? (age(kept.base.endedAt) > late ? of('backup-late', { hours: hours(age(kept.base.endedAt)) }) : []) : up > 30 * minute ? of('backup-none', { where: kept.first }) : []),
      ...(kept.waiting > 3 && (kept.logAt === null || age(kept.logAt) > logPatience) ? of('log-waits', { count: kept.waiting, where: kept.first }) : []),
      ...(kept.gap ? of('log-gap', { segment: kept.gap, where: kept.first }) : []),
      ...(kept.drill ? [
        ...(kept.drill.ok ? [] : of('drill-failed', { why: kept.drill.why ?? '' })),
        ...(age(kept.drill.at) > wanted.drill + 2 * day ? of('drill-late', { days: Math.round(age(kept.drill.at) / day) }) : []),
      ] : kept.base && age(kept.oldestAt ?? now) > wanted.drill + 2 * day ? of('drill-none') : []),
    ]),
    ...(kept.exportedAt ? (age(kept.exportedAt) > late ? of('export-late', { hours: hours(age(kept.exportedAt)) }) : []) : up > 30 * minute ? of('export-none', { where: kept.first }) : []),
    ...(kept.second === null ? of('second-none') : kept.lacking > 100 ? of('second-behind', { count: kept.lacking, where: kept.second }) : []),
    ...(kept.sameDisk && kept.second === null ? of('same-disk', { where: kept.first }) : []),
  ]
}
