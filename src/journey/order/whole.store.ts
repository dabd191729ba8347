import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'
import type { LineRow } from './store.ts'

/** What stands beside one order on its page: its lines with their stock, its parcels with who worked on them, and the carrier's scans. */
export interface LineOfPage extends LineRow { reserved: number; available: number | null }
export const linesWithStock = (db: Db, id: number): Promise<LineOfPage[]> => db.rows(sql`
  select l.order_id as "orderId", l.line, l.sku_id as "skuId", l.code, l.title, l.spec, l.quantity, l.unit_fen as "unitFen", l.discount_fen as "discountFen",
    l.total_fen as "totalFen", l.refund_asked as "refundAsked",
    coalesce((select sum(r.quantity) from reservation r where r.order_id = l.order_id and r.line = l.line), 0)::bigint as reserved,
    (select sum(s.on_hand - s.reserved) from stock s where s.sku_id = l.sku_id)::bigint as available
  from order_line l where l.order_id = ${id} order by l.line limit 1000`)

export interface ParcelOfPage {
  id: number; state: string; waybill: string | null; code: string; version: number; carrier: string | null; expectedGrams: number; weighedGrams: number | null; material: string | null
  handedAt: Date | null; uploadedAt: Date | null; signedAt: Date | null; pickedBy: string | null; checkedBy: string | null; packedBy: string | null
}
export const parcelsOf = (db: Db, order: number): Promise<ParcelOfPage[]> => db.rows(sql`
  select p.id, p.state, p.waybill, p.code, p.version, k.name as carrier, p.expected_grams as "expectedGrams", p.weighed_grams as "weighedGrams", p.material,
    p.handed_at as "handedAt", p.uploaded_at as "uploadedAt", p.signed_at as "signedAt", a.name as "pickedBy", b.name as "checkedBy", c.name as "packedBy"
  from parcel p left join carrier k on k.id = p.carrier_id left join staff a on a.id = p.picked_by left join staff b on b.id = p.checked_by left join staff c on c.id = p.packed_by
  where p.order_id = ${order} and p.state <> 'void' order by p.id limit 100`)

export const scansOf = (db: Db, parcels: readonly number[]): Promise<{ parcelId: number; at: Date; kind: string; place: string; note: string }[]> => db.rows(sql`
  select parcel_id as "parcelId", at, kind, place, note from tracking where parcel_id = any(${parcels}::bigint[]) order by at desc, id desc limit 500`)

export const platformNumber = async (db: Db, source: number): Promise<string> =>
  (await db.rows<{ number: string }>(sql`select number from platform_order where id = ${source}`))[0]?.number ?? ''
