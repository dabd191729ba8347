import { z } from 'zod'
import { endpoint, idOut, timeOut } from '#kit/endpoint.ts'

const finding = z.object({ code: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])) })

export const readHealth = endpoint({
  name: 'readHealth', method: 'GET', path: '/api/health', who: ['it', 'manager'],
  summary: 'The house as its administrator sees it: what is wrong now, the database, each line of the timetable, readers of events, jobs, clocks, pools of numbers, backups and the last trial restore, versions (IT-1, IT-5).',
  answer: z.object({
    at: timeOut, findings: z.array(finding), advice: z.array(finding),
    backups: z.object({
      own: z.boolean(), first: z.string(), second: z.string().nullable(), lacking: z.number(),
      base: z.object({ endedAt: timeOut, bytes: z.number(), sealedBytes: z.number() }).nullable(), bases: z.number(), oldestAt: timeOut.nullable(),
      logAt: timeOut.nullable(), waiting: z.number(), drill: z.object({ at: timeOut, ok: z.boolean(), why: z.string().nullable() }).nullable(), exportedAt: timeOut.nullable(),
    }).nullable(),
    disks: z.array(z.object({ where: z.string(), free: z.number(), all: z.number() })),
    database: z.object({ version: z.string(), migration: z.string(), bytes: z.number(), connections: z.number(), most: z.number(), answeredMs: z.number() }),
    lines: z.array(z.object({ name: z.string(), every: z.number(), triedAt: timeOut, okAt: timeOut.nullable(), failures: z.number(), error: z.string().nullable(), late: z.boolean() })),
    readers: z.array(z.object({ name: z.string(), behind: z.number(), oldestAt: timeOut.nullable() })),
    jobs: z.object({ waiting: z.number(), dead: z.number(), oldestAt: timeOut.nullable() }),
    clocks: z.object({ unmarked: z.number(), lateMs: z.number() }),
    pools: z.array(z.object({ id: idOut, carrier: z.string(), name: z.string(), left: z.number(), usedInWeek: z.number(), low: z.boolean() })),
    versions: z.object({ danliu: z.string(), node: z.string() }),
    calendar: z.object({ loadedYears: z.array(z.number()), missingYears: z.array(z.number()) }),
  }),
})
