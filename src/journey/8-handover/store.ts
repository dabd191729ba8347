import type { Db } from '#kit/db.ts'
import { withinScope, withinWarehouses, type Scope } from '#kit/scope.ts'
import { sql, whole } from '#kit/sql.ts'

export const openHandover = async (tx: Db, warehouseId: number, carrierId: number, by: number, at: Date): Promise<number> =>
  (await tx.rows<{ id: number }>(sql`insert into handover (warehouse_id, carrier_id, state, opened_at, opened_by) values (${warehouseId}, ${carrierId}, 'open', ${at}, ${by}) returning id`))[0]!.id
export const lockHandover = async (tx: Db, id: number, scope: Scope): Promise<{ id: number; warehouseId: number; carrierId: number; state: string } | undefined> =>
  (await tx.rows<{ id: number; warehouseId: number; carrierId: number; state: string }>(sql`select id, warehouse_id as "warehouseId", carrier_id as "carrierId", state from handover w where id = ${id} and ${withinWarehouses(scope, 'w')} for update`))[0]
export const signHandover = (tx: Db, id: number, signer: string, at: Date) => tx.rows(sql`update handover set state = 'signed', signer = ${signer}, signed_at = ${at} where id = ${id}`)
export const stagesOf = (tx: Db, orders: readonly number[]): Promise<{ id: number; stage: string; blocks: string[] }[]> => tx.rows(sql`select id, stage, blocks from orders where id = any(${orders}::bigint[])`)

export interface Sheet {
  id: number; warehouseId: number; warehouse: string; carrierId: number; carrier: string; state: string; openedAt: Date; openedBy: string | null; signedAt: Date | null; signer: string | null
  parcels: number; stopped: number; waiting: number
}
const summary = sql`
  select w.id, w.warehouse_id as "warehouseId", h.name as warehouse, w.carrier_id as "carrierId", c.name as carrier, w.state, w.opened_at as "openedAt", s.name as "openedBy", w.signed_at as "signedAt", w.signer,
    n.parcels, n.stopped, case when w.state = 'open' then (select count(*) from parcel p where p.warehouse_id = w.warehouse_id and p.carrier_id = w.carrier_id and p.state = 'packed' and p.handover_id is null) else 0 end as waiting
  from handover w join warehouse h on h.id = w.warehouse_id join carrier c on c.id = w.carrier_id left join staff s on s.id = w.opened_by
  cross join lateral (select count(*) as parcels, count(*) filter (where p.state = 'void' or o.stage = 'cancelled' or o.blocks <> '{}') as stopped from parcel p join orders o on o.id = p.order_id where p.handover_id = w.id) n`
export const listSheets = (db: Db, scope: Scope, { state, warehouseId, limit }: { state: 'open' | 'signed'; warehouseId: number | null; limit: number }): Promise<Sheet[]> => db.rows(sql`
  ${summary} where w.state = ${state} and ${withinWarehouses(scope, 'w')} and (${warehouseId}::bigint is null or w.warehouse_id = ${warehouseId}::bigint) order by w.id desc limit ${whole(limit)}`)
export const findSheet = async (db: Db, scope: Scope, id: number): Promise<Sheet | undefined> => (await db.rows<Sheet>(sql`${summary} where w.id = ${id} and ${withinWarehouses(scope, 'w')}`))[0]

export interface SheetParcel { id: number; orderId: number; number: string; code: string; waybill: string | null; state: string; stage: string; blocks: string[]; grams: number | null; material: string | null }
const parcel = sql`select p.id, p.order_id as "orderId", o.number, p.code, p.waybill, p.state, o.stage, o.blocks, p.weighed_grams as grams, p.material from parcel p join orders o on o.id = p.order_id`
export const parcelsOn = (db: Db, scope: Scope, handover: number): Promise<SheetParcel[]> => db.rows(sql`${parcel} where p.handover_id = ${handover} and ${withinScope(scope, 'o')} order by p.id limit 5000`)
/** Packed, for the same carrier, and on no sheet: what the carrier would leave behind. */
export const notOnSheet = (db: Db, scope: Scope, { warehouseId, carrierId }: { warehouseId: number; carrierId: number }): Promise<SheetParcel[]> => db.rows(sql`
  ${parcel} where p.warehouse_id = ${warehouseId} and p.carrier_id = ${carrierId} and p.state = 'packed' and p.handover_id is null and ${withinScope(scope, 'o')} order by p.id limit 1000`)
