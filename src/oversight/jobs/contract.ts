import { z } from 'zod'
import { endpoint, id, idOut, timeOut } from '#kit/endpoint.ts'
import { jobLife } from '#kit/jobs.states.ts'

const who = ['manager', 'it'] as const
const state = z.enum(jobLife.states)
const reasons = z.array(z.object({ code: z.string(), values: z.record(z.string(), z.unknown()).optional() }))

export const listJobs = endpoint({
  name: 'listJobs', method: 'GET', path: '/api/jobs', summary: 'What is done outside the database: waiting, done, dead with its last error, dropped.', who,
  query: z.strictObject({ state: state.optional(), kind: z.string().max(60).optional(), after: id.optional(), limit: z.coerce.number().int().min(1).max(500).default(100) }),
  answer: z.object({
    jobs: z.array(z.object({
      id: idOut, kind: z.string(), key: z.string().nullable(), state, attempts: z.number(), runAt: timeOut, createdAt: timeOut, doneAt: timeOut.nullable(), lastError: z.string().nullable(),
    })),
    next: idOut.nullable(),
  }),
})
export const moveJobs = endpoint({
  name: 'moveJobs', method: 'POST', path: '/api/jobs/moves/{move}', summary: 'Replays dead jobs, or drops those nobody needs; each is moved or refused with its reasons.', who,
  params: z.strictObject({ move: z.enum(['replay', 'drop']) }), body: z.strictObject({ jobs: z.array(id).min(1).max(5000), note: z.string().max(400).default('') }),
  answer: z.object({ moved: z.array(idOut), refused: z.array(z.object({ job: idOut, reasons })) }),
})
