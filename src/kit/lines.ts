import type { Db } from './db.ts'
import { sql, whole } from './sql.ts'

/** How a line of the timetable fared when it was last tried. */
export interface LineMark { name: string; every: number; triedAt: Date; ok: boolean; failures: number; error: string | null }
export interface Line { name: string; every: number; triedAt: Date; okAt: Date | null; failures: number; error: string | null }

/** Keeps the marks of this process; of several processes that run a line the latest word stands, and a success is never forgotten. */
export const keepLines = (db: Db, marks: readonly LineMark[]) => db.rows(sql`
  insert into timetable_line as l (name, every_ms, tried_at, ok_at, failures, last_error)
  select m.name, m.every, m."triedAt", case when m.ok then m."triedAt" end, m.failures, m.error
  from json_to_recordset(${JSON.stringify(marks)}::json) as m(name text, every int, "triedAt" timestamptz, ok boolean, failures int, error text) order by m.name
  on conflict (name) do update set every_ms = excluded.every_ms, tried_at = excluded.tried_at, ok_at = coalesce(excluded.ok_at, l.ok_at),
    failures = excluded.failures, last_error = coalesce(excluded.last_error, l.last_error)`)

export const lines = (db: Db): Promise<Line[]> => db.rows(sql`
  select name, every_ms as every, tried_at as "triedAt", ok_at as "okAt", failures, last_error as error from timetable_line order by name limit ${whole(500)}`)

/** How far a reader of events is behind: events it has not read, counted no further than `most`, and the oldest of them. */
export interface ReaderLag { name: string; behind: number; oldestAt: Date | null }
export const readerLags = (db: Db, most: number): Promise<ReaderLag[]> => db.rows(sql`
  select r.name, b.behind, b."oldestAt" from event_reader r cross join lateral (
    select count(*) as behind, min(e.at) as "oldestAt" from (
      select at from event where (tx, number) > (r.tx, r.number) order by tx, number limit ${whole(most)}) e) b
  order by r.name limit ${whole(200)}`)

export interface DatabaseFacts { version: string; migration: string; bytes: number; connections: number; most: number }
/** The database as somebody who looks after it wants to see it. Asked apart: beside a table of the company a cluster asks a node, which keeps its own connections to itself. */
export const databaseFacts = async (db: Db): Promise<DatabaseFacts> => {
  const [server] = await db.rows<Omit<DatabaseFacts, 'migration'>>(sql`
    select current_setting('server_version') as version, pg_database_size(current_database()) as bytes,
      (select count(*) from pg_stat_activity where datname = current_database()) as connections, current_setting('max_connections')::int as most`)
  const [last] = await db.rows<{ name: string }>(sql`select name from migration order by number desc limit 1`)
  return { ...server!, migration: last?.name ?? '' } // a select without a table gives a row
}
