import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'

// What stands on paper, for a whole set at once: two statements for parcels, two for a wave, two for a sheet.

export interface ParcelFacts {
  parcelId: number; orderId: number; shopId: number; number: string; placedAt: Date; paidAt: Date | null; pieces: number; kinds: number; buyerRemark: string; sellerRemark: string; delivery: string
  totalFen: number; discountFen: number; freightFen: number; paidFen: number; currency: string; shop: string; channel: string
  province: string; city: string; district: string; sealed: Buffer | null
  carrierId: number | null; carrier: string | null; carrierCode: string | null; shows: string[]; waybill: string | null; code: string; version: number; wave: number | null; position: number | null; grams: number; warehouseId: number; warehouse: string
}
export const parcelFacts = (db: Db, parcels: readonly number[]): Promise<ParcelFacts[]> => db.rows(sql`
  select p.id as "parcelId", o.id as "orderId", o.shop_id as "shopId", o.number, o.placed_at as "placedAt", o.paid_at as "paidAt", o.pieces, (select count(*) from order_line l where l.order_id = o.id) as kinds,
    o.buyer_remark as "buyerRemark", o.seller_remark as "sellerRemark", o.delivery, o.total_fen as "totalFen", o.discount_fen as "discountFen", o.freight_fen as "freightFen", o.paid_fen as "paidFen", o.currency,
    s.name as shop, s.channel, r.province, r.city, r.district, r.sealed, p.carrier_id as "carrierId", c.name as carrier, c.code as "carrierCode", coalesce(c.shows, '{}') as shows, p.waybill, p.code, p.version,
    p.print_batch as wave, p.print_place as position, p.expected_grams as grams, p.warehouse_id as "warehouseId", w.name as warehouse
  from parcel p join orders o on o.id = p.order_id join shop s on s.id = o.shop_id join receiver r on r.order_id = o.id join warehouse w on w.id = p.warehouse_id left join carrier c on c.id = p.carrier_id
  where p.id = any(${parcels}::bigint[]) order by p.id`)

export interface LineFacts { orderId: number; line: number; code: string; barcode: string | null; title: string; spec: string; quantity: number; unitFen: number; totalFen: number; place: string | null }
export const lineFacts = (db: Db, orders: readonly number[]): Promise<LineFacts[]> => db.rows(sql`
  select l.order_id as "orderId", l.line, coalesce(s.code, l.code) as code, s.barcode, l.title, coalesce(nullif(l.spec, ''), s.spec, '') as spec, l.quantity, l.unit_fen as "unitFen", l.total_fen as "totalFen",
    (select p.code from pick k join place p on p.id = k.place_id where k.order_id = l.order_id and k.sku_id = l.sku_id and k.dropped_at is null order by k.walk limit 1) as place
  from order_line l left join sku s on s.id = l.sku_id where l.order_id = any(${orders}::bigint[]) order by l.order_id, l.line`)

export interface WaveFacts { id: number; kind: string; carrier: string | null; madeAt: Date; by: string | null; warehouse: string; orders: number; pieces: number }
export const waveFacts = (db: Db, waves: readonly number[]): Promise<WaveFacts[]> => db.rows(sql`
  select w.id, w.kind, c.name as carrier, w.made_at as "madeAt", s.name as by, h.name as warehouse,
    (select count(distinct k.order_id) from pick k where k.wave_id = w.id and k.dropped_at is null) as orders, (select coalesce(sum(k.quantity), 0)::int from pick k where k.wave_id = w.id and k.dropped_at is null) as pieces
  from wave w join warehouse h on h.id = w.warehouse_id left join carrier c on c.id = w.carrier_id left join staff s on s.id = w.made_by where w.id = any(${waves}::bigint[]) order by w.id`)
export interface PickFacts { wave: number; place: string; lot: string; code: string; barcode: string | null; title: string; spec: string; quantity: number; positions: string }
/** In walking order; what one bin gives to several places of the cart stands on one line. */
export const pickFacts = (db: Db, waves: readonly number[]): Promise<PickFacts[]> => db.rows(sql`
  select k.wave_id as wave, p.code as place, k.lot, s.code, s.barcode, s.title, coalesce(s.spec, '') as spec, sum(k.quantity)::int as quantity,
    string_agg(case when k.quantity = 1 then k.position::text else k.position || '×' || k.quantity end, '  ' order by k.position) as positions
  from pick k join place p on p.id = k.place_id join sku s on s.id = k.sku_id where k.wave_id = any(${waves}::bigint[]) and k.dropped_at is null
  group by k.wave_id, k.walk, p.code, k.lot, s.id, s.code, s.barcode, s.title, s.spec order by k.wave_id, k.walk, p.code, s.code limit 20000`)
export interface SeatFacts { wave: number; position: number; number: string; code: string; waybill: string | null; pieces: number }
export const seatFacts = (db: Db, waves: readonly number[]): Promise<SeatFacts[]> => db.rows(sql`
  select p.print_batch as wave, p.print_place as position, o.number, p.code, p.waybill, o.pieces from parcel p join orders o on o.id = p.order_id
  where p.print_batch = any(${waves}::bigint[]) and p.state <> 'void' order by p.print_batch, p.print_place limit 20000`)

export interface SheetFacts { id: number; carrier: string; openedAt: Date; signedAt: Date | null; by: string | null; signer: string | null; warehouse: string }
export const sheetFacts = (db: Db, sheets: readonly number[]): Promise<SheetFacts[]> => db.rows(sql`
  select w.id, c.name as carrier, w.opened_at as "openedAt", w.signed_at as "signedAt", s.name as by, w.signer, h.name as warehouse
  from handover w join carrier c on c.id = w.carrier_id join warehouse h on h.id = w.warehouse_id left join staff s on s.id = w.opened_by where w.id = any(${sheets}::bigint[]) order by w.id`)
