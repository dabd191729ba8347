import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'

/** How orders, their lines and receivers come into being, as sets. */
const json = (rows: unknown) => JSON.stringify(rows, (_, v: unknown) => (typeof v === 'bigint' ? v.toString() : v))

export interface NewOrder {
  shop: number; number: string; source: number; customer: number | null; first: boolean; stage: string; class: string; priority: number; placedAt: string; paidAt: string | null
  totalFen: number; discountFen: number; freightFen: number; paidFen: number; refundedFen: number; currency: string; shape: string; pieces: number
  buyerRemark: string; sellerRemark: string; delivery: string; closing: string | null
}
export const insertOrders = (tx: Db, at: Date, orders: readonly NewOrder[]): Promise<{ id: number; source: number; number: string }[]> => tx.rows(sql`
  insert into orders (shop_id, number, source_id, customer_id, first_order, stage, class, priority, placed_at, paid_at, received_at, stage_at, total_fen,
    discount_fen, freight_fen, paid_fen, refunded_fen, currency, shape, pieces, buyer_remark, seller_remark, delivery, closing)
  select n.shop, n.number, n.source, n.customer, n.first, n.stage, n.class, n.priority, n."placedAt", n."paidAt", ${at}::timestamptz, ${at}::timestamptz, n."totalFen",
    n."discountFen", n."freightFen", n."paidFen", n."refundedFen", n.currency, n.shape, n.pieces, n."buyerRemark", n."sellerRemark", n.delivery, n.closing
  from json_to_recordset(${json(orders)}::json) as n(shop bigint, number text, source bigint, customer bigint, first boolean, stage text, class text, priority int, "placedAt" timestamptz,
    "paidAt" timestamptz, "totalFen" bigint, "discountFen" bigint, "freightFen" bigint, "paidFen" bigint, "refundedFen" bigint, currency text, shape text,
    pieces int, "buyerRemark" text, "sellerRemark" text, delivery text, closing text)
  order by n.source, length(n.number), n.number returning id, source_id as source, number`)

export interface NewLine { order: number; line: number; sku: number | null; code: string; title: string; spec: string; quantity: number; unitFen: number; discountFen: number; totalFen: number; platformLine: string | null; refundAsked: boolean }
export const insertLines = (tx: Db, lines: readonly NewLine[]) => tx.rows(sql`
  insert into order_line (order_id, line, sku_id, code, title, spec, quantity, unit_fen, discount_fen, total_fen, platform_line, refund_asked)
  select "order", line, sku, code, title, spec, quantity, "unitFen", "discountFen", "totalFen", "platformLine", "refundAsked"
  from json_to_recordset(${json(lines)}::json) as n("order" bigint, line int, sku bigint, code text, title text, spec text, quantity int, "unitFen" bigint,
    "discountFen" bigint, "totalFen" bigint, "platformLine" text, "refundAsked" boolean)`)

export interface NewReceiver { order: number; province: string; city: string; district: string; sealed: string | null; token: string | null; mask: string; phone: bigint | null; tail: bigint | null; name: bigint | null; address: bigint }
export const insertReceivers = (tx: Db, receivers: readonly NewReceiver[]) => tx.rows(sql`
  insert into receiver (order_id, province, city, district, sealed, token, mask, phone_key, tail_key, name_key, address_key)
  select "order", province, city, district, sealed, token, mask, phone, tail, name, address
  from json_to_recordset(${json(receivers)}::json) as n("order" bigint, province text, city text, district text, sealed bytea, token text, mask text,
    phone bigint, tail bigint, name bigint, address bigint)`)

/** What the channel says now about an order already here: payment and refunds; the rest waits for a person. */
export const writePayment = (tx: Db, rows: readonly { id: number; paidAt: string | null; paidFen: number; refundedFen: number }[]) => tx.rows(sql`
  update orders o set paid_at = n."paidAt", paid_fen = n."paidFen", refunded_fen = n."refundedFen", version = o.version + 1
  from json_to_recordset(${json(rows)}::json) as n(id bigint, "paidAt" timestamptz, "paidFen" bigint, "refundedFen" bigint) where o.id = n.id`)

/** The living orders of platform orders: the order itself (`whole`), or what it was merged into or split over, however often. */
export const livingOrders = (tx: Db, sources: readonly number[]): Promise<{ id: number; sourceId: number; stage: string; refundedFen: number; whole: boolean }[]> => tx.rows(sql`
  with recursive chain (origin, id, source_id, into_id) as (
    select source_id, id, source_id, into_id from orders where source_id = any(${sources}::bigint[])
    union select c.origin, m.id, m.source_id, m.into_id from chain c join orders m on m.id = c.into_id)
  select distinct c.origin as "sourceId", o.id, o.stage, o.refunded_fen as "refundedFen", o.number = p.number as whole
  from chain c join platform_order p on p.id = c.origin join orders o on o.source_id = c.source_id where o.stage not in ('merged', 'split', 'undone')`)
