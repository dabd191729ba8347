import type { Db } from '#kit/db.ts'
import { withinScope, type Scope } from '#kit/scope.ts'
import { sql } from '#kit/sql.ts'

export interface FoundParcel {
  id: number; orderId: number; number: string; stage: string; blocks: string[]; class: string; state: string; code: string; waybill: string | null; carrier: string | null
  wave: number | null; position: number | null; warehouseId: number; expectedGrams: number; weighedGrams: number | null; material: string | null
  pickerId: number | null; picker: string | null; checker: string | null; packer: string | null; handoverId: number | null; buyerRemark: string; sellerRemark: string; liquid: boolean; fragile: boolean
}
/** The parcel behind a scanned code: its short code, its waybill, or its place in a wave (W12-3). A dead one is found too, so that a station can say so. */
export const findParcel = async (db: Db, scope: Scope, { code, wave, position }: { code: string; wave: number | null; position: number | null }): Promise<FoundParcel | undefined> => (await db.rows<FoundParcel>(sql`
  select p.id, p.order_id as "orderId", o.number, o.stage, o.blocks, o.class, p.state, p.code, p.waybill, c.name as carrier, p.print_batch as wave, p.print_place as position, p.warehouse_id as "warehouseId",
    p.expected_grams as "expectedGrams", p.weighed_grams as "weighedGrams", p.material, p.picked_by as "pickerId", a.name as picker, b.name as checker, d.name as packer, p.handover_id as "handoverId",
    o.buyer_remark as "buyerRemark", o.seller_remark as "sellerRemark", g.liquid, g.fragile
  from parcel p join orders o on o.id = p.order_id left join carrier c on c.id = p.carrier_id
    left join staff a on a.id = p.picked_by left join staff b on b.id = p.checked_by left join staff d on d.id = p.packed_by
    cross join lateral (select coalesce(bool_or(s.liquid), false) as liquid, coalesce(bool_or(s.fragile), false) as fragile from order_line l left join sku s on s.id = l.sku_id where l.order_id = p.order_id) g
  where p.id in (
      select id from parcel where waybill = any(array[${code}, upper(${code})]) union select id from parcel where code = upper(${code})
      union select id from parcel where print_batch = ${wave}::bigint and print_place = ${position}::int)
    and ${withinScope(scope, 'o')}
  order by p.state = 'void', p.id desc limit 1`))[0]

/** Paper of an earlier content of a parcel: its short code or its number was another then. */
export const findOldPaper = async (db: Db, scope: Scope, code: string): Promise<{ code: string; why: string } | undefined> => (await db.rows<{ code: string; why: string }>(sql`
  select p.code, x.why from (select t.parcel_id, 'changed' as why from print_paper t where t.code = upper(${code}) union select v.parcel_id, v.why from waybill_void v where v.waybill = any(array[${code}, upper(${code})])) x
  join parcel p on p.id = x.parcel_id join orders o on o.id = p.order_id where ${withinScope(scope, 'o')} order by p.id desc limit 1`))[0]

export interface Content { code: string; barcode: string | null; title: string; spec: string; quantity: number; checked: number; liquid: boolean; fragile: boolean }
/** What is to be in it, product by product; of a stopped one what was in its place of the cart. */
export const contentOf = (db: Db, order: number, wave: number | null): Promise<Content[]> => db.rows(sql`
  select s.code, s.barcode, s.title, coalesce(s.spec, '') as spec, sum(k.quantity)::int as quantity, sum(k.checked)::int as checked, s.liquid, s.fragile
  from pick k join sku s on s.id = k.sku_id where k.order_id = ${order} and k.wave_id = ${wave}
  group by s.id, s.code, s.barcode, s.title, s.spec, s.liquid, s.fragile order by s.code limit 500`)

export interface StoppedHere { orderId: number; number: string; stage: string; blocks: string[]; wave: number | null; position: number | null; code: string | null; waybill: string | null; handover: number | null; toReturn: number }
/**
 * What was stopped in the hands of somebody: in the waves they have or the one named, on the sheets they opened or the one named, or the
 * order before them. Goods that are back on the shelf are no longer told.
 */
export const stoppedHere = (db: Db, scope: Scope, { person, wave, handover, order }: { person: number; wave: number | null; handover: number | null; order: number | null }): Promise<StoppedHere[]> => db.rows(sql`
  with here as (
    select k.order_id, k.wave_id, k.position, null::bigint as handover_id, sum(k.picked) filter (where k.dropped_at is not null and k.returned_at is null) as to_return
    from pick k join wave w on w.id = k.wave_id join orders o on o.id = k.order_id
    where w.id in (select id from wave where state = 'open' and picker_id = ${person} and ${wave}::bigint is null and ${handover}::bigint is null and ${order}::bigint is null union select ${wave}::bigint)
      and ((o.stage in ('picking', 'checking', 'packing', 'packed') and o.blocks <> '{}') or (k.dropped_at is not null and k.picked > 0 and k.returned_at is null) or (o.stage = 'cancelled' and k.dropped_at is null))
    group by 1, 2, 3
    union all
    select p.order_id, p.print_batch, p.print_place, p.handover_id, 0
    from parcel p join handover h on h.id = p.handover_id join orders o on o.id = p.order_id
    where h.id in (select id from handover where state = 'open' and opened_by = ${person} and ${wave}::bigint is null and ${handover}::bigint is null and ${order}::bigint is null union select ${handover}::bigint)
      and h.state = 'open' and (p.state = 'void' or o.stage = 'cancelled' or o.blocks <> '{}')
    union all
    select o.id, null, null, null, 0 from orders o where o.id = ${order}::bigint and (o.stage = 'cancelled' or o.blocks <> '{}'))
  select o.id as "orderId", o.number, o.stage, o.blocks, h.wave_id as wave, h.position, p.code, p.waybill, h.handover_id as handover, coalesce(h.to_return, 0)::int as "toReturn"
  from here h join orders o on o.id = h.order_id
    left join lateral (select p.code, p.waybill from parcel p where p.order_id = o.id order by p.state = 'void', p.id desc limit 1) p on true
  where ${withinScope(scope, 'o')} order by h.wave_id, h.position, o.id limit 500`)
