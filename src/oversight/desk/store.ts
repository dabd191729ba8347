import type { Db } from '#kit/db.ts'
import { withinScope, type Scope } from '#kit/scope.ts'
import { sql, whole, type Sql } from '#kit/sql.ts'
import { ended } from '#journey/order/stages.ts'
import type { Stage } from '#journey/order/states.ts'
import type { FlowRow } from './rules.ts'

/** Who may see everything is spared the way over the orders. */
const orderWithin = (scope: Scope, order: Sql): Sql => (scope.shops || scope.warehouses ? sql`join orders o on o.id = ${order} and ${withinScope(scope, 'o')}` : sql``)

export interface Standing { stage: Stage; count: number; blocked: number; oldestAt: Date | null }
/** What stands in each of these stages, counted no further than `most`; the oldest is looked for among those nothing blocks. */
export const standing = (db: Db, scope: Scope, stages: readonly Stage[], most: number): Promise<Standing[]> => db.rows(sql`
  select s.stage, c.count, c.blocked, f."oldestAt" from unnest(${stages}::text[]) with ordinality as s(stage, place)
  cross join lateral (select count(*) as count, count(*) filter (where x.blocks <> '{}') as blocked from (
    select o.blocks from orders o where o.stage = s.stage and o.stage not in ${ended} and ${withinScope(scope, 'o')}
    order by o.stage_at limit ${whole(most)}) x) c
  left join lateral (select o.stage_at as "oldestAt" from orders o
    where o.stage = s.stage and o.stage not in ${ended} and o.blocks = '{}' and ${withinScope(scope, 'o')}
    order by o.stage_at limit 1) f on true order by s.place`)

/** Open blocks by reason, with the oldest. */
export const openBlocks = (db: Db, scope: Scope, reasons: readonly string[], most: number): Promise<{ reason: string; count: number; oldestAt: Date | null }[]> => db.rows(sql`
  select s.reason, c.count, c."oldestAt" from unnest(${reasons}::text[]) with ordinality as s(reason, place)
  cross join lateral (select count(*) as count, min(x.since) as "oldestAt" from (
    select b.since from order_block b ${orderWithin(scope, sql`b.order_id`)}
    where b.reason = s.reason and b.released_at is null order by b.order_id limit ${whole(most)}) x) c order by s.place`)

/** The order whose clock it is: its own, or that of its parcel. */
const ofOrder = sql`left join parcel p on c.subject = 'parcel' and p.id = c.subject_id left join orders o on o.id = case c.subject when 'parcel' then p.order_id when 'order' then c.subject_id end`

export interface ClockItem { subject: string; id: number; order: number | null; number: string | null; dueAt: Date }
export interface AtRisk { clause: string; overdue: number; soon: number; items: ClockItem[] | null }
/** Running clocks of these clauses: how many are overdue and how many due within the clause's window, with the longest overdue and the next due of them. */
export const atRisk = (db: Db, scope: Scope, now: Date, clauses: readonly { id: string; soonBefore: Date }[], most: number): Promise<AtRisk[]> => db.rows(sql`
  select s.clause, v.count as overdue, n.count as soon, i.items
  from unnest(${clauses.map(c => c.id)}::text[], ${clauses.map(c => c.soonBefore)}::timestamptz[]) with ordinality as s(clause, until, place)
  cross join lateral (select count(*) as count from (select 1 from clock c
    where c.clause = s.clause and c.state = 'running' and c.due_at < ${now} and ${withinScope(scope, 'c')} limit ${whole(most)}) x) v
  cross join lateral (select count(*) as count from (select 1 from clock c
    where c.clause = s.clause and c.state = 'running' and c.due_at >= ${now} and c.due_at < s.until and ${withinScope(scope, 'c')} limit ${whole(most)}) x) n
  left join lateral (select json_agg(json_build_object('subject', c.subject, 'id', c.subject_id, 'order', o.id, 'number', o.number, 'dueAt', c.due_at) order by c.due_at, c.id) as items from (
    (select c.id, c.subject, c.subject_id, c.due_at from clock c
      where c.clause = s.clause and c.state = 'running' and c.due_at < ${now} and ${withinScope(scope, 'c')} order by c.due_at limit 4)
    union all
    (select c.id, c.subject, c.subject_id, c.due_at from clock c
      where c.clause = s.clause and c.state = 'running' and c.due_at >= ${now} and c.due_at < s.until and ${withinScope(scope, 'c')} order by c.due_at limit 4)) c ${ofOrder}) i on true
  order by s.place`)

