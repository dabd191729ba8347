import type { Db } from '#kit/db.ts'
import { pairs } from '#kit/mover.ts'
import { withinScope, type Scope } from '#kit/scope.ts'
import { sql, whole } from '#kit/sql.ts'
import type { ListedOrder } from './list.store.ts'
import type { BlockReason } from './rules.ts'
import type { Stage } from './states.ts'

export interface LockedOrder {
  id: number; state: Stage; blocks: string[]; warehouseId: number | null; shopId: number; class: string; priority: number
  placedAt: Date; totalFen: number; paidFen: number; refundedFen: number; version: number; shape: string; pieces: number
}

/** Locks orders in id order; those outside the scope are not there. */
export const lockOrders = (tx: Db, ids: readonly number[], scope: Scope): Promise<LockedOrder[]> => tx.rows(sql`
  select o.id, o.stage as state, o.blocks, o.warehouse_id as "warehouseId", o.shop_id as "shopId", o.class, o.priority, o.placed_at as "placedAt",
    o.total_fen as "totalFen", o.paid_fen as "paidFen", o.refunded_fen as "refundedFen", o.version, o.shape, o.pieces
  from orders o where o.id = any(${ids}::bigint[]) and ${withinScope(scope, 'o')} order by o.id for update of o`)

/** Whose orders these are; for events of orders that are locked already. */
export const belongings = (tx: Db, ids: readonly number[]): Promise<{ id: number; shopId: number; warehouseId: number | null }[]> => tx.rows(sql`
  select id, shop_id as "shopId", warehouse_id as "warehouseId" from orders where id = any(${ids}::bigint[]) order by id`)

export const writeStages = (tx: Db, rows: readonly { id: number; state: Stage }[], at: Date) => tx.rows(sql`
  update orders o set stage = g.stage, stage_at = ${at}, version = o.version + 1
  from ${pairs(rows)} as g(id, stage) where o.id = g.id`)

/** The next orders of a stage for a worker; another worker's are passed over, which is right for work, never for balances. */
export const claimStage = (tx: Db, stage: Stage, limit: number): Promise<{ id: number }[]> => tx.rows(sql`
  select id from orders where stage = ${stage} order by priority desc, id limit ${whole(limit)} for update skip locked`)

/** Both in one: every index of an order is written again with each change of its row. */
export const writeStagesAndWarehouses = (tx: Db, rows: readonly { id: number; state: Stage }[], warehouses: ReadonlyMap<number, number>, at: Date) => tx.rows(sql`
  update orders o set stage = g.stage, stage_at = ${at}, warehouse_id = g.warehouse, version = o.version + 1
  from unnest(${rows.map(r => r.id)}::bigint[], ${rows.map(r => r.state)}::text[], ${rows.map(r => warehouses.get(r.id) ?? null)}::bigint[]) as g(id, stage, warehouse) where o.id = g.id`)

export const insertBlocks = (tx: Db, at: Date, blocks: readonly { id: number; reason: BlockReason; owner: string; note: string; clause: string | null; until: Date | null }[]): Promise<{ id: number; reason: string }[]> => tx.rows(sql`
  insert into order_block (order_id, reason, owner, note, clause, since, until)
  select b.id, b.reason, b.owner, b.note, b.clause, ${at}::timestamptz, b.until
  from json_to_recordset(${JSON.stringify(blocks)}::json) as b(id bigint, reason text, owner text, note text, clause text, until timestamptz)
  order by b.id on conflict do nothing returning order_id as id, reason`)

export const releaseBlocks = (tx: Db, at: Date, ids: readonly number[], reason: string): Promise<{ id: number }[]> => tx.rows(sql`
  update order_block set released_at = ${at} where order_id = any(${ids}::bigint[]) and reason = ${reason} and released_at is null returning order_id as id`)

export const addToBlocks = (tx: Db, pairsOf: readonly { id: number; reason: string }[]) => tx.rows(sql`
  update orders o set blocks = b.blocks from (
    select o2.id, array(select distinct u from unnest(o2.blocks || g.reasons) u order by u) as blocks
    from orders o2 join (select id, array_agg(reason) as reasons from unnest(${pairsOf.map(p => p.id)}::bigint[], ${pairsOf.map(p => p.reason)}::text[]) as p(id, reason) group by id) g on g.id = o2.id
  ) b where o.id = b.id`)

