import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'

const json = (rows: unknown) => JSON.stringify(rows, (_, v: unknown) => (typeof v === 'bigint' ? v.toString() : v))

export const findShop = async (db: Db, code: string): Promise<{ id: number; code: string } | undefined> =>
  (await db.rows<{ id: number; code: string }>(sql`select id, code from shop where code = ${code}`))[0]

export const ensureShop = async (db: Db, code: string, name: string, at: Date): Promise<void> => {
  await db.rows(sql`insert into shop (code, name, created_at) values (${code}, ${name}, ${at}) on conflict do nothing`)
}

export const keepPayload = async (tx: Db, shopId: number, at: Date, sealed: Buffer): Promise<number> =>
  (await tx.rows<{ id: number }>(sql`insert into payload (shop_id, at, sealed) values (${shopId}, ${at}, ${sealed}) returning id`))[0]!.id

/** Claims numbers for this shop; only those that are new come back, so that one order from its source is one order here (IN-1). */
export const claimNumbers = (tx: Db, shopId: number, payloadId: number, at: Date, orders: readonly { number: string; content: bigint; index: number }[]): Promise<{ id: number; number: string }[]> => tx.rows(sql`
  insert into platform_order (shop_id, number, content, payload_id, payload_index, first_at)
  select ${shopId}::bigint, n.number, n.content, ${payloadId}::bigint, n.index, ${at}::timestamptz
  from json_to_recordset(${json(orders)}::json) as n(number text, content bigint, index int) order by n.number
  on conflict (shop_id, number) do nothing returning id, number`)

/** Known numbers whose content differs now. */
export const changedNumbers = (tx: Db, shopId: number, payloadId: number, at: Date, orders: readonly { number: string; content: bigint; index: number }[]): Promise<{ id: number; number: string }[]> => tx.rows(sql`
  update platform_order p set content = n.content, payload_id = ${payloadId}, payload_index = n.index, changed_at = ${at}
  from json_to_recordset(${json(orders)}::json) as n(number text, content bigint, index int)
  where p.shop_id = ${shopId} and p.number = n.number and p.content <> n.content returning p.id, p.number`)

export const orderOfSources = (tx: Db, sources: readonly number[]): Promise<{ id: number; sourceId: number; stage: string; refundedFen: number }[]> => tx.rows(sql`
  select id, source_id as "sourceId", stage, refunded_fen as "refundedFen" from orders
  where number = any(select number from platform_order where id = any(${sources}::bigint[])) and source_id = any(${sources}::bigint[]) and into_id is null`)

export const upsertCustomers = (tx: Db, shopId: number, at: Date, keys: readonly bigint[]): Promise<{ id: number; key: string; fresh: boolean }[]> => tx.rows(sql`
  with new as (
    insert into customer (shop_id, account_key, first_seen)
    select ${shopId}::bigint, k, ${at}::timestamptz from unnest(${keys.map(String)}::bigint[]) k order by k
    on conflict (shop_id, account_key) do nothing returning id, account_key::text as key)
  select id, key, true as fresh from new
  union all select id, account_key::text, false from customer where shop_id = ${shopId} and account_key = any(${keys.map(String)}::bigint[])`)

export const skuIds = (tx: Db, codes: readonly string[]): Promise<{ id: number; code: string }[]> => tx.rows(sql`select id, code from sku where code = any(${codes}::text[])`)

export interface NewOrder {
  number: string; source: number; customer: number | null; first: boolean; stage: string; class: string; priority: number; placedAt: string; paidAt: string | null
  totalFen: number; discountFen: number; freightFen: number; paidFen: number; refundedFen: number; currency: string; shape: string; pieces: number
  buyerRemark: string; sellerRemark: string; delivery: string; closing: string | null
}
export const insertOrders = (tx: Db, shopId: number, at: Date, orders: readonly NewOrder[]): Promise<{ id: number; source: number }[]> => tx.rows(sql`
  insert into orders (shop_id, number, source_id, customer_id, first_order, stage, class, priority, placed_at, paid_at, received_at, stage_at, total_fen,
    discount_fen, freight_fen, paid_fen, refunded_fen, currency, shape, pieces, buyer_remark, seller_remark, delivery, closing)
  select ${shopId}::bigint, n.number, n.source, n.customer, n.first, n.stage, n.class, n.priority, n."placedAt", n."paidAt", ${at}::timestamptz, ${at}::timestamptz, n."totalFen",
    n."discountFen", n."freightFen", n."paidFen", n."refundedFen", n.currency, n.shape, n.pieces, n."buyerRemark", n."sellerRemark", n.delivery, n.closing
  from json_to_recordset(${json(orders)}::json) as n(number text, source bigint, customer bigint, first boolean, stage text, class text, priority int, "placedAt" timestamptz,
    "paidAt" timestamptz, "totalFen" bigint, "discountFen" bigint, "freightFen" bigint, "paidFen" bigint, "refundedFen" bigint, currency text, shape text,
    pieces int, "buyerRemark" text, "sellerRemark" text, delivery text, closing text)
  order by n.source returning id, source_id as source`)

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
