import type { Db } from '#kit/db.ts'
import { withinScope, type Scope } from '#kit/scope.ts'
import { sql, whole } from '#kit/sql.ts'

export interface NewClock { clause: string; subject: string; id: number; startedAt: Date; dueAt: Date; shopId: number | null; warehouseId: number | null }

/**
 * A clock that runs already is left as it is; a clause that restarts has stopped its clock before. Clocks alike but for their thing are told once.
 * Each looks for its own: as sets, all that runs in the company would be read.
 */
export const startClocks = (tx: Db, clocks: readonly NewClock[]) => tx.rows(sql`
  insert into clock (clause, subject, subject_id, started_at, due_at, state, shop_id, warehouse_id)
  select c.clause, c.subject, i.id, c."startedAt", c."dueAt", 'running', c."shopId", c."warehouseId"
  from json_to_recordset(${JSON.stringify(alike(clocks))}::json) as c(clause text, subject text, ids bigint[], "startedAt" timestamptz, "dueAt" timestamptz, "shopId" bigint, "warehouseId" bigint)
  cross join unnest(c.ids) as i(id)
  where (select k.id from clock k where k.subject = c.subject and k.subject_id = i.id and k.clause = c.clause and k.state in ('running', 'paused') limit 1) is null`)

function alike(clocks: readonly NewClock[]) {
  const groups = new Map<string, Omit<NewClock, 'id'> & { ids: number[] }>()
  for (const { id, ...rest } of clocks) {
    const key = `${rest.clause} ${rest.subject} ${rest.startedAt.getTime()} ${rest.dueAt.getTime()} ${rest.shopId} ${rest.warehouseId}`
    const group = groups.get(key)
    if (group) group.ids.push(id)
    else groups.set(key, { ...rest, ids: [id] })
  }
  return [...groups.values()]
}

/** Ends clocks as met or missed by their due time; what was told as a breach stays one, also when the clock on the wall went back (T1). */
export const stopClocks = (tx: Db, clauses: readonly string[], subject: string, ids: readonly number[], at: Date) => tx.rows(sql`
  update clock set stopped_at = ${at}, state = case when due_at < ${at} or breached_at is not null then 'missed' else 'met' end
  where subject = ${subject} and subject_id = any(${ids}::bigint[]) and clause = any(${clauses}::text[]) and state in ('running', 'paused')`)

/** What was to follow has been done: met, however long it took the house to come round to it. */
export const meetClocks = (tx: Db, clauses: readonly string[], subject: string, ids: readonly number[], at: Date) => tx.rows(sql`
  update clock set stopped_at = ${at}, state = 'met' where subject = ${subject} and subject_id = any(${ids}::bigint[]) and clause = any(${clauses}::text[]) and state in ('running', 'paused')`)

export const dueSubjects = (tx: Db, clause: string, now: Date, limit: number): Promise<{ id: number }[]> => tx.rows(sql`
  select subject_id as id from clock where clause = ${clause} and state = 'running' and breached_at is null and due_at <= ${now} order by due_at, id limit ${whole(limit)}`)

export const voidClocks = (tx: Db, clauses: readonly string[], subject: string, ids: readonly number[], at: Date) => tx.rows(sql`
  update clock set stopped_at = ${at}, state = case when breached_at is null then 'void' else 'missed' end
  where subject = ${subject} and subject_id = any(${ids}::bigint[]) and clause = any(${clauses}::text[]) and state in ('running', 'paused')`)

/** Undoes `voidClocks`: of what ended then, neither those that were met nor those that were stopped too late. */
export const reviveClocks = (tx: Db, subject: string, ids: readonly number[], endedAt: Date) => tx.rows(sql`
  update clock set stopped_at = null, state = case when paused_at is null then 'running' else 'paused' end
  where subject = ${subject} and subject_id = any(${ids}::bigint[]) and stopped_at = ${endedAt} and state in ('void', 'missed')`)

export const pauseClocks = (tx: Db, clauses: readonly string[], subject: string, ids: readonly number[], at: Date) => tx.rows(sql`
  update clock set state = 'paused', paused_at = ${at}
  where subject = ${subject} and subject_id = any(${ids}::bigint[]) and clause = any(${clauses}::text[]) and state = 'running'`)

