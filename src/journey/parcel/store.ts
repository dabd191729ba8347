import type { Db } from '#kit/db.ts'
import { pairs } from '#kit/mover.ts'
import { withinWarehouses, type Scope } from '#kit/scope.ts'
import { sql, whole } from '#kit/sql.ts'
import type { ParcelState } from './states.ts'

export interface Parcel {
  id: number; orderId: number; shopId: number; warehouseId: number; state: ParcelState; carrierId: number | null; waybill: string | null; code: string; version: number
  expectedGrams: number; pickedBy: number | null; checkedBy: number | null; packedBy: number | null; handoverId: number | null; signedAt: Date | null; lastScanAt: Date | null
}
const columns = sql`p.id, p.order_id as "orderId", (select f.shop_id from orders f where f.id = p.order_id) as "shopId", p.warehouse_id as "warehouseId", p.state, p.carrier_id as "carrierId", p.waybill, p.code, p.version,
  p.expected_grams as "expectedGrams", p.picked_by as "pickedBy", p.checked_by as "checkedBy", p.packed_by as "packedBy", p.handover_id as "handoverId", p.signed_at as "signedAt", p.last_scan_at as "lastScanAt"`

export const lockParcels = (tx: Db, ids: readonly number[], scope: Scope): Promise<Parcel[]> => tx.rows(sql`
  select ${columns} from parcel p where p.id = any(${ids}::bigint[]) and ${withinWarehouses(scope, 'p')} order by p.id for update`)

/** Live parcels by their order, waybill or short code. */
export const parcelsOfOrders = (db: Db, orders: readonly number[]): Promise<Parcel[]> => db.rows(sql`
  select ${columns} from parcel p where p.order_id = any(${orders}::bigint[]) and p.state <> 'void' order by p.id`)
export const parcelsByWaybill = (db: Db, waybills: readonly string[]): Promise<Parcel[]> => db.rows(sql`
  select ${columns} from parcel p where p.waybill = any(${waybills}::text[]) order by p.id`)

export const writeParcelStates = (tx: Db, rows: readonly { id: number; state: ParcelState }[], at: Date) => tx.rows(sql`
  update parcel p set state = g.state, handed_at = case when g.state = 'handed-over' then ${at}::timestamptz else p.handed_at end,
    signed_at = case when g.state = 'signed' then ${at}::timestamptz else p.signed_at end
  from ${pairs(rows)} as g(id, state) where p.id = g.id`)

export interface NewParcel { orderId: number; warehouseId: number; carrierId: number; waybill: string; code: string; version: number; batch: number; place: number; grams: number }
export const insertParcels = (tx: Db, parcels: readonly NewParcel[]): Promise<{ id: number; orderId: number }[]> => tx.rows(sql`
  insert into parcel (order_id, warehouse_id, state, carrier_id, waybill, code, version, print_batch, print_place, expected_grams)
  select n."orderId", n."warehouseId", 'made', n."carrierId", n.waybill, n.code, n.version, n.batch, n.place, n.grams
  from json_to_recordset(${JSON.stringify(parcels)}::json) as n("orderId" bigint, "warehouseId" bigint, "carrierId" bigint, waybill text, code text,
    version int, batch bigint, place int, grams int) order by n.place returning id, order_id as "orderId"`)

/**
 * Takes the numbers off void parcels that nobody has printed, packed, handed over or seen under way, and answers those numbers. A number
 * that may stand on paper stays where it is, so that its parcel is known as void at every station.
 */
export const takeUnused = (tx: Db, ids: readonly number[]): Promise<{ carrierId: number; waybill: string }[]> => tx.rows(sql`
  with unused as (
    select id, carrier_id, waybill from parcel
    where id = any(${ids}::bigint[]) and state = 'void' and waybill is not null and packed_by is null and handover_id is null and handed_at is null
      and not exists (select 1 from print_paper r where r.parcel_id = parcel.id and r.document = 'waybill' and r.waybill = parcel.waybill and r.printed_at is not null)
      and not exists (select 1 from tracking t where t.carrier_id = parcel.carrier_id and t.waybill = parcel.waybill)
    order by id for update),
  freed as (update parcel p set waybill = null from unused u where p.id = u.id)
  select carrier_id as "carrierId", waybill from unused`)

/** What the short code of parcels is made of anew, and whether their number stands on paper already. */
export const contentsOf = (tx: Db, parcels: readonly number[]): Promise<{ id: number; printed: boolean; lines: { sku: number; quantity: number }[] }[]> => tx.rows(sql`
  select p.id, exists (select 1 from print_paper t where t.parcel_id = p.id and t.document = 'waybill' and t.waybill = p.waybill and t.printed_at is not null) as printed,
    coalesce((select json_agg(json_build_object('sku', l.sku, 'quantity', l.quantity) order by l.sku) from (select coalesce(sku_id, 0) as sku, sum(quantity)::int as quantity from order_line where order_id = p.order_id group by 1) l), '[]') as lines
  from parcel p where p.id = any(${parcels}::bigint[]) order by p.id`)
