import type { Db } from '#kit/db.ts'
import { sql, whole, type Sql } from '#kit/sql.ts'
import type { ClockRow, LogLine, StateRow } from './rules.ts'

/** What a life is kept in: its ids, and its rows as they are. */
export interface Kept { idsAfter(tx: Db, after: number, limit: number): Promise<number[]>; rows(tx: Db, ids: readonly number[]): Promise<StateRow[]> }

/** The next ids, of those too that are in the log alone. */
const idsAfter = (tx: Db, table: Sql, subject: string, after: number, limit: number): Promise<number[]> => tx.rows<{ id: number }>(sql`
  select id from (
    (select id from ${table} where id > ${after} order by id limit ${whole(limit)})
    union (select distinct subject_id from event where subject = ${subject} and subject_id > ${after} order by subject_id limit ${whole(limit)})) known
  order by id limit ${whole(limit)}`).then(rows => rows.map(r => r.id))

export const keptOrders: Kept = {
  idsAfter: (tx, after, limit) => idsAfter(tx, sql`orders`, 'order', after, limit),
  rows: (tx, ids) => tx.rows(sql`
    select id, stage as state, (extract(epoch from stage_at) * 1000)::float8 as at, blocks, number, total_fen as "totalFen" from orders where id = any(${ids}::bigint[]) order by id`),
}
export const keptParcels: Kept = {
  idsAfter: (tx, after, limit) => idsAfter(tx, sql`parcel`, 'parcel', after, limit),
  rows: (tx, ids) => tx.rows(sql`
    select id, state, null::float8 as at, null::text[] as blocks, null::text as number, null::bigint as "totalFen" from parcel where id = any(${ids}::bigint[]) order by id`),
}

/** Everything the log says of these, in the order of its numbers; one life has tens of lines. */
export const logOf = (tx: Db, subject: string, ids: readonly number[]): Promise<LogLine[]> => tx.rows(sql`
  select number, (extract(epoch from at) * 1000)::float8 as at, subject, subject_id as id, kind, before, after, case when before is null and after is not null then facts end as facts
  from event where subject = ${subject} and subject_id = any(${ids}::bigint[]) order by number`)

export const standingClocks = (tx: Db, orders: readonly number[]): Promise<ClockRow[]> => tx.rows(sql`
  select subject_id as id, clause, state from clock where subject = 'order' and subject_id = any(${orders}::bigint[]) and state in ('running', 'paused')`)
