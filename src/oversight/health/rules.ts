import type { Line } from '#kit/lines.ts'

/** A line is late when it has not succeeded for far longer than it should rest; a process that is away shows in all of them. */
export const isLate = (line: Line, now: Date): boolean => {
  const patience = Math.max(30_000, line.every * 5)
  return line.failures > 2 || now.getTime() - (line.okAt?.getTime() ?? 0) > patience
}

/** Numbers that would not last a week at the pace of the last one, or are fewer than the handbook wants there (SH-2). */
export const isLow = (pool: { left: number; usedInWeek: number }, least: number): boolean => pool.left < Math.max(least, pool.usedInWeek)

export const clocksLateMs = 5000
export const readerBehindMs = 60_000
/** What waits longer waits for somebody who is away: a channel that is left alone until it answers (FU-7: a number is due within 1 h). */
export const jobsWaitMs = 3_600_000

/** The nightly check reads once a night, and is behind all day. */
export const readsByNight = (reader: string): boolean => reader === 'self-check'

/** What an administrator must look at, as codes; nothing means the house is well. */
export interface Finding { code: string; values: Record<string, string | number> }
export interface Looked {
  now: Date; lines: readonly Line[]; readers: readonly { name: string; behind: number; oldestAt: Date | null }[]; jobs: { waiting: number; dead: number; oldestAt?: Date | null }
  clocks: { unmarked: number; lateMs: number }; pools: readonly { carrier: string; left: number; low: boolean }[]; missingYears: readonly number[]; connections: number; most: number
}
export const findings = (l: Looked): Finding[] => [
  ...(l.lines.length === 0 ? [{ code: 'no-worker', values: {} }] : []),
  ...l.lines.filter(line => isLate(line, l.now)).map(line => ({ code: 'line-late', values: { line: line.name, failures: line.failures } })),
  ...l.readers.filter(r => r.behind > 0 && !readsByNight(r.name) && r.oldestAt && l.now.getTime() - r.oldestAt.getTime() > readerBehindMs).map(r => ({ code: 'reader-behind', values: { reader: r.name, behind: r.behind } })),
  ...(l.jobs.dead > 0 ? [{ code: 'dead-letters', values: { count: l.jobs.dead } }] : []),
  ...(l.jobs.oldestAt && l.now.getTime() - l.jobs.oldestAt.getTime() > jobsWaitMs ? [{ code: 'jobs-wait', values: { count: l.jobs.waiting, minutes: Math.round((l.now.getTime() - l.jobs.oldestAt.getTime()) / 60_000) } }] : []),
  ...(l.clocks.lateMs > clocksLateMs ? [{ code: 'clocks-late', values: { count: l.clocks.unmarked, seconds: Math.round(l.clocks.lateMs / 1000) } }] : []),
  ...l.pools.filter(p => p.low).map(p => ({ code: 'pool-low', values: { carrier: p.carrier, left: p.left } })),
  ...l.missingYears.map(year => ({ code: 'year-missing', values: { year } })),
  ...(l.connections > l.most * 0.9 ? [{ code: 'connections-high', values: { connections: l.connections, most: l.most } }] : []),
]
