import type { Db } from '#kit/db.ts'
import { withinScope, type Scope } from '#kit/scope.ts'
import { joined, sql, whole, type Sql } from '#kit/sql.ts'
import type { OrderClass } from './rules.ts'
import { ended, onTheRoad, stagesAsText } from './stages.ts'
import type { Stage } from './states.ts'

export interface ListedOrder {
  id: number; number: string; shop: string; stage: Stage; blocks: string[]; class: string; priority: number; placedAt: Date; stageAt: Date; tags: string[]
  totalFen: number; paidFen: number; pieces: number; warehouse: string | null; receiver: string; province: string
}
export interface Filter {
  stage?: readonly Stage[] | undefined; block?: string | undefined; class?: readonly OrderClass[] | undefined; shop?: string | undefined; warehouse?: number | undefined; tag?: string | undefined
  /** Days of the company, both included, as moments. */
  from?: Date | undefined; before?: Date | undefined
  keys?: { text: string; id: number; phone: bigint; tail: bigint; name: bigint } | undefined
}

/** The orders that fit, as conditions on `o`. */
const fits = (scope: Scope, f: Filter): Sql => joined([
  withinScope(scope, 'o'),
  ...(f.stage ? [sql`o.stage in ${stagesAsText(f.stage)}`] : []),
  ...(f.block === 'any' ? [sql`o.blocks <> '{}'`] : f.block === 'none' ? [sql`o.blocks = '{}'`] : f.block ? [sql`o.id in (select order_id from order_block where reason = ${f.block} and released_at is null)`] : []),
  ...(f.class ? [sql`o.class = any(${f.class}::text[])`] : []),
  ...(f.tag ? [sql`o.tags @> array[${f.tag}::text] and o.tags <> '{}'`] : []),
  ...(f.shop ? [sql`o.shop_id = (select id from shop where code = ${f.shop})`] : []),
  ...(f.warehouse ? [sql`o.warehouse_id = ${f.warehouse}`] : []),
  ...(f.from ? [sql`o.placed_at >= ${f.from}`] : []),
  ...(f.before ? [sql`o.placed_at < ${f.before}`] : []),
  // Each part has its index; a number may be known by its beginning only; of a name or tail that many share the newest are looked through.
  ...(f.keys ? [sql`o.id = any(array(
    (select id from orders where number like ${`${f.keys.text.replace(/[\\%_]/g, '\\$&')}%`} and length(${f.keys.text}::text) >= 4 limit 5000) union
    select id from orders where number = ${f.keys.text} union
    select id from orders where id = ${f.keys.id} union
    select order_id from parcel where waybill = ${f.keys.text} union
    select order_id from parcel where code = ${f.keys.text} union
    select order_id from receiver where phone_key = ${f.keys.phone} union
    (select order_id from receiver where tail_key = ${f.keys.tail} order by order_id desc limit 5000) union
    (select order_id from receiver where name_key = ${f.keys.name} order by order_id desc limit 5000)))`] : []),
], ' and ')

export type Sort = 'newest' | 'oldest' | 'priority' | 'amount'
export interface Cursor { value: number | null; id: number }
/** The order of a list, and what comes after a cursor in it. */
const sorts: Record<Sort, { by: Sql; after: (c: Cursor) => Sql }> = {
  newest: { by: sql`o.id desc`, after: c => sql`o.id < ${c.id}` },
  oldest: { by: sql`o.id`, after: c => sql`o.id > ${c.id}` },
  priority: { by: sql`o.priority desc, o.id`, after: c => sql`(o.priority < ${c.value} or (o.priority = ${c.value} and o.id > ${c.id}))` },
  amount: { by: sql`o.total_fen desc, o.id desc`, after: c => sql`(o.total_fen, o.id) < (${c.value}::bigint, ${c.id}::bigint)` },
}

export interface OrderOfList extends ListedOrder { city: string; carrier: string | null; waybill: string | null; clause: string | null; startedAt: Date | null; dueAt: Date | null }

/** A page of orders by keyset. */
export const listOrders = (db: Db, scope: Scope, filter: Filter, { sort, limit, after }: { sort: Sort; limit: number; after?: Cursor | undefined }): Promise<OrderOfList[]> =>
  page(db, sql`select o.* from orders o where ${fits(scope, filter)} ${after ? sql`and ${sorts[sort].after(after)}` : sql``} order by ${sorts[sort].by} limit ${whole(limit)}`, sorts[sort].by)

const runs = sql`e.subject = 'order' and e.state = 'running'`

/**
 * A page of those that a clock runs for, the soonest first; `value` of the cursor is a due time. An order stands where its soonest clock does.
 * Of each clause the first clocks are enough, as many as a page holds: whose clock stands behind them has a page of orders before it. Behind a
 * cursor those come again that were shown for another clock: they are left out one by one, for joined as sets every clock was held against every other.
 */
export const listSoonest = (db: Db, scope: Scope, filter: Filter, { clauses, limit, after }: { clauses: readonly string[]; limit: number; after?: Cursor | undefined }): Promise<OrderOfList[]> => {
  const cursor = after && sql`(${new Date(after.value ?? 0)}::timestamptz, ${after.id}::bigint)`
  return page(db, sql`
    select o.* from (
      select f.subject_id as id, min(f.due_at) as due_at from unnest(${clauses}::text[]) as k(clause) cross join lateral (
        select e.subject_id, e.due_at from clock e join orders o on o.id = e.subject_id
        where e.clause = k.clause and ${runs} and ${fits(scope, filter)} ${cursor ? sql`and (e.due_at, e.subject_id) > ${cursor}
          and (select s.id from clock s where s.subject = 'order' and s.state = 'running' and s.subject_id = e.subject_id and (s.due_at, s.subject_id) <= ${cursor} limit 1) is null` : sql``}
        order by e.due_at, e.subject_id limit ${whole(limit)}) f
      group by f.subject_id order by min(f.due_at), f.subject_id limit ${whole(limit)}) n
    join orders o on o.id = n.id`, sql`c.due_at, o.id`)
}