export const removeFromBlocks = (tx: Db, ids: readonly number[], reason: string) => tx.rows(sql`
  update orders set blocks = array_remove(blocks, ${reason}) where id = any(${ids}::bigint[])`)

/** Blocks whose time is over, to be released by themselves. */
export const expiredBlocks = (tx: Db, now: Date, limit: number): Promise<{ id: number; reason: string }[]> => tx.rows(sql`
  select order_id as id, reason from order_block where released_at is null and until <= ${now} order by until limit ${whole(limit)}`)

export interface OrderRow extends ListedOrder {
  warehouseId: number | null; sourceId: number; intoId: number | null; paidAt: Date | null; receivedAt: Date; discountFen: number; freightFen: number
  refundedFen: number; currency: string; buyerRemark: string; sellerRemark: string; delivery: string; closing: string | null; version: number
  city: string; district: string; token: string | null
}
export const findOrder = async (db: Db, scope: Scope, id: number): Promise<OrderRow | undefined> => (await db.rows<OrderRow>(sql`
  select o.id, o.number, s.code as shop, o.stage, o.blocks, o.class, o.priority, o.placed_at as "placedAt", o.stage_at as "stageAt", o.tags,
    o.total_fen as "totalFen", o.paid_fen as "paidFen", o.pieces, w.name as warehouse, r.mask as receiver, r.province,
    o.warehouse_id as "warehouseId", o.source_id as "sourceId", o.into_id as "intoId", o.paid_at as "paidAt", o.received_at as "receivedAt",
    o.discount_fen as "discountFen", o.freight_fen as "freightFen", o.refunded_fen as "refundedFen", o.currency,
    o.buyer_remark as "buyerRemark", o.seller_remark as "sellerRemark", o.delivery, o.closing, o.version, r.city, r.district, r.token
  from orders o join shop s on s.id = o.shop_id join receiver r on r.order_id = o.id left join warehouse w on w.id = o.warehouse_id
  where o.id = ${id} and ${withinScope(scope, 'o')}`))[0]

export interface LineRow { orderId: number; line: number; skuId: number | null; code: string; title: string; spec: string; quantity: number; unitFen: number; discountFen: number; totalFen: number; refundAsked: boolean }
export const linesOf = (db: Db, ids: readonly number[]): Promise<LineRow[]> => db.rows(sql`
  select order_id as "orderId", line, sku_id as "skuId", code, title, spec, quantity, unit_fen as "unitFen", discount_fen as "discountFen",
    total_fen as "totalFen", refund_asked as "refundAsked"
  from order_line where order_id = any(${ids}::bigint[]) order by order_id, line`)

export const openBlocks = (db: Db, id: number): Promise<{ reason: string; owner: string; note: string; clause: string | null; since: Date; until: Date | null }[]> => db.rows(sql`
  select reason, owner, note, clause, since, until from order_block where order_id = ${id} and released_at is null order by since, reason`)

export const clocksOf = (db: Db, id: number): Promise<{ clause: string; state: string; startedAt: Date; dueAt: Date; stoppedAt: Date | null; breachedAt: Date | null }[]> => db.rows(sql`
  select clause, state, started_at as "startedAt", due_at as "dueAt", stopped_at as "stoppedAt", breached_at as "breachedAt"
  from clock where subject = 'order' and subject_id = ${id} order by due_at, clause`)

export const eventsOf = (db: Db, id: number): Promise<{ number: number; at: Date; actor: string; kind: string; before: string | null; after: string | null; clause: string | null; facts: Record<string, unknown>; cause: string | null }[]> => db.rows(sql`
  select number, at, actor, kind, before, after, clause, facts, cause from event
  where subject = 'order' and subject_id = ${id} order by number limit 1000`)

export const sealedReceiver = async (db: Db, id: number): Promise<{ sealed: Buffer | null; erased: boolean }> =>
  (await db.rows<{ sealed: Buffer | null; erased: boolean }>(sql`
    select sealed, exists (select from erasure where subject = 'order' and subject_id = ${id}) as erased from receiver where order_id = ${id}`))[0] ?? { sealed: null, erased: false }

export const orderNumbers = (db: Db, ids: readonly number[]): Promise<{ id: number; label: string }[]> => db.rows(sql`
  select id, number as label from orders where id = any(${ids}::bigint[]) order by id`)
