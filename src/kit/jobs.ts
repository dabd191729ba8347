import type { CompanyDb, Db } from './db.ts'
import { record } from './events.ts'
import { jobLife, laterMs, patience, restMs, triesOf, type JobState } from './jobs.states.ts'
import { faultOf } from './log.ts'
import { moveSet, pairs } from './mover.ts'
import { sql, whole } from './sql.ts'
import type { Outcome } from './verdict.ts'
import { system, type Actor, type Work } from './work.ts'

/** What is to be done outside the database. `payload` names ids, never a person. */
export interface NewJob { kind: string; key?: string; payload: unknown; runAt?: Date }
export interface Job<P = unknown> { id: number; kind: string; payload: P; attempts: number; spared: number }
/**
 * `until`: the other end is away or wants it later, which is no fault of the job and costs it no try. `hopeless`: no repeat will change the
 * answer, so that a person is asked at once.
 */
export interface Failure { id: number; error: unknown; until?: Date; hopeless?: boolean }

/** How one kind of job is done. A worker may die at any point, so both halves must bear being done twice. */
export interface JobKind<W extends Work, H, P> {
  /** Does a set outside any transaction; whatever it does not name as failed has succeeded. */
  carryOut(house: H, jobs: readonly Job<P>[], signal: AbortSignal): Promise<Failure[]>
  /** Writes what follows from those that succeeded, in the transaction that ends them. */
  settle?(work: W, jobs: readonly Job<P>[]): Promise<unknown>
}
export interface Workplace<W extends Work> { db: CompanyDb; now(): Date; act<T>(actor: Actor, what: (work: W) => Promise<T>): Promise<T> }

/** As long as a claimed set may take; afterwards another worker takes it over. What is called is told to stop well before. */
const leaseMs = 120_000
const limitMs = 60_000

/** Enqueues jobs in the transaction of the change they follow. One of the same kind and key that has not been begun is enough. */
export async function enqueue({ tx, now }: Work, jobs: readonly NewJob[]): Promise<void> {
  if (jobs.length === 0) return
  await tx.rows(sql`
    insert into job (kind, key, payload, run_at, created_at)
    select j.kind, j.key, j.payload, coalesce(j."runAt", ${now}::timestamptz), ${now}::timestamptz
    from json_to_recordset(${JSON.stringify(jobs)}::json) as j(kind text, key text, payload jsonb, "runAt" timestamptz)
    on conflict (kind, key) where state = 'waiting' and attempts = 0 do nothing`)
}

/** Does the next due set of one kind. Answers how many jobs it took up. */
export async function workOff<W extends Work, H extends Workplace<W>, P>(house: H, name: string, kind: JobKind<W, H, P>, limit = 500): Promise<number> {
  const taken = await claim<P>(house.db, name, house.now(), limit)
  // A worker that dies takes its try with it; a set that kills every worker must not go on for ever.
  const lost = taken.filter(j => triesOf(j) > patience.tries)
  const jobs = taken.filter(j => triesOf(j) <= patience.tries)
  let failures: Failure[] = lost.map(j => ({ id: j.id, error: new Error('no worker that took it came back') }))
  if (jobs.length) {
    try { failures = [...failures, ...await kind.carryOut(house, jobs, AbortSignal.timeout(limitMs))] } catch (error) { failures = [...failures, ...jobs.map(j => ({ id: j.id, error }))] }
  }
  const failed = new Set(failures.map(f => f.id))
  const good = jobs.filter(j => !failed.has(j.id))
  try {
    if (good.length) await house.act(system, async work => {
      await kind.settle?.(work, good)
      await finish(work.tx, good.map(j => j.id), work.now)
    })
  } catch (error) {
    failures = [...failures, ...good.map(j => ({ id: j.id, error }))]
  }
  if (failures.length) await house.act(system, work => putOff(work, taken, failures))
  return taken.length
}

/** Takes due jobs for the length of the lease; what another worker holds is passed over. Each taking is a try. */
const claim = <P>(db: Db, kind: string, now: Date, limit: number): Promise<Job<P>[]> => db.rows(sql`
  with due as (select id from job where state = 'waiting' and kind = ${kind} and run_at <= ${now} and (locked_until is null or locked_until < ${now})
    order by run_at, id limit ${whole(limit)} for update skip locked)
  update job j set attempts = j.attempts + 1, locked_until = ${new Date(now.getTime() + leaseMs)} from due where j.id = due.id
  returning j.id, j.kind, j.payload, j.attempts, j.spared`)

/** What was done is done, also when the lease had run out meanwhile or others had given up. */
const finish = (tx: Db, ids: readonly number[], at: Date) => tx.rows(sql`
  update job set state = 'done', done_at = ${at}, locked_until = null, last_error = null where id = any(${ids}::bigint[]) and state in ('waiting', 'dead')`)

