import { life } from './moves.ts'

/** The life of a job. It is finished and given up by its worker; people may try it anew or drop it. */
export const jobLife = life({
  name: 'job',
  states: ['waiting', 'done', 'dead', 'dropped'],
  births: { enqueue: 'waiting' },
  ends: ['done', 'dropped'],
  moves: {
    finish: { path: { waiting: 'done', dead: 'done' }, roles: ['system'] },
    'give-up': { path: { waiting: 'dead' }, roles: ['system'] },
    replay: { path: { dead: 'waiting' }, roles: ['manager', 'it'] },
    drop: { path: { waiting: 'dropped', dead: 'dropped' }, roles: ['manager', 'it'] },
  },
})
export type JobState = (typeof jobLife.states)[number]

/** Tried so often before it is given up, with waits that double from the first to the longest: about 20 minutes in all. */
export const patience = { tries: 8, firstMs: 10_000, longestMs: 15 * 60_000 } as const

/** How long a job rests after its n-th failure: between half and all of the doubled wait, so that those that failed together come apart. */
export function restMs(job: { id: number; attempts: number }): number {
  const whole = Math.min(patience.longestMs, patience.firstMs * 2 ** (job.attempts - 1))
  return Math.round(whole * (0.5 + partOf(job) / 2))
}

/** The tries a job has lost: those on which the other end was there and did not want to wait. */
export const triesOf = (job: { attempts: number; spared: number }): number => job.attempts - job.spared

/** Not before it is wanted, and then not all at once. */
export const laterMs = (job: { id: number; attempts: number }, wantedMs: number): number => Math.round(Math.max(0, wantedMs) + partOf(job) * Math.min(10_000, 1000 + Math.max(0, wantedMs) / 10))

/** A part of one, another for each job and each of its tries. */
const partOf = ({ id, attempts }: { id: number; attempts: number }) => ((Math.imul(id, 2654435761) ^ Math.imul(attempts, 40503)) >>> 0) / 2 ** 32
