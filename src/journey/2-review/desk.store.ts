import type { Db } from '#kit/db.ts'
import { withinScope, type Scope } from '#kit/scope.ts'
import { sql, whole } from '#kit/sql.ts'

export interface Why { kind: string; at: Date; actor: string; facts: { verdict?: { rule: string; clause: string | null; values: Record<string, unknown> }[]; note?: string } }
export interface QueuedOrder {
  id: number; number: string; shop: string; class: string; priority: number; blocks: string[]; placedAt: Date; stageAt: Date; totalFen: number; pieces: number
  receiver: string; province: string; city: string; remark: string; first: boolean; kind: string | null; at: Date | null; actor: string | null; facts: Why['facts'] | null
  dueAt: Date | null; paused: boolean
}
export type Show = 'open' | 'waiting' | 'all'
/** What waits for a customer needs nobody at the desk until an answer comes. */
const shown = (show: Show) => (show === 'open' ? sql`and not (o.blocks && array['awaiting-customer', 'suspended'])` : show === 'waiting' ? sql`and o.blocks && array['awaiting-customer', 'suspended']` : sql``)

/** A page of the queue, by keyset over (priority, order); the event that brought each order here says why. */
export const queue = (db: Db, scope: Scope, { show, after, limit }: { show: Show; after: { priority: number; id: number } | undefined; limit: number }): Promise<QueuedOrder[]> => db.rows(sql`
  select o.id, o.number, s.code as shop, o.class, o.priority, o.blocks, o.placed_at as "placedAt", o.stage_at as "stageAt", o.total_fen as "totalFen", o.pieces,
    r.mask as receiver, r.province, r.city, o.buyer_remark as remark, o.first_order as first, e.kind, e.at, e.actor, e.facts, k.due_at as "dueAt", coalesce(k.state = 'paused', false) as paused
  from orders o join shop s on s.id = o.shop_id join receiver r on r.order_id = o.id
  left join lateral (select kind, at, actor, facts from event where subject = 'order' and subject_id = o.id and kind in ('order.refer', 'order.send-back') order by number desc limit 1) e on true
  left join lateral (select due_at, state from clock where subject = 'order' and subject_id = o.id and clause = 'RV-4.human' and state in ('running', 'paused') order by id desc limit 1) k on true
  where o.stage = 'review' and ${withinScope(scope, 'o')} ${shown(show)}
    ${after ? sql`and (o.priority < ${after.priority} or (o.priority = ${after.priority} and o.id > ${after.id}))` : sql``}
  order by o.priority desc, o.id limit ${whole(limit)}`)

/** How many wait for the desk, how many for a customer, how many are late, and how many the person has dealt with since `since`. */
export const queueCounts = async (db: Db, scope: Scope, now: Date, by: number, since: Date): Promise<{ open: number; waiting: number; overdue: number; today: number }> => (await db.rows<{ open: number; waiting: number; overdue: number; today: number }>(sql`
  select count(*) filter (where not o.waits) as open, count(*) filter (where o.waits) as waiting,
    count(*) filter (where exists (select 1 from clock k where k.subject = 'order' and k.subject_id = o.id and k.clause = 'RV-4.human' and k.state = 'running' and k.due_at < ${now})) as overdue,
    (select count(*) from event where number > coalesce((select max(number) - 200000 from event), 0) and actor_id = ${by} and at >= ${since} and kind in ('order.approve', 'order.cancel', 'order.merge', 'order.split')) as today
  from (select o.id, o.blocks && array['awaiting-customer', 'suspended'] as waits from orders o where o.stage = 'review' and ${withinScope(scope, 'o')}) o`))[0]! // an aggregate gives one row

/** Why an order came to review, the latest first. */
export const whyInReview = (db: Db, id: number): Promise<Why[]> => db.rows(sql`
  select kind, at, actor, facts from event
  where subject = 'order' and subject_id = ${id} and kind in ('order.refer', 'order.send-back', 'order.approve', 'order.divide') order by number desc limit 20`)