/** Failed jobs rest and come again; after the last try they are dead, which is told as an event. Whoever lost the lease changes nothing. */
async function putOff(work: Work, jobs: readonly Job[], failures: readonly Failure[]): Promise<void> {
  const byId = new Map(jobs.map(j => [j.id, j]))
  const rows = failures.flatMap(({ id, error, until, hopeless = false }) => {
    const job = byId.get(id)
    if (!job) return []
    const dead = hopeless || (!until && triesOf(job) >= patience.tries)
    const later = until ? laterMs(job, until.getTime() - work.now.getTime()) : restMs({ id, attempts: triesOf(job) })
    return [{ id, attempts: job.attempts, dead, spared: !dead && until ? 1 : 0, error: faultOf(error).message, runAt: dead ? work.now : new Date(work.now.getTime() + later) }]
  })
  const dead = await work.tx.rows<{ id: number; state: JobState; kind: string }>(sql`
    update job j set state = case when f.dead then 'dead' else 'waiting' end, run_at = f."runAt", spared = j.spared + f.spared, locked_until = null, last_error = f.error
    from json_to_recordset(${JSON.stringify(rows)}::json) as f(id bigint, attempts int, dead boolean, spared int, error text, "runAt" timestamptz)
    where j.id = f.id and j.attempts = f.attempts and j.state = 'waiting' returning j.id, j.state, j.kind`)
  await record(work, dead.filter(j => j.state === 'dead').map(j => ({ subject: 'job', id: j.id, kind: 'job.give-up', before: 'waiting', after: 'dead', facts: { kind: j.kind } })))
}

/** People replay dead jobs, or drop those that nobody needs; who, when and why stays in the log. */
export function moveJobs(work: Work, move: 'replay' | 'drop', ids: readonly number[], note: string): Promise<Outcome> {
  const replayed = new Set<string>()
  const isTwin = (job: { kind: string; key: string | null; twin: boolean }) => {
    const name = JSON.stringify([job.kind, job.key])
    if (job.key === null || (!job.twin && !replayed.has(name))) { replayed.add(name); return false }
    return true
  }
  return moveSet(work, jobLife, {
    move, ids,
    lock: wanted => work.tx.rows<{ id: number; state: JobState; kind: string; key: string | null; twin: boolean; held: boolean }>(sql`
      select j.id, j.state, j.kind, j.key, coalesce(j.locked_until > ${work.now}, false) as held,
        exists (select 1 from job o where o.kind = j.kind and o.key = j.key and o.state = 'waiting' and o.attempts = 0 and o.id <> j.id) as twin
      from job j where j.id = any(${wanted}::bigint[]) order by j.id for update`),
    guard: job => [
      ...(move === 'replay' && job.state === 'dead' && isTwin(job) ? [{ code: 'waits-already' }] : []),
      ...(move === 'drop' && job.held ? [{ code: 'being-done' }] : []),
    ],
    write: async rows => { await work.tx.rows(sql`
      update job j set state = m.state, attempts = case when m.state = 'waiting' then 0 else j.attempts end, spared = case when m.state = 'waiting' then 0 else j.spared end, run_at = ${work.now}, locked_until = null,
        done_at = case when m.state = 'dropped' then ${work.now}::timestamptz end
      from ${pairs(rows)} as m(id, state) where j.id = m.id`) },
    facts: job => ({ kind: job.kind, ...(note && { note }) }),
  }, async () => {})
}

export interface JobRow { id: number; kind: string; key: string | null; state: JobState; attempts: number; runAt: Date; createdAt: Date; doneAt: Date | null; lastError: string | null }
export const listJobs = (db: Db, { state, kind, after, limit }: { state?: JobState | undefined; kind?: string | undefined; after?: number | undefined; limit: number }): Promise<JobRow[]> => db.rows(sql`
  select id, kind, key, state, attempts, run_at as "runAt", created_at as "createdAt", done_at as "doneAt", last_error as "lastError" from job
  where (${state ?? null}::text is null or state = ${state ?? null}) and (${kind ?? null}::text is null or kind = ${kind ?? null}) and id > ${after ?? 0}
  order by id limit ${whole(limit)}`)

/** What waits and what is dead, by kind, and how old the oldest is. */
export const countJobs = (db: Db, now: Date): Promise<{ kind: string; state: 'waiting' | 'dead'; count: number; oldestSeconds: number }[]> => db.rows(sql`
  select kind, state, count(*) as count, greatest(0, extract(epoch from ${now}::timestamptz - min(case when state = 'dead' then run_at else created_at end)))::float8 as "oldestSeconds"
  from job where state in ('waiting', 'dead') group by kind, state order by kind, state`)

/** Done and dropped jobs are kept for a week to be looked at. Answers how many went. */
export const forgetJobs = async (db: Db, now: Date, limit = 5000): Promise<number> => (await db.rows(sql`
  delete from job where id in (select id from job where state in ('done', 'dropped') and done_at < ${new Date(now.getTime() - 7 * 24 * 3600_000)} order by done_at limit ${whole(limit)} for update skip locked) returning id`)).length
