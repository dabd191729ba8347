import type { Db } from '#kit/db.ts'
import { withinScope, type Scope } from '#kit/scope.ts'
import { sql, whole } from '#kit/sql.ts'
import type { Parcelled, ParcelledLine } from './rules.ts'

export interface ParcelledOrder extends Parcelled {
  number: string; sourceId: number; first: boolean; class: string; priority: number; warehouseId: number | null; placedAt: Date; paidAt: Date | null
  buyerRemark: string; sellerRemark: string; delivery: string
}
/** Orders that are locked already, the earliest first. */
export const ordersToParcel = (tx: Db, ids: readonly number[]): Promise<ParcelledOrder[]> => tx.rows(sql`
  select o.id, o.shop_id as "shopId", o.stage, o.blocks, o.customer_id as "customerId", o.currency,
    case when r.sealed is not null or r.token is not null then r.address_key::text end as "addressKey",
    o.total_fen as "totalFen", o.discount_fen as "discountFen", o.freight_fen as "freightFen", o.paid_fen as "paidFen", o.refunded_fen as "refundedFen",
    o.number, o.source_id as "sourceId", o.first_order as first, o.class, o.priority, o.warehouse_id as "warehouseId", o.placed_at as "placedAt", o.paid_at as "paidAt",
    o.buyer_remark as "buyerRemark", o.seller_remark as "sellerRemark", o.delivery
  from orders o join receiver r on r.order_id = o.id where o.id = any(${ids}::bigint[]) order by o.placed_at, o.id`)

export interface FullLine extends ParcelledLine { orderId: number; sku: number | null; code: string; title: string; spec: string; platformLine: string | null; refundAsked: boolean }
export const linesToParcel = (tx: Db, ids: readonly number[]): Promise<FullLine[]> => tx.rows(sql`
  select order_id as "orderId", line, sku_id as sku, code, title, spec, quantity, unit_fen as "unitFen", discount_fen as "discountFen", total_fen as "totalFen",
    platform_line as "platformLine", refund_asked as "refundAsked"
  from order_line where order_id = any(${ids}::bigint[]) order by order_id, line`)

export interface DivisionOrder { id: number; /** Where an old order stood; null for one that came of it. */ stood: string | null }
/** What was done to which orders, one division for each list. */
export const insertDivisions = async (tx: Db, kind: 'merge' | 'split', at: Date, by: number, divisions: readonly (readonly DivisionOrder[])[]): Promise<void> => {
  const orders = divisions.flatMap((members, i) => members.map(m => ({ ...m, place: i + 1 })))
  await tx.rows(sql`
    with made as (insert into division (kind, at, by_id) select ${kind}, ${at}::timestamptz, ${by}::bigint from generate_series(1, ${divisions.length}::int) returning id),
    placed as (select id, row_number() over (order by id) as place from made)
    insert into division_order (division_id, order_id, stood)
    select p.id, o.id, o.stood from unnest(${orders.map(o => o.place)}::int[], ${orders.map(o => o.id)}::bigint[], ${orders.map(o => o.stood)}::text[]) as o(place, id, stood)
    join placed p on p.place = o.place`)
}

export interface Division { id: number; kind: 'merge' | 'split'; at: Date }
/** The last merge or split that an order stands in and that was not undone. */
export const lastDivision = async (tx: Db, order: number): Promise<Division | undefined> => (await tx.rows<Division>(sql`
  select d.id, d.kind, d.at from division d join division_order m on m.division_id = d.id
  where m.order_id = ${order} and d.undone_at is null order by d.id desc limit 1 for update of d`))[0]

export const divisionOrders = (tx: Db, division: number): Promise<DivisionOrder[]> => tx.rows(sql`
  select order_id as id, stood from division_order where division_id = ${division} order by order_id`)

/** What happened since that an undo would lose: a correction of what came of it, a change the channel told. */
export const changedSince = (tx: Db, at: Date, news: readonly number[], olds: readonly number[]): Promise<{ id: number; by: 'correction' | 'channel' }[]> => tx.rows(sql`
  select distinct subject_id as id, 'correction' as by from event where subject = 'order' and subject_id = any(${news}::bigint[]) and kind = 'order.correct'
  union all
  select o.id, 'channel' from orders o join platform_order p on p.id = o.source_id where o.id = any(${olds}::bigint[]) and p.changed_at > ${at} order by 1, 2`)

export const markUndone = (tx: Db, division: number, at: Date) => tx.rows(sql`update division set undone_at = ${at} where id = ${division}`)

/** Orders to one address that wait before picking and may be sent together, the longest waiting first. */
export const mergeHints = (db: Db, scope: Scope, stages: readonly string[], waits: readonly string[], limit: number): Promise<{ orders: { id: number; number: string }[]; receiver: string }[]> => db.rows(sql`
  select json_agg(json_build_object('id', o.id, 'number', o.number) order by o.id) as orders, min(r.mask) as receiver
  from orders o join receiver r on r.order_id = o.id
  where o.stage = any(${stages}::text[]) and o.blocks <@ ${waits}::text[] and (r.sealed is not null or r.token is not null) and ${withinScope(scope, 'o')}
  group by o.shop_id, r.address_key, o.currency having count(*) > 1 and count(distinct o.customer_id) <= 1
  order by min(o.placed_at), min(o.id) limit ${whole(limit)}`)
