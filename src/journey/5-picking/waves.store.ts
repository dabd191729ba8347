import type { Db } from '#kit/db.ts'
import { withinScope, withinWarehouses, type Scope } from '#kit/scope.ts'
import { joined, sql, whole } from '#kit/sql.ts'

export type WaveKind = 'single' | 'multi' | 'large'

/** Which ready orders a wave takes. A carrier takes those that wish it and those that wish none; a zone those it can serve alone. */
export interface WaveWish { warehouseId: number; kind: WaveKind; orderClass: string | null; carrierId: number | null; zone: string | null; /** Chilled goods go on their own, in a cart that keeps cold. */ cold?: boolean | null; /** Only what must be picked by then (FU-1). */ dueBefore?: Date | null }

/** Of ready orders: reserved, nothing in their way. `delivery` names the carrier a customer asked for, by name or code. */
const wished = sql`(select c.id from carrier c where o.delivery <> '' and (position(c.name in o.delivery) > 0 or position(c.code in upper(o.delivery)) > 0
  or (length(o.delivery) > 1 and position(o.delivery in c.name) > 0)) order by c.id limit 1)`
const servedBy = (zone: string) => sql`not exists (select 1 from reservation r where r.order_id = o.id and r.quantity > (
  select coalesce(sum(b.quantity - b.promised), 0) from balance b join place p on p.id = b.place_id
  where b.sku_id = r.sku_id and p.warehouse_id = o.warehouse_id and p.kind = 'bin' and split_part(p.code, '-', 1) = ${zone}))`
const isCold = sql`exists (select 1 from reservation r join sku s on s.id = r.sku_id where r.order_id = o.id and s.cold)`
const due = sql`(select min(c.due_at) from clock c where c.subject = 'order' and c.subject_id = o.id and c.clause = 'FU-1.pick' and c.state = 'running')`
const fits = ({ warehouseId, kind, orderClass, carrierId, zone, cold = null, dueBefore = null }: WaveWish) => joined([
  sql`o.stage = 'ready'`, sql`o.warehouse_id = ${warehouseId}`, sql`o.shape = ${kind}`, sql`o.blocks = '{}'`,
  ...(orderClass === null ? [] : [sql`o.class = ${orderClass}`]),
  ...(carrierId === null ? [] : [sql`coalesce(${wished}, ${carrierId}::bigint) = ${carrierId}::bigint`]),
  ...(zone === null ? [] : [servedBy(zone)]),
  ...(cold === null ? [] : [cold ? isCold : sql`not ${isCold}`]),
  ...(dueBefore === null ? [] : [sql`${due} <= ${dueBefore}::timestamptz`]),
], ' and ')

/** Ready orders that fit, in priority order; another planner's are passed over. */
export const claimForWave = (tx: Db, wish: WaveWish, limit: number): Promise<{ id: number; version: number; grams: number; carrierId: number | null }[]> => tx.rows(sql`
  with next as (select o.id, o.version, o.priority, o.delivery from orders o where ${fits(wish)} order by o.priority desc, o.id limit ${whole(limit)} for update of o skip locked)
  select o.id, o.version, ${wished} as "carrierId",
    (select coalesce(sum(s.weight_grams * r.quantity), 0) from reservation r join sku s on s.id = r.sku_id where r.order_id = o.id) as grams
  from next o order by o.priority desc, o.id`)

export interface ReadyCount { warehouseId: number; kind: WaveKind; class: string; carrierId: number | null; cold: boolean; orders: number; pieces: number; oldest: Date; due: Date | null }
/** What planning would take: ready orders by warehouse, shape, class, wished carrier and cold, the most pressing first. */
export const countReady = (db: Db, scope: Scope, { zone, dueBefore }: { zone: string | null; dueBefore: Date | null }): Promise<ReadyCount[]> => db.rows(sql`
  select r.warehouse_id as "warehouseId", r.shape as kind, r.class, r.carrier as "carrierId", r.cold, count(*) as orders, sum(r.pieces)::int as pieces, min(r.placed_at) as oldest, min(r.due) as due
  from (select o.warehouse_id, o.shape, o.class, ${wished} as carrier, o.pieces, o.placed_at, ${isCold} as cold, ${due} as due from orders o
    where o.stage = 'ready' and o.blocks = '{}' and o.warehouse_id is not null and ${withinScope(scope, 'o')}
      and ${zone === null ? sql`true` : servedBy(zone)} and ${dueBefore === null ? sql`true` : sql`${due} <= ${dueBefore}::timestamptz`}) r
  group by 1, 2, 3, 4, 5 order by due nulls last, 1, 2, 3, 4, 5 limit 2000`)

export const insertWave = async (tx: Db, { warehouseId, kind, orderClass, carrierId, zone }: WaveWish, by: number, at: Date): Promise<number> => (await tx.rows<{ id: number }>(sql`
  insert into wave (warehouse_id, kind, state, class, carrier_id, zone, made_at, made_by)
  values (${warehouseId}, ${kind}, 'open', ${orderClass}, ${carrierId}, ${zone}, ${at}, ${by}) returning id`))[0]!.id