export interface Wrong { kind: 'breach' | 'discrepancy' | 'upload' | 'intake'; key: string; count: number; latestAt: Date | null; orders: { id: number; number: string }[] | null }
/** What went wrong since the company's day began; each kind is counted no further than `most`. */
export const wrongToday = (db: Db, scope: Scope, since: Date, toldBefore: Date, clauses: readonly string[], most: number): Promise<Wrong[]> => db.rows(sql`
  with breach as materialized (select c.id, c.clause, c.subject, c.subject_id, c.breached_at from clock c
    where c.breached_at >= ${since} and c.clause = any(${clauses}::text[]) and ${withinScope(scope, 'c')} order by c.breached_at desc limit ${whole(most)}),
  first as (select c.clause, json_agg(json_build_object('id', o.id, 'number', o.number) order by c.place) as orders from (
    select b.*, row_number() over (partition by b.clause order by b.breached_at desc, b.id) as place from breach b) c ${ofOrder} where c.place <= 3 and o.id is not null group by c.clause),
  odd as materialized (select b.order_id, b.since from order_block b ${orderWithin(scope, sql`b.order_id`)}
    where b.reason = 'discrepancy' and b.since >= ${since} order by b.since desc limit ${whole(most)}),
  untold as materialized (select p.order_id, p.handed_at from parcel p ${orderWithin(scope, sql`p.order_id`)}
    where p.handed_at is not null and p.uploaded_at is null and p.handed_at < ${toldBefore} order by p.handed_at limit ${whole(most)}),
  gone as (select r.id, r.started_at, r.refused from intake_run r where r.started_at >= ${since} and r.refused > 0 and (${scope.shops}::bigint[] is null or r.shop_id = any(${scope.shops}::bigint[])) order by r.id desc limit ${whole(most)})
  select 'breach' as kind, b.clause as key, count(*) as count, max(b.breached_at) as "latestAt", (select f.orders from first f where f.clause = b.clause) as orders from breach b group by b.clause
  union all select 'discrepancy', '', count(*), max(since), (select json_agg(json_build_object('id', o.id, 'number', o.number)) from (select order_id from odd limit 3) x join orders o on o.id = x.order_id) from odd
  union all select 'upload', '', count(*), min(handed_at), (select json_agg(json_build_object('id', o.id, 'number', o.number)) from (select order_id from untold limit 3) x join orders o on o.id = x.order_id) from untold
  union all select 'intake', '', coalesce(sum(refused), 0)::bigint, max(started_at), null from gone`)

/** What somebody did, by kind; the births of orders that machines bring in do not count (migration 0070). */
export const doneBy = (db: Db, actor: number, since: Date, most: number): Promise<{ kind: string; count: number; lastAt: Date }[]> => db.rows(sql`
  select kind, count(*) as count, max(at) as "lastAt" from (
    select kind, at from event where actor_id = ${actor} and actor_id > 0 and kind not in ('order.receive', 'order.place', 'order.close') and at >= ${since} order by at desc limit ${whole(most)}) e
  group by kind order by count(*) desc, kind limit 40`)

