import type { Db } from '#kit/db.ts'
import { sql, whole } from '#kit/sql.ts'

export interface NewClock { clause: string; subject: string; id: number; startedAt: Date; dueAt: Date }

/** A clock that runs already is left as it is; a clause that restarts has stopped its clock before. */
export const startClocks = (tx: Db, clocks: readonly NewClock[]) => tx.rows(sql`
  insert into clock (clause, subject, subject_id, started_at, due_at, state)
  select c.clause, c.subject, c.id, c."startedAt", c."dueAt", 'running'
  from json_to_recordset(${JSON.stringify(clocks)}::json) as c(clause text, subject text, id bigint, "startedAt" timestamptz, "dueAt" timestamptz)
  where not exists (select 1 from clock k where k.subject = c.subject and k.subject_id = c.id and k.clause = c.clause and k.state in ('running', 'paused'))`)

/** Ends clocks as met or missed by their due time. */
export const stopClocks = (tx: Db, clauses: readonly string[], subject: string, ids: readonly number[], at: Date) => tx.rows(sql`
  update clock set stopped_at = ${at}, state = case when due_at < ${at} then 'missed' else 'met' end
  where subject = ${subject} and subject_id = any(${ids}::bigint[]) and clause = any(${clauses}::text[]) and state in ('running', 'paused')`)

export const voidClocks = (tx: Db, clauses: readonly string[], subject: string, ids: readonly number[], at: Date) => tx.rows(sql`
  update clock set stopped_at = ${at}, state = case when breached_at is null then 'void' else 'missed' end
  where subject = ${subject} and subject_id = any(${ids}::bigint[]) and clause = any(${clauses}::text[]) and state in ('running', 'paused')`)

export const pauseClocks = (tx: Db, clauses: readonly string[], subject: string, ids: readonly number[], at: Date) => tx.rows(sql`
  update clock set state = 'paused', paused_at = ${at}
  where subject = ${subject} and subject_id = any(${ids}::bigint[]) and clause = any(${clauses}::text[]) and state = 'running'`)

/** A paused clock gets the time it stood still; the sum is made in a subquery because Citus refuses it in SET. */
export const resumeClocks = (tx: Db, clauses: readonly string[], subject: string, ids: readonly number[], at: Date) => tx.rows(sql`
  update clock c set state = 'running', due_at = p.due_at, paused_at = null from (
    select id, due_at + (${at}::timestamptz - paused_at) as due_at from clock
    where subject = ${subject} and subject_id = any(${ids}::bigint[]) and clause = any(${clauses}::text[]) and state = 'paused'
  ) p where c.id = p.id`)

/** Marks clocks that have run out; the index holds only running ones not yet marked, so the cost is that of the due alone. */
export const breachDue = (tx: Db, now: Date, limit: number): Promise<{ clause: string; subject: string; id: number; dueAt: Date }[]> => tx.rows(sql`
  with due as (select id from clock where state = 'running' and breached_at is null and due_at < ${now} order by due_at limit ${whole(limit)} for update skip locked)
  update clock c set breached_at = ${now} from due where c.id = due.id
  returning c.clause, c.subject, c.subject_id as id, c.due_at as "dueAt"`)

export interface ClauseCount { clause: string; applied: number; met: number; missed: number; running: number; paused: number; atRisk: number; breached: number }

/** HB-3: how each clause fares; at risk are running ones in the last quarter of their time. */
export const compliance = (db: Db, now: Date): Promise<ClauseCount[]> => db.rows(sql`
  select clause, count(*) filter (where state <> 'void') as applied, count(*) filter (where state = 'met') as met,
    count(*) filter (where state = 'missed' or (state in ('running', 'paused') and breached_at is not null)) as missed,
    count(*) filter (where state = 'running') as running, count(*) filter (where state = 'paused') as paused,
    count(*) filter (where state = 'running' and due_at >= ${now} and due_at - (due_at - started_at) / 4 < ${now}) as "atRisk",
    count(*) filter (where breached_at is not null) as breached
  from clock group by clause order by clause`)

export const clauseSubjects = (db: Db, clause: string, which: string, after: number, limit: number): Promise<{ clock: number; subject: string; id: number; dueAt: Date; state: string }[]> => db.rows(sql`
  select id as clock, subject, subject_id as id, due_at as "dueAt", state from clock
  where clause = ${clause} and id > ${after} and (
    (${which} = 'missed' and (state = 'missed' or breached_at is not null)) or state = ${which} or (${which} = 'applied' and state <> 'void'))
  order by id limit ${whole(limit)}`)
