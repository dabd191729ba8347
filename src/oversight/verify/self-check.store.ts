import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'
import type { LogLine, StateRow } from './rules.ts'

/** Log and rows are read as of one moment, while the cursor of the check may move. */
export const oneMoment = (tx: Db) => tx.rows(sql`set transaction isolation level repeatable read`)

export const lastEnd = async (db: Db): Promise<Date | undefined> => (await db.rows<{ at: Date }>(sql`
  select at from event where subject = 'company' and subject_id = 0 and kind = 'company.self-check' and facts @> '{"ended": true}' order by number desc limit 1`))[0]?.at

/** Everything the log says of these, in the order of its numbers; one life has tens of lines. */
export const logOf = (tx: Db, subject: string, ids: readonly number[]): Promise<LogLine[]> => tx.rows(sql`
  select number, (extract(epoch from at) * 1000)::float8 as at, subject, subject_id as id, kind, before, after, case when before is null and after is not null then facts end as facts
  from event where subject = ${subject} and subject_id = any(${ids}::bigint[]) order by number`)

export const ordersAsTheyAre = (tx: Db, ids: readonly number[]): Promise<StateRow[]> => tx.rows(sql`
  select id, stage as state, (extract(epoch from stage_at) * 1000)::float8 as at, blocks, number, total_fen as "totalFen" from orders where id = any(${ids}::bigint[]) order by id`)
export const parcelsAsTheyAre = (tx: Db, ids: readonly number[]): Promise<StateRow[]> => tx.rows(sql`
  select id, state, null::float8 as at, null::text[] as blocks, null::text as number, null::bigint as "totalFen" from parcel where id = any(${ids}::bigint[]) order by id`)

/** Differences found in the checks since a moment. */
export const differencesSince = async (db: Db, since: Date): Promise<number> => (await db.rows<{ count: number }>(sql`
  select coalesce(sum((facts->>'different')::int), 0) as count from event where subject = 'company' and subject_id = 0 and kind = 'company.self-check' and at > ${since}`))[0]?.count ?? 0