/** An order's keys: whose it is and where it goes. An address known by nothing is no key. */
export interface Keys { customer: number | null; phone: string | null; address: string | null; first: boolean; sourceId: number }
export const keysOf = async (db: Db, id: number): Promise<Keys | undefined> => (await db.rows<Keys>(sql`
  select o.customer_id as customer, r.phone_key::text as phone, case when r.sealed is not null or r.token is not null then r.address_key::text end as address, o.first_order as first, o.source_id as "sourceId"
  from orders o join receiver r on r.order_id = o.id where o.id = ${id}`))[0]

export type By = 'buyer' | 'phone' | 'address'
export interface HistorySum { by: By; orders: number; totalFen: number; refundedFen: number; cancelled: number; refunds: number; signed: number; firstAt: Date; lastAt: Date }
/** Each key's orders, newest first and at most so many a key: a reseller's ten thousand say no more than his last five hundred. */
const found = (scope: Scope, { customer, phone, address }: Keys, id: number, since: Date | null, most: number) => sql`
  (select 'buyer' as by, o.id from orders o where o.customer_id = ${customer}::bigint and o.id <> ${id} and ${withinScope(scope, 'o')} and (${since}::timestamptz is null or o.placed_at >= ${since}::timestamptz) order by o.id desc limit ${whole(most)})
  union all (select 'phone', o.id from receiver r join orders o on o.id = r.order_id where r.phone_key = ${phone}::bigint and o.id <> ${id} and ${withinScope(scope, 'o')} and (${since}::timestamptz is null or o.placed_at >= ${since}::timestamptz) order by o.id desc limit ${whole(most)})
  union all (select 'address', o.id from receiver r join orders o on o.id = r.order_id where r.address_key = ${address}::bigint and o.id <> ${id} and ${withinScope(scope, 'o')} and (${since}::timestamptz is null or o.placed_at >= ${since}::timestamptz) order by o.id desc limit ${whole(most)})`

/** CU-5: what the customer has done before, by account, by phone and by address, within the reader's scope. Parts and wholes count once. */
export const history = (db: Db, scope: Scope, keys: Keys, id: number): Promise<HistorySum[]> => db.rows(sql`
  select f.by, count(*) as orders, coalesce(sum(o.total_fen), 0)::bigint as "totalFen", coalesce(sum(o.refunded_fen), 0)::bigint as "refundedFen",
    count(*) filter (where o.stage = 'cancelled') as cancelled,
    count(*) filter (where exists (select 1 from order_block b where b.order_id = o.id and b.reason = 'refund-asked')) as refunds,
    count(*) filter (where o.stage in ('signed', 'completed')) as signed, min(o.placed_at) as "firstAt", max(o.placed_at) as "lastAt"
  from (${found(scope, keys, id, null, 500)}) f join orders o on o.id = f.id
  where o.stage not in ('merged', 'split') group by f.by order by f.by`)

export interface NearOrder { id: number; number: string; stage: string; blocks: string[]; totalFen: number; pieces: number; placedAt: Date; by: By[] }
/** The customer's other orders, the latest first, with how each is his. */
export const nearOrders = (db: Db, scope: Scope, keys: Keys, { id, since, limit }: { id: number; since: Date | null; limit: number }): Promise<NearOrder[]> => db.rows(sql`
  select o.id, o.number, o.stage, o.blocks, o.total_fen as "totalFen", o.pieces, o.placed_at as "placedAt", array_agg(f.by order by f.by) as by
  from (${found(scope, keys, id, since, limit)}) f join orders o on o.id = f.id group by o.id order by o.placed_at desc, o.id desc limit ${whole(limit)}`)

export interface OfflineEntry { salesman: string; store: string; special: string; invoice: string; by: string; at: Date }
export const offlineOf = async (db: Db, sourceId: number): Promise<OfflineEntry | null> => (await db.rows<OfflineEntry>(sql`
  select salesman, store, special, invoice, entered_by as by, at from offline_entry where source_id = ${sourceId}`))[0] ?? null

export interface Paper { id: number; name: string; type: string; bytes: number; at: Date; by: string }
export const papersOf = (db: Db, sourceId: number): Promise<Paper[]> => db.rows(sql`
  select id, name, type, bytes, at, added_by as by from paper where source_id = ${sourceId} order by id limit 20`)