export interface WaveRow {
  id: number; kind: WaveKind; state: string; class: string | null; carrier: string | null; zone: string | null; warehouseId: number; warehouse: string
  madeAt: Date; madeBy: string | null; doneAt: Date | null; pickerId: number | null; picker: string | null
  orders: number; pieces: number; picked: number; stopped: number; toReturn: number
}
const summary = sql`
  select w.id, w.kind, w.state, w.class, c.name as carrier, w.zone, w.warehouse_id as "warehouseId", h.name as warehouse, w.made_at as "madeAt", m.name as "madeBy", w.done_at as "doneAt",
    w.picker_id as "pickerId", p.name as picker, k.orders, k.pieces, k.picked, k.stopped, k.to_return as "toReturn"
  from wave w join warehouse h on h.id = w.warehouse_id left join carrier c on c.id = w.carrier_id left join staff p on p.id = w.picker_id left join staff m on m.id = w.made_by
  cross join lateral (
    select count(distinct k.order_id) as orders, coalesce(sum(k.quantity) filter (where k.dropped_at is null), 0)::int as pieces, coalesce(sum(k.picked) filter (where k.dropped_at is null), 0)::int as picked,
      count(distinct k.order_id) filter (where k.dropped_at is not null or o.blocks <> '{}') as stopped,
      coalesce(sum(k.picked) filter (where k.dropped_at is not null and k.returned_at is null), 0)::int as to_return
    from pick k join orders o on o.id = k.order_id where k.wave_id = w.id) k`

/** Waves with their progress: the open ones oldest first, or the newest that are done. */
export const listWaves = (db: Db, scope: Scope, { state, warehouseId, limit }: { state: 'open' | 'done'; warehouseId: number | null; limit: number }): Promise<WaveRow[]> => db.rows(sql`
  ${summary} where w.state = ${state} and ${withinWarehouses(scope, 'w')} and (${warehouseId}::bigint is null or w.warehouse_id = ${warehouseId}::bigint)
  order by ${state === 'open' ? sql`w.id` : sql`w.id desc`} limit ${whole(limit)}`)
export const findWave = async (db: Db, scope: Scope, id: number): Promise<WaveRow | undefined> =>
  (await db.rows<WaveRow>(sql`${summary} where w.id = ${id} and ${withinWarehouses(scope, 'w')}`))[0]

/** The wave that was named, or the oldest that nobody has; one's own is taken again without harm. */
export const takeWave = async (tx: Db, scope: Scope, { wave, warehouseId, by, at }: { wave: number | null; warehouseId: number | null; by: number; at: Date }): Promise<{ id: number } | undefined> => (await tx.rows<{ id: number }>(sql`
  with next as (select w.id from wave w where w.state = 'open' and ${withinWarehouses(scope, 'w')} and (w.picker_id is null or w.picker_id = ${by})
      and (${wave}::bigint is null or w.id = ${wave}::bigint) and (${warehouseId}::bigint is null or w.warehouse_id = ${warehouseId}::bigint)
    order by w.picker_id = ${by} desc nulls last, w.id limit 1 for update skip locked)
  update wave w set picker_id = ${by}, claimed_at = coalesce(w.claimed_at, ${at}::timestamptz) from next n where w.id = n.id returning w.id`))[0]

/** Gives a wave back, by whoever has it; somebody who plans may take it from anybody. */
export const leaveWave = (tx: Db, scope: Scope, { wave, by, anybody }: { wave: number; by: number; anybody: boolean }): Promise<{ id: number }[]> => tx.rows(sql`
  update wave w set picker_id = null, claimed_at = null where w.id = ${wave} and w.state = 'open' and w.picker_id is not null and (w.picker_id = ${by} or ${anybody}) and ${withinWarehouses(scope, 'w')} returning w.id`)

export const closeWaves = (tx: Db, at: Date) => tx.rows(sql`
  update wave w set state = 'done', done_at = ${at} where w.state = 'open'
    and not exists (select 1 from pick k join orders o on o.id = k.order_id where k.wave_id = w.id and k.dropped_at is null and o.stage = 'picking')`)

/** The warehouses one may see, with the zones of their bins. */
export const stationPlaces = (db: Db, scope: Scope): Promise<{ warehouseId: number; name: string; zones: string[] }[]> => db.rows(sql`
  select h.id as "warehouseId", h.name, coalesce(z.zones, '{}') as zones from warehouse h
  left join lateral (select array_agg(distinct split_part(p.code, '-', 1) order by split_part(p.code, '-', 1)) as zones from place p where p.warehouse_id = h.id and p.kind = 'bin') z on true
  where (${scope.warehouses}::bigint[] is null or h.id = any(${scope.warehouses}::bigint[])) order by h.rank, h.id limit 500`)
export const carriersFor = (db: Db): Promise<{ id: number; code: string; name: string }[]> => db.rows(sql`select id, code, name from carrier order by id limit 500`)
