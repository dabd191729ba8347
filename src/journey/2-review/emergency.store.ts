import type { Db } from '#kit/db.ts'
import { withinScope, type Scope } from '#kit/scope.ts'
import { sql, whole } from '#kit/sql.ts'
import type { Fired } from './rules.ts'

export interface Emergency { id: number; from: Date; until: Date; reason: string; by: string }
/** The emergency nobody has ended yet; its time may be over. */
export const openEmergency = async (db: Db): Promise<Emergency | undefined> => (await db.rows<Emergency>(sql`
  select id, from_at as "from", until_at as until, reason, by_name as by from emergency where ended_at is null order by id limit 1`))[0]

/** Nothing comes back where one stands already. */
export const insertEmergency = (tx: Db, e: { from: Date; until: Date; reason: string; byId: number; byName: string }): Promise<{ id: number }[]> => tx.rows(sql`
  insert into emergency (from_at, until_at, reason, by_id, by_name) values (${e.from}, ${e.until}, ${e.reason}, ${e.byId}, ${e.byName}) on conflict do nothing returning id`)

export const endEmergency = (tx: Db, id: number, at: Date, by: string): Promise<{ id: number }[]> => tx.rows(sql`
  update emergency set ended_at = ${at}, ended_by = ${by} where id = ${id} and ended_at is null returning id`)

export const insertSkips = (tx: Db, emergency: number, orders: readonly number[], at: Date) => tx.rows(sql`
  insert into review_skip (order_id, emergency_id, at) select o, ${emergency}::bigint, ${at}::timestamptz from unnest(${orders}::bigint[]) as o order by o on conflict (order_id) do nothing`)

/** The next skipped orders for the check afterwards, the oldest first; another checker's are passed over. */
export const claimSkipped = (tx: Db, limit: number): Promise<{ id: number }[]> => tx.rows(sql`
  select order_id as id from review_skip where checked_at is null order by order_id limit ${whole(limit)} for update skip locked`)

export const writeChecked = (tx: Db, at: Date, rows: readonly { id: number; found: readonly Fired[] }[]) => tx.rows(sql`
  update review_skip s set checked_at = ${at}, found = n.found
  from json_to_recordset(${JSON.stringify(rows)}::json) as n(id bigint, found jsonb) where s.order_id = n.id`)

export interface Skipped { order: number; number: string; stage: string; at: Date; reason: string; checkedAt: Date | null; found: Fired[] | null }
export const listSkipped = (db: Db, scope: Scope, { checked, after, limit }: { checked: boolean | null; after: number; limit: number }): Promise<Skipped[]> => db.rows(sql`
  select s.order_id as order, o.number, o.stage, s.at, e.reason, s.checked_at as "checkedAt", s.found
  from review_skip s join orders o on o.id = s.order_id join emergency e on e.id = s.emergency_id
  where s.order_id > ${after} and (${checked}::boolean is null or (s.checked_at is not null) = ${checked}::boolean) and ${withinScope(scope, 'o')}
  order by s.order_id limit ${whole(limit)}`)
