import type { Db } from '#kit/db.ts'
import { withinScope, type Scope } from '#kit/scope.ts'
import { sql, whole } from '#kit/sql.ts'

export interface NewDiscrepancy { station: string; code: string; values: Record<string, unknown>; order: number | null; wave: number | null; warehouse: number | null; owner: string; ownerId: number | null; gesture: string | null }

/** What a difference is about: its order, else its wave, else the warehouse. */
export interface Whose { id: number; order: number | null; wave: number | null; warehouse: number | null }
/** An order's differences belong where the order does; a gesture sent again adds nothing. */
export const insertDiscrepancies = (tx: Db, at: Date, by: { id: number; name: string }, rows: readonly NewDiscrepancy[]): Promise<(Whose & { code: string; station: string })[]> => tx.rows(sql`
  insert into discrepancy (at, station, code, values, order_id, wave_id, shop_id, warehouse_id, found_by, found_name, owner, owner_id, gesture)
  select ${at}::timestamptz, n.station, n.code, n.values, n."order", n.wave, o.shop_id, coalesce(o.warehouse_id, n.warehouse), ${by.id}::bigint, ${by.name}::text, n.owner, n."ownerId", n.gesture
  from json_to_recordset(${JSON.stringify(rows)}::json) as n(station text, code text, values jsonb, "order" bigint, wave bigint, warehouse bigint, owner text, "ownerId" bigint, gesture text)
    left join orders o on o.id = n."order"
  on conflict do nothing returning id, order_id as order, wave_id as wave, warehouse_id as warehouse, code, station`)

export interface DiscrepancyRow {
  id: number; at: Date; station: string; code: string; values: Record<string, unknown>; order: number | null; number: string | null; wave: number | null; foundBy: string
  owner: string; ownerName: string | null; cause: string | null; note: string; causeBy: string | null; causeAt: Date | null
}
export const listDiscrepancies = (db: Db, scope: Scope, f: { open: boolean; order: number | null; station: string | null; after: number | null; newest: boolean; limit: number }): Promise<DiscrepancyRow[]> => db.rows(sql`
  select c.id, c.at, c.station, c.code, c.values, c.order_id as order, o.number, c.wave_id as wave, c.found_name as "foundBy", c.owner, s.name as "ownerName", c.cause, c.note, c.cause_by as "causeBy", c.cause_at as "causeAt"
  from discrepancy c left join orders o on o.id = c.order_id left join staff s on s.id = c.owner_id
  where (${f.after}::bigint is null or ${f.newest ? sql`c.id < ${f.after}::bigint` : sql`c.id > ${f.after}::bigint`}) and (not ${f.open}::boolean or c.cause is null) and (${f.order}::bigint is null or c.order_id = ${f.order}::bigint)
    and (${f.station}::text is null or c.station = ${f.station}::text) and ${withinScope(scope, 'c')}
  order by ${f.newest ? sql`c.id desc` : sql`c.id`} limit ${whole(f.limit)}`)

export const writeCause = (tx: Db, scope: Scope, id: number, at: Date, by: string, cause: string, note: string): Promise<Whose[]> => tx.rows(sql`
  update discrepancy c set cause = ${cause}, note = ${note}, cause_by = ${by}, cause_at = ${at} where c.id = ${id} and c.cause is null and ${withinScope(scope, 'c')}
  returning c.id, c.order_id as order, c.wave_id as wave, c.warehouse_id as warehouse`)
