import type { Db } from '#kit/db.ts'
import { sql, whole, type Sql } from '#kit/sql.ts'
import type { StoredRule } from './expression.ts'
import type { ReviewedLine, ReviewedOrder } from './rules.ts'

/** What review knows of an order `o` of shop `s` with receiver `r`; of a crowded address the newest fifty orders are looked at. */
export const reviewed = (hours: number): Sql => sql`o.id, o.class, o.priority, o.total_fen as "totalFen", o.paid_fen as "paidFen", o.refunded_fen as "refundedFen", o.discount_fen as "discountFen",
    o.freight_fen as "freightFen", o.pieces, o.first_order as first, o.paid_at is not null as paid, r.province, r.city,
    (r.sealed is not null or r.token is not null) as "hasReceiver", o.buyer_remark as remark, s.code as shop,
    (select count(*) from (select order_id from receiver where address_key = r.address_key order by order_id desc limit 50) a join orders n on n.id = a.order_id
      where n.id <> o.id and n.placed_at <= o.placed_at and n.placed_at > o.placed_at - make_interval(hours => ${hours}::int)) as "sameAddress",
    ${twin(hours)} as twin`

/** A salesman or a store brought it; an invoice title alone may come from a platform. */
const byHand = sql`(e.salesman <> '' or e.store <> '')`
/**
 * Another order of the shop with the same phone and amount, placed within the same hours, when one of both was written down by hand and
 * the other was not. A company that writes nothing by hand is not asked.
 */
const twin = (hours: number): Sql => sql`case when (select true from offline_entry limit 1) then (
      select n.number from (select order_id from receiver where phone_key = r.phone_key order by order_id desc limit 20) a join orders n on n.id = a.order_id
      where n.id <> o.id and n.shop_id = o.shop_id and n.source_id <> o.source_id and n.total_fen = o.total_fen and n.stage not in ('cancelled', 'merged', 'split', 'undone')
        and n.placed_at between o.placed_at - make_interval(hours => ${hours}::int) and o.placed_at + make_interval(hours => ${hours}::int)
        and exists (select 1 from offline_entry e where e.source_id = n.source_id and ${byHand}) <> exists (select 1 from offline_entry e where e.source_id = o.source_id and ${byHand})
      order by n.id limit 1) end`

/** The next received orders for automatic review; refund-asked and other blocks do not keep an order from being judged. */
export const claimReceived = (tx: Db, limit: number, hours: number): Promise<ReviewedOrder[]> => tx.rows(sql`
  with next as (select id from orders where stage = 'received' order by priority desc, id limit ${whole(limit)} for update skip locked)
  select ${reviewed(hours)}
  from orders o join next n on n.id = o.id join receiver r on r.order_id = o.id join shop s on s.id = o.shop_id order by o.id`)

/** Orders as review sees them, wherever they stand. */
export const ordersToReview = (tx: Db, ids: readonly number[], hours: number): Promise<ReviewedOrder[]> => tx.rows(sql`
  select ${reviewed(hours)}
  from orders o join receiver r on r.order_id = o.id join shop s on s.id = o.shop_id where o.id = any(${ids}::bigint[]) order by o.id`)

export const reviewLines = (tx: Db, ids: readonly number[]): Promise<(ReviewedLine & { orderId: number })[]> => tx.rows(sql`
  select l.order_id as "orderId", l.line, l.code, l.sku_id is not null as known, coalesce(k.on_sale, false) as "onSale", coalesce(k.custom, false) as custom,
    coalesce(k.cold, false) as cold, l.quantity, l.unit_fen as "unitFen", l.discount_fen as "discountFen", l.total_fen as "totalFen",
    coalesce(k.price_fen, 0) as "listFen", l.refund_asked as "refundAsked"
  from order_line l left join sku k on k.id = l.sku_id where l.order_id = any(${ids}::bigint[]) order by l.order_id, l.line`)

export const liveRules = (db: Db): Promise<StoredRule[]> => db.rows(sql`select name, condition, outcome, clause from review_rule where live order by rank, id`)

/** A rule a new company starts with; one of its name, changed by a manager or not, is left as it is. */
export const seedRule = (tx: Db, rule: StoredRule & { rank: number; live: boolean; form: unknown }, at: Date) => tx.rows(sql`
  insert into review_rule (name, condition, outcome, clause, rank, live, form, changed_at)
  values (${rule.name}, ${rule.condition}, ${JSON.stringify(rule.outcome)}, ${rule.clause}, ${rule.rank}, ${rule.live}, ${JSON.stringify(rule.form)}::jsonb, ${at}) on conflict (name) do nothing`)
