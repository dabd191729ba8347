import type { Db } from '#kit/db.ts'
import { withinScope, type Scope } from '#kit/scope.ts'
import { sql, whole } from '#kit/sql.ts'
import { waitingReasons } from './rules.ts'

export interface Candidate { id: number; province: string; blocks: string[] }

/** The next orders that want a warehouse, locked; what another worker holds is passed over. */
export const claim = (tx: Db, scope: Scope, limit: number): Promise<Candidate[]> => tx.rows(sql`
  select o.id, r.province, o.blocks from orders o join receiver r on r.order_id = o.id
  where o.stage = 'ready' and o.warehouse_id is null and o.blocks = '{}' and ${withinScope(scope, 'o')}
  order by o.priority desc, o.id limit ${whole(limit)} for update of o skip locked`)

export const claimThese = (tx: Db, scope: Scope, ids: readonly number[]): Promise<Candidate[]> => tx.rows(sql`
  select o.id, r.province, o.blocks from orders o join receiver r on r.order_id = o.id
  where o.id = any(${ids}::bigint[]) and o.stage = 'ready' and o.warehouse_id is null and o.blocks = '{}' and ${withinScope(scope, 'o')}
  order by o.priority desc, o.id for update of o skip locked`)

/** Orders that wait for goods and want one of these SKUs, alone or in a bundle; the most urgent and oldest first. */
export const claimWaiting = (tx: Db, scope: Scope, skuIds: readonly number[], limit: number): Promise<Candidate[]> => tx.rows(sql`
  select o.id, r.province, o.blocks from orders o join receiver r on r.order_id = o.id
  where o.stage = 'ready' and o.warehouse_id is null and ${withinScope(scope, 'o')}
    and o.id in (select b.order_id from order_block b where b.reason = any(${waitingReasons}::text[]) and b.released_at is null)
    and exists (select 1 from order_line l where l.order_id = o.id and l.sku_id in (
      select unnest(${skuIds}::bigint[]) union all select bundle_id from bundle_part where sku_id = any(${skuIds}::bigint[])))
  order by o.priority desc, o.id limit ${whole(limit)} for update of o skip locked`)

export interface NeedRow { orderId: number; line: number; skuId: number | null; code: string; quantity: number }
/** What orders need, bundles taken apart. */
export const needsOf = (tx: Db, ids: readonly number[]): Promise<NeedRow[]> => tx.rows(sql`
  select l.order_id as "orderId", l.line, coalesce(b.sku_id, l.sku_id) as "skuId", l.code, l.quantity * coalesce(b.quantity, 1) as quantity
  from order_line l left join bundle_part b on b.bundle_id = l.sku_id
  where l.order_id = any(${ids}::bigint[]) order by l.order_id, l.line, 3`)

export const warehouses = (tx: Db): Promise<{ id: number; province: string; rank: number }[]> => tx.rows(sql`
  select id, province, rank from warehouse order by rank, id`)

/** What open transfers will take away: it is not there for others. */
export const promisedToTransfers = (tx: Db, skuIds: readonly number[]): Promise<{ skuId: number; warehouseId: number; quantity: number }[]> => tx.rows(sql`
  select sku_id as "skuId", from_warehouse as "warehouseId", sum(quantity)::bigint as quantity
  from transfer_suggestion where sku_id = any(${skuIds}::bigint[]) and done_at is null group by 1, 2`)

export interface Suggestion { id: number; orderId: number; skuId: number; fromWarehouse: number; toWarehouse: number; quantity: number }
export const insertSuggestions = (tx: Db, at: Date, rows: readonly Omit<Suggestion, 'id'>[]) => tx.rows(sql`
  insert into transfer_suggestion (sku_id, from_warehouse, to_warehouse, quantity, order_id, at)
  select s.sku, s."from", s."to", s.quantity, s.order_id, ${at}::timestamptz
  from unnest(${rows.map(r => r.skuId)}::bigint[], ${rows.map(r => r.fromWarehouse)}::bigint[], ${rows.map(r => r.toWarehouse)}::bigint[],
    ${rows.map(r => r.quantity)}::int[], ${rows.map(r => r.orderId)}::bigint[]) as s(sku, "from", "to", quantity, order_id)`)

/** Orders with open transfers, the oldest transfer first; `waits` is false for those that no longer want the goods. */
export const claimTransferring = (tx: Db, scope: Scope, limit: number): Promise<{ id: number; waits: boolean }[]> => tx.rows(sql`
  select o.id, o.stage = 'ready' and o.warehouse_id is null as waits from orders o
  where o.id in (select s.order_id from transfer_suggestion s where s.done_at is null group by s.order_id order by min(s.id) limit ${whole(limit)}) and ${withinScope(scope, 'o')}
  order by o.id for update of o skip locked`)

export const openSuggestions = (tx: Db, orderIds: readonly number[]): Promise<Suggestion[]> => tx.rows(sql`
  select id, order_id as "orderId", sku_id as "skuId", from_warehouse as "fromWarehouse", to_warehouse as "toWarehouse", quantity
  from transfer_suggestion where order_id = any(${orderIds}::bigint[]) and done_at is null order by id for update`)

export const finishSuggestions = (tx: Db, at: Date, ids: readonly number[]) => tx.rows(sql`
  update transfer_suggestion set done_at = ${at} where id = any(${ids}::bigint[])`)

export const dropSuggestions = (tx: Db, orderIds: readonly number[]) => tx.rows(sql`
  delete from transfer_suggestion where order_id = any(${orderIds}::bigint[]) and done_at is null`)