/** A page of those that no clock runs for, the newest first. */
export const listTimeless = (db: Db, scope: Scope, filter: Filter, { limit, after }: { limit: number; after?: Cursor | undefined }): Promise<OrderOfList[]> => page(db, sql`
  select o.* from orders o where ${fits(scope, filter)} ${after ? sql`and o.id < ${after.id}` : sql``} and (select e.id from clock e where ${runs} and e.subject_id = o.id limit 1) is null
  order by o.id desc limit ${whole(limit)}`, sql`o.id desc`)

/** Only the page's own rows are joined with what stands beside them. */
const page = (db: Db, orders: Sql, by: Sql): Promise<OrderOfList[]> => db.rows(sql`
  select o.id, o.number, s.code as shop, o.stage, o.blocks, o.class, o.priority, o.placed_at as "placedAt", o.stage_at as "stageAt", o.tags,
    o.total_fen as "totalFen", o.paid_fen as "paidFen", o.pieces, w.name as warehouse, r.mask as receiver, r.province, r.city,
    p.carrier, p.waybill, c.clause, c.started_at as "startedAt", c.due_at as "dueAt"
  from (${orders}) o
    join shop s on s.id = o.shop_id join receiver r on r.order_id = o.id left join warehouse w on w.id = o.warehouse_id
    left join lateral (select k.name as carrier, p.waybill from parcel p left join carrier k on k.id = p.carrier_id where p.order_id = o.id and p.state <> 'void' order by p.id limit 1) p on true
    left join lateral (select clause, started_at, due_at from clock where subject = 'order' and subject_id = o.id and state = 'running' order by due_at limit 1) c on true
  order by ${by}`)

/** The ids that fit, newest first, for a move on all of them page by page. */
export const idsOf = (db: Db, scope: Scope, filter: Filter, { upTo, after, limit }: { upTo?: number | undefined; after?: number | undefined; limit: number }): Promise<{ id: number }[]> => db.rows(sql`
  select o.id from orders o where ${fits(scope, filter)} ${upTo ? sql`and o.id <= ${upTo}` : sql``} ${after ? sql`and o.id < ${after}` : sql``} order by o.id desc limit ${whole(limit)}`)

/** The ids of those that fit, as they stand in the list. */
export const idsListed = (db: Db, scope: Scope, filter: Filter, { sort, upTo, limit }: { sort: Sort; upTo?: number | undefined; limit: number }): Promise<{ id: number }[]> => db.rows(sql`
  select o.id from orders o where ${fits(scope, filter)} ${upTo ? sql`and o.id <= ${upTo}` : sql``} order by ${sorts[sort].by} limit ${whole(limit)}`)

/** What people call these orders. */
export const numbersOf = (db: Db, scope: Scope, ids: readonly number[]): Promise<{ id: number; number: string }[]> => db.rows(sql`
  select o.id, o.number from orders o where o.id = any(${ids}::bigint[]) and ${withinScope(scope, 'o')} order by o.id limit ${whole(ids.length)}`)

/** Shops whose customers' data leaves by no file (P5). */
export const shopsThatStayInside = async (db: Db): Promise<ReadonlySet<string>> => new Set((await db.rows<{ code: string }>(sql`select code from shop where stays_inside order by code limit 1000`)).map(s => s.code))

export const mostCounted = 100_000
export const countOrders = async (db: Db, scope: Scope, filter: Filter): Promise<{ count: number; newest: number | null }> => (await db.rows<{ count: number; newest: number | null }>(sql`
  select count(*) as count, max(id) as newest from (select o.id from orders o where ${fits(scope, filter)} limit ${whole(mostCounted + 1)}) o`))[0]! // an aggregate always gives one row

/** Orders still on the road, every one; of those that have ended, the ones since `since`: a house may have millions of them. */
export const countStages = (db: Db, scope: Scope, since: Date): Promise<{ stage: Stage; count: number; blocked: number; allocated: number }[]> => db.rows(sql`
  select o.stage, count(*) as count, count(*) filter (where o.blocks <> '{}') as blocked, count(o.warehouse_id) as allocated
  from orders o where o.stage in ${onTheRoad} and ${withinScope(scope, 'o')} group by o.stage
  union all
  select o.stage, count(*), count(*) filter (where o.blocks <> '{}'), count(o.warehouse_id)
  from orders o where o.stage in ${ended} and o.stage_at >= ${since} and ${withinScope(scope, 'o')} group by o.stage
  order by stage`)

export const shopsOf = (db: Db, scope: Scope): Promise<{ code: string; name: string }[]> => db.rows(sql`
  select code, name from shop where (${scope.shops}::bigint[] is null or id = any(${scope.shops}::bigint[])) order by code limit 500`)
export const warehousesOf = (db: Db, scope: Scope): Promise<{ id: number; name: string }[]> => db.rows(sql`
  select id, name from warehouse where (${scope.warehouses}::bigint[] is null or id = any(${scope.warehouses}::bigint[])) order by rank, id limit 500`)