// ── the flow ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export const homesOf = (tx: Db, orders: readonly number[]): Promise<{ id: number; shopId: number; warehouseId: number | null }[]> => tx.rows(sql`
  select id, shop_id as "shopId", warehouse_id as "warehouseId" from orders where id = any(${orders}::bigint[])`)

export const addFlow = (tx: Db, rows: readonly FlowRow[]) => tx.rows(sql`
  insert into flow as f (hour, stage, shop_id, warehouse_id, entered, gone)
  select n.hour, n.stage, n.shop, n.warehouse, n.entered, n.gone from json_to_recordset(${JSON.stringify(rows)}::json) as n(hour timestamptz, stage text, shop bigint, warehouse bigint, entered int, gone int)
  order by n.hour, n.stage, n.shop, n.warehouse
  on conflict (hour, stage, shop_id, warehouse_id) do update set entered = f.entered + excluded.entered, gone = f.gone + excluded.gone`)

/** What cost nothing was given, not sold. */
export const addSold = (tx: Db, received: readonly { order: number; day: string }[]) => tx.rows(sql`
  with new as (
    select n.day, o.shop_id, l.sku_id, sum(l.quantity)::int as pieces, count(distinct o.id)::int as orders
    from json_to_recordset(${JSON.stringify(received)}::json) as n("order" bigint, day date) join orders o on o.id = n."order" join order_line l on l.order_id = o.id
    where l.sku_id is not null and l.total_fen > 0 group by n.day, o.shop_id, l.sku_id)
  insert into sold as s (day, shop_id, sku_id, pieces, orders)
  select day, shop_id, sku_id, pieces, orders from new order by day, shop_id, sku_id
  on conflict (day, shop_id, sku_id) do update set pieces = s.pieces + excluded.pieces, orders = s.orders + excluded.orders`)

const flowWithin = (scope: Scope): Sql => sql`(${scope.shops}::bigint[] is null or f.shop_id = any(${scope.shops}::bigint[]))
  and (${scope.warehouses}::bigint[] is null or f.warehouse_id = 0 or f.warehouse_id = any(${scope.warehouses}::bigint[]))`

export interface HourRow { at: Date; stage: Stage; entered: number; gone: number }
export const flowSince = (db: Db, scope: Scope, since: Date): Promise<HourRow[]> => db.rows(sql`
  select f.hour as at, f.stage, sum(f.entered)::int as entered, sum(f.gone)::int as gone from flow f
  where f.hour >= ${since} and ${flowWithin(scope)} group by f.hour, f.stage order by f.hour, f.stage limit 2000`)

export const bestSellers = (db: Db, scope: Scope, day: string, limit: number): Promise<{ code: string; title: string; pieces: number; orders: number }[]> => db.rows(sql`
  select k.code, k.title, b.pieces, b.orders from (
    select sku_id, sum(pieces)::int as pieces, sum(orders)::int as orders from sold
    where day = ${day}::date and (${scope.shops}::bigint[] is null or shop_id = any(${scope.shops}::bigint[])) group by sku_id order by sum(pieces) desc, sku_id limit ${whole(limit)}) b
  join sku k on k.id = b.sku_id order by b.pieces desc, k.code`)

/** Clocks that ended since then, and those that run though they are due, by clause. */
export const kept = (db: Db, scope: Scope, now: Date, since: Date, clauses: readonly string[], most: number): Promise<{ clause: string; met: number; missed: number; overdue: number }[]> => db.rows(sql`
  select s.clause, e.met, e.missed, v.overdue from unnest(${clauses}::text[]) with ordinality as s(clause, place)
  cross join lateral (select count(*) filter (where x.state = 'met') as met, count(*) filter (where x.state = 'missed') as missed from (
    select c.state from clock c where c.clause = s.clause and c.state in ('met', 'missed') and c.stopped_at >= ${since} and ${withinScope(scope, 'c')} limit ${whole(most)}) x) e
  cross join lateral (select count(*) as overdue from (
    select 1 from clock c where c.clause = s.clause and c.state = 'running' and c.due_at < ${now} and ${withinScope(scope, 'c')} limit ${whole(most)}) x) v
  order by s.place`)