export const writeRenewed = (tx: Db, rows: readonly { id: number; version: number; code: string; waybill: string | null }[]) => tx.rows(sql`
  update parcel p set version = n.version, code = n.code, waybill = n.waybill from json_to_recordset(${JSON.stringify(rows)}::json) as n(id bigint, version int, code text, waybill text) where p.id = n.id`)

/** Parcels that stand without a number: their own was dead, and the carrier had no other. */
export const lockUnnumbered = (tx: Db, carrierId: number, scope: Scope, limit: number): Promise<Parcel[]> => tx.rows(sql`
  select ${columns} from parcel p where p.carrier_id = ${carrierId} and p.waybill is null and p.state in ('made', 'packed') and ${withinWarehouses(scope, 'p')} order by p.id limit ${whole(limit)} for update`)
/** An invoice of the carrier has named these numbers; the first that does counts. Answers how many are billed by it. */
export const writeBilled = async (tx: Db, carrierId: number, waybills: readonly string[], at: Date): Promise<number> => (await tx.rows(sql`
  update parcel set billed_at = ${at} where carrier_id = ${carrierId} and waybill = any(${waybills}::text[]) and billed_at is null and handed_at is not null returning id`)).length

export const writePickers = (tx: Db, rows: readonly { orderId: number; by: number }[]) => tx.rows(sql`
  update parcel p set picked_by = n.by from json_to_recordset(${JSON.stringify(rows)}::json) as n("orderId" bigint, by bigint) where p.order_id = n."orderId" and p.state <> 'void'`)
export const writeWorker = (tx: Db, orders: readonly number[], what: 'checked' | 'packed', by: number) => tx.rows(what === 'checked'
  ? sql`update parcel set checked_by = ${by} where order_id = any(${orders}::bigint[]) and state <> 'void'`
  : sql`update parcel set packed_by = ${by} where order_id = any(${orders}::bigint[]) and state <> 'void'`)

export const writeWeights = (tx: Db, rows: readonly { id: number; grams: number; material: string }[]) => tx.rows(sql`
  update parcel p set weighed_grams = n.grams, material = n.material
  from json_to_recordset(${JSON.stringify(rows)}::json) as n(id bigint, grams int, material text) where p.id = n.id`)

export const writeHandover = (tx: Db, ids: readonly number[], handover: number) => tx.rows(sql`update parcel set handover_id = ${handover} where id = any(${ids}::bigint[])`)
/** Takes parcels off an open sheet; answers those that were on it. */
export const clearHandover = (tx: Db, handover: number, waybills: readonly string[]): Promise<{ id: number; orderId: number; waybill: string }[]> => tx.rows(sql`
  update parcel set handover_id = null where handover_id = ${handover} and waybill = any(${waybills}::text[]) and handed_at is null returning id, order_id as "orderId", waybill`)
export const parcelsOfHandover = (tx: Db, handover: number): Promise<Parcel[]> => tx.rows(sql`
  select ${columns} from parcel p where p.handover_id = ${handover} and p.state = 'packed' order by p.id`)

export const numbersToTell = (db: Db, ids: readonly number[]): Promise<{ parcel: number; order: string; carrier: string; waybill: string | null; shop: string; channel: string }[]> => db.rows(sql`
  select p.id as parcel, o.number as "order", c.code as carrier, p.waybill, s.code as shop, s.channel
  from parcel p join orders o on o.id = p.order_id join shop s on s.id = o.shop_id join carrier c on c.id = p.carrier_id
  where p.id = any(${ids}::bigint[]) and p.handed_at is not null and p.uploaded_at is null order by p.id`)
export const writeUploaded = (tx: Db, ids: readonly number[], at: Date): Promise<{ id: number }[]> => tx.rows(sql`
  update parcel set uploaded_at = ${at} where id = any(${ids}::bigint[]) and uploaded_at is null returning id`)

export const writeSigned = (tx: Db, rows: readonly { id: number; at: Date }[]) => tx.rows(sql`
  update parcel p set signed_at = n.at from json_to_recordset(${JSON.stringify(rows)}::json) as n(id bigint, at timestamptz) where p.id = n.id and p.state = 'signed'`)

/** The newest scan of each parcel; an older one never overwrites it. */
export const writeScans = (tx: Db, rows: readonly { id: number; at: Date; kind: string }[]) => tx.rows(sql`
  update parcel p set last_scan_at = n.at, last_scan = n.kind
  from json_to_recordset(${JSON.stringify(rows)}::json) as n(id bigint, at timestamptz, kind text)
  where p.id = n.id and (p.last_scan_at is null or p.last_scan_at < n.at)`)

export const waybillsOf = (db: Db, ids: readonly number[]): Promise<{ id: number; label: string | null }[]> => db.rows(sql`
  select id, coalesce(waybill, code) as label from parcel where id = any(${ids}::bigint[]) order by id`)