/** A paused clock gets the time it stood still; the sum is made in a subquery because Citus refuses it in SET. */
export const resumeClocks = (tx: Db, clauses: readonly string[], subject: string, ids: readonly number[], at: Date) => tx.rows(sql`
  update clock c set state = 'running', due_at = p.due_at, paused_at = null from (
    select id, due_at + (${at}::timestamptz - paused_at) as due_at from clock
    where subject = ${subject} and subject_id = any(${ids}::bigint[]) and clause = any(${clauses}::text[]) and state = 'paused'
  ) p where c.id = p.id`)

export const writeWarehouses = (tx: Db, subject: string, rows: readonly { id: number; warehouseId: number | null }[]) => tx.rows(sql`
  update clock c set warehouse_id = g.warehouse from unnest(${rows.map(r => r.id)}::bigint[], ${rows.map(r => r.warehouseId)}::bigint[]) as g(id, warehouse)
  where c.subject = ${subject} and c.subject_id = g.id and c.warehouse_id is distinct from g.warehouse`)

/** Marks clocks that have run out; the index holds only running ones not yet marked, so the cost is that of the due alone. */
export const breachDue = (tx: Db, now: Date, timers: readonly string[], limit: number): Promise<{ clause: string; subject: string; id: number; dueAt: Date }[]> => tx.rows(sql`
  with due as (select id from clock where state = 'running' and breached_at is null and due_at < ${now} and not clause = any(${timers}::text[]) order by due_at limit ${whole(limit)} for update skip locked)
  update clock c set breached_at = ${now} from due where c.id = due.id
  returning c.clause, c.subject, c.subject_id as id, c.due_at as "dueAt"`)

export interface ClauseCount { clause: string; applied: number; met: number; missed: number; running: number; paused: number; atRisk: number; breached: number }

/** Running ones in the last quarter of their time. */
const atRisk = (now: Date) => sql`(c.state = 'running' and c.due_at >= ${now} and c.due_at - (c.due_at - c.started_at) / 4 < ${now})`

/** What still runs, however long, and what ended since: a house that is years old has millions of clocks behind it. */
const since = (at: Date) => sql`(c.state in ('running', 'paused') or c.stopped_at >= ${at})`

/** HB-3: how each clause fares, within the scope of who asks. */
export const compliance = (db: Db, scope: Scope, { now, from }: { now: Date; from: Date }): Promise<ClauseCount[]> => db.rows(sql`
  select c.clause, count(*) filter (where c.state <> 'void') as applied, count(*) filter (where c.state = 'met') as met,
    count(*) filter (where c.state = 'missed' or (c.state in ('running', 'paused') and c.breached_at is not null)) as missed,
    count(*) filter (where c.state = 'running') as running, count(*) filter (where c.state = 'paused') as paused,
    count(*) filter (where ${atRisk(now)}) as "atRisk", count(*) filter (where c.breached_at is not null) as breached
  from clock c where ${since(from)} and ${withinScope(scope, 'c')} group by c.clause order by c.clause`)

export type Which = 'applied' | 'met' | 'missed' | 'running' | 'paused' | 'at-risk'
export interface ClauseSubject { clock: number; subject: string; id: number; startedAt: Date; dueAt: Date; stoppedAt: Date | null; state: string; by: string | null }

/** What stands behind a figure, and who ended each clock: the actor of the event that stopped it. */
export const clauseSubjects = (db: Db, scope: Scope, { clause, which, stops, now, from, after, limit }: { clause: string; which: Which; stops: readonly string[]; now: Date; from: Date; after: number; limit: number }): Promise<ClauseSubject[]> => db.rows(sql`
  select c.id as clock, c.subject, c.subject_id as id, c.started_at as "startedAt", c.due_at as "dueAt", c.stopped_at as "stoppedAt", c.state,
    (select e.actor from event e where e.subject = c.subject and e.subject_id = c.subject_id and e.kind = any(${stops}::text[]) and e.at = c.stopped_at order by e.number limit 1) as by
  from clock c where c.clause = ${clause} and c.id > ${after} and ${since(from)} and ${withinScope(scope, 'c')} and ${
    which === 'at-risk' ? atRisk(now) : which === 'applied' ? sql`c.state <> 'void'` : which === 'missed' ? sql`(c.state = 'missed' or c.breached_at is not null)` : sql`c.state = ${which}`}
  order by c.id limit ${whole(limit)}`)