export interface SheetParcelFacts { sheet: number; waybill: string | null; number: string; code: string; province: string; city: string; grams: number | null; material: string | null }
export const sheetParcelFacts = (db: Db, sheets: readonly number[]): Promise<SheetParcelFacts[]> => db.rows(sql`
  select p.handover_id as sheet, p.waybill, o.number, p.code, r.province, r.city, p.weighed_grams as grams, p.material from parcel p join orders o on o.id = p.order_id join receiver r on r.order_id = o.id
  where p.handover_id = any(${sheets}::bigint[]) and p.state <> 'void' order by p.handover_id, p.id limit 20000`)

export interface ZoneFacts { id: number; zone: string; warehouse: string }
/** A zone by its first bin: every bin whose code begins alike. */
export const zoneFacts = (db: Db, bins: readonly number[]): Promise<ZoneFacts[]> => db.rows(sql`
  select p.id, split_part(p.code, '-', 1) as zone, w.name as warehouse from place p join warehouse w on w.id = p.warehouse_id where p.id = any(${bins}::bigint[]) order by p.id`)
export interface CountFacts { sheet: number; place: string; lot: string; code: string; barcode: string; title: string; spec: string }
/** What lies in each bin of these zones in walking order, empty bins too; no quantities, for whoever counts must not know them. */
export const countFacts = (db: Db, bins: readonly number[]): Promise<CountFacts[]> => db.rows(sql`
  select f.id as sheet, p.code as place, coalesce(b.lot, '') as lot, coalesce(s.code, '') as code, coalesce(s.barcode, '') as barcode, coalesce(s.title, '') as title, coalesce(s.spec, '') as spec
  from place f join place p on p.warehouse_id = f.warehouse_id and p.kind = 'bin' and split_part(p.code, '-', 1) = split_part(f.code, '-', 1)
    left join balance b on b.place_id = p.id and b.quantity > 0 left join sku s on s.id = b.sku_id
  where f.id = any(${bins}::bigint[]) order by f.id, p.walk, p.code, s.code, b.lot limit 20000`)

export interface ActFacts { id: number; at: Date; cause: string; by: string | null; reason: string | null; approver: string | null; warehouse: string }
/** Receipts and adjustments by the first movement of each; what another person approved says who asked, why, and who approved. */
export const actFacts = (db: Db, movements: readonly number[]): Promise<ActFacts[]> => db.rows(sql`
  select m.id, m.at, m.cause, coalesce(a.asker, s.name) as by, a.reason, a.decider as approver, w.name as warehouse
  from movement m join place f on f.id = m.from_place join place t on t.id = m.to_place join warehouse w on w.id = coalesce(f.warehouse_id, t.warehouse_id) left join staff s on s.id = m.actor_id
    left join approval a on m.cause = 'adjust' and a.id = m.cause_id and a.kind = 'stock-adjust'
  where m.id = any(${movements}::bigint[]) order by m.id`)
export interface ActRow { act: number; place: string; lot: string; code: string; barcode: string | null; title: string; spec: string; before: number; change: number }
/** What each act changed, bin by bin; before it lay there what all earlier movements had left. */
export const actRows = (db: Db, movements: readonly number[]): Promise<ActRow[]> => db.rows(sql`
  select m.id as act, p.code as place, n.lot, s.code, s.barcode, s.title, coalesce(s.spec, '') as spec,
    (select coalesce(sum(case when e.to_place = p.id then e.quantity else -e.quantity end), 0) from movement e where e.sku_id = n.sku_id and e.lot = n.lot and p.id in (e.from_place, e.to_place) and e.id < n.id)::int as before,
    case when n.to_place = p.id then n.quantity else -n.quantity end as change
  from movement m join place mf on mf.id = m.from_place join place mt on mt.id = m.to_place
    join movement n on n.id between m.id - 20000 and m.id + 20000 and n.at = m.at and n.cause = m.cause and n.cause_id = m.cause_id and n.actor_id = m.actor_id join place f on f.id = n.from_place join place t on t.id = n.to_place
    join place p on p.id = case when f.warehouse_id is null then t.id else f.id end and p.warehouse_id = coalesce(mf.warehouse_id, mt.warehouse_id) join sku s on s.id = n.sku_id
  where m.id = any(${movements}::bigint[]) and (f.kind = 'supplier') = (mf.kind = 'supplier') and (f.kind in ('supplier', 'adjustment') or t.kind = 'adjustment') order by m.id, p.walk, p.code, s.code, n.id limit 20000`)

export const binFacts = (db: Db, places: readonly number[]): Promise<{ id: number; code: string; walk: number; warehouse: string }[]> => db.rows(sql`
  select p.id, p.code, p.walk, coalesce(w.name, '') as warehouse from place p left join warehouse w on w.id = p.warehouse_id where p.id = any(${places}::bigint[]) order by p.id`)
export const skuFacts = (db: Db, skus: readonly number[]): Promise<{ id: number; code: string; barcode: string | null; title: string; spec: string | null; brand: string | null; priceFen: number }[]> => db.rows(sql`
  select s.id, s.code, s.barcode, s.title, s.spec, s.brand, s.price_fen as "priceFen" from sku s where s.id = any(${skus}::bigint[]) order by s.id`)
