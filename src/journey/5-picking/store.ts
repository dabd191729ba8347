import type { Db } from '#kit/db.ts'
import { withinScope, withinWarehouses, type Scope } from '#kit/scope.ts'
import { sql, whole } from '#kit/sql.ts'

export type WaveKind = 'single' | 'multi' | 'large'

/** Ready orders with stock reserved and nothing in their way, in priority order; another planner's are passed over. */
export const claimForWave = (tx: Db, warehouseId: number, kind: WaveKind, limit: number): Promise<{ id: number; version: number; grams: number }[]> => tx.rows(sql`
  with next as (select id, version from orders where stage = 'ready' and warehouse_id = ${warehouseId} and shape = ${kind} and blocks = '{}'
    order by priority desc, id limit ${whole(limit)} for update skip locked)
  select n.id, n.version, (select coalesce(sum(s.weight_grams * r.quantity), 0) from reservation r join sku s on s.id = r.sku_id where r.order_id = n.id) as grams
  from next n order by n.id`)

export const insertWave = async (tx: Db, warehouseId: number, kind: WaveKind, by: number, at: Date): Promise<number> =>
  (await tx.rows<{ id: number }>(sql`insert into wave (warehouse_id, kind, state, made_at, made_by) values (${warehouseId}, ${kind}, 'open', ${at}, ${by}) returning id`))[0]!.id

/** One pick per order and product, from the bin that can serve it whole, else the fullest one. */
export const insertPicks = (tx: Db, wave: number, orders: readonly number[]): Promise<{ orderId: number; skuId: number; quantity: number; position: number }[]> => tx.rows(sql`
  with seat as (select id, row_number() over () as position from unnest(${orders}::bigint[]) as id),
  want as (select r.order_id, r.sku_id, r.warehouse_id, sum(r.quantity)::int as quantity from reservation r where r.order_id = any(${orders}::bigint[]) group by 1, 2, 3)
  insert into pick (wave_id, order_id, position, sku_id, place_id, walk, quantity)
  select ${wave}::bigint, w.order_id, s.position, w.sku_id, b.place_id, b.walk, w.quantity
  from want w join seat s on s.id = w.order_id cross join lateral (
    select p.id as place_id, p.walk from balance b join place p on p.id = b.place_id
    where b.sku_id = w.sku_id and p.warehouse_id = w.warehouse_id and p.kind in ('bin', 'receiving')
    order by (b.quantity >= w.quantity) desc, b.quantity desc, p.id limit 1) b
  returning order_id as "orderId", sku_id as "skuId", quantity, position`)

export interface PickRow { orderId: number; position: number; skuId: number; code: string; title: string; barcode: string | null; place: string; placeId: number; quantity: number; picked: number; checked: number; stage: string; blocks: string[]; dropped: boolean }
/** A wave's picks in walking order. */
export const waveRows = (db: Db, wave: number, scope: Scope): Promise<PickRow[]> => db.rows(sql`
  select k.order_id as "orderId", k.position, k.sku_id as "skuId", s.code, s.title, s.barcode, p.code as place, k.place_id as "placeId", k.quantity, k.picked, k.checked,
    o.stage, o.blocks, k.dropped_at is not null as dropped
  from pick k join wave w on w.id = k.wave_id join sku s on s.id = k.sku_id join place p on p.id = k.place_id join orders o on o.id = k.order_id
  where k.wave_id = ${wave} and ${withinWarehouses(scope, 'w')} order by k.walk, p.code, s.code, k.position limit 20000`)

export const placeOf = async (tx: Db, wave: number): Promise<{ warehouse: number } | undefined> => (await tx.rows<{ warehouse: number }>(sql`select warehouse_id as warehouse from wave where id = ${wave}`))[0]

export const openWaves = (db: Db, scope: Scope): Promise<{ id: number; kind: WaveKind; warehouseId: number; madeAt: Date; orders: number; pieces: number; picked: number }[]> => db.rows(sql`
  select w.id, w.kind, w.warehouse_id as "warehouseId", w.made_at as "madeAt", count(distinct k.order_id) as orders, sum(k.quantity)::int as pieces, sum(k.picked)::int as picked
  from wave w join pick k on k.wave_id = w.id where w.state = 'open' and ${withinWarehouses(scope, 'w')} group by w.id order by w.id limit 500`)

/**
 * One scan at a shelf, in one statement: finds the next pick the code fits, counts it, and keeps the gesture with its answer.
 * A gesture sent again breaks the gesture's key, which undoes the whole statement; the caller then reads the kept answer.
 */
export const countPick = async (db: Db, scan: { gesture: string; wave: number; code: string; quantity: number; position: number | null; at: Date; scope: Scope; by: number }): Promise<{ orderId: number; position: number; picked: number; quantity: number } | undefined> =>
  (await db.rows<{ orderId: number; position: number; picked: number; quantity: number }>(sql`
    with target as (
      select k.wave_id, k.order_id, k.sku_id from pick k join wave w on w.id = k.wave_id join orders o on o.id = k.order_id
      where k.wave_id = ${scan.wave} and k.sku_id in (select id from sku where barcode = ${scan.code} union select id from sku where code = ${scan.code}) and k.picked + ${scan.quantity}::int <= k.quantity and k.dropped_at is null
        and o.stage = 'picking' and o.blocks = '{}' and (${scan.position}::int is null or k.position = ${scan.position}::int)
        and ${withinWarehouses(scan.scope, 'w')} and not exists (select 1 from gesture where id = ${scan.gesture})
      order by k.position limit 1 for update of k),
    counted as (update pick k set picked = k.picked + ${scan.quantity}::int, picked_by = ${scan.by} from target t
      where k.wave_id = t.wave_id and k.order_id = t.order_id and k.sku_id = t.sku_id and k.picked + ${scan.quantity}::int <= k.quantity
      returning k.order_id, k.position, k.picked, k.quantity),
    kept as (insert into gesture (id, at, answer)
      select ${scan.gesture}, ${scan.at}::timestamptz, jsonb_build_object('orderId', order_id, 'position', position, 'picked', picked, 'quantity', quantity) from counted)
    select order_id as "orderId", position, picked, quantity from counted`))[0]

export const gestureAnswer = async <T>(db: Db, gesture: string): Promise<T | undefined> =>
  (await db.rows<{ answer: T }>(sql`select answer from gesture where id = ${gesture}`))[0]?.answer
export const keepGesture = (tx: Db, gesture: string, at: Date, answer: unknown): Promise<{ id: string }[]> => tx.rows(sql`
  insert into gesture (id, at, answer) values (${gesture}, ${at}, ${JSON.stringify(answer)}) on conflict do nothing returning id`)

/** Orders of a wave whose every pick is complete and that still stand in picking. */
export const fullyPicked = (tx: Db, wave: number | null, scope: Scope, limit = 1000): Promise<{ id: number }[]> => tx.rows(sql`
  select o.id from orders o where o.stage = 'picking' and o.blocks = '{}' and ${withinScope(scope, 'o')} and exists (select 1 from pick k where k.order_id = o.id and k.dropped_at is null and (${wave}::bigint is null or k.wave_id = ${wave}::bigint))
    and not exists (select 1 from pick k where k.order_id = o.id and k.dropped_at is null and k.picked < k.quantity) order by o.id limit ${whole(limit)}`)

/** Paper picking: everything of a wave that is not stopped counts as picked. */
export const pickRest = (tx: Db, wave: number, by: number, scope: Scope) => tx.rows(sql`
  update pick k set picked = k.quantity, picked_by = coalesce(k.picked_by, ${by}) from orders o where k.wave_id = ${wave} and k.dropped_at is null and o.id = k.order_id and o.stage = 'picking' and o.blocks = '{}' and ${withinScope(scope, 'o')}`)

export const dropPicks = (tx: Db, orders: readonly number[], at: Date) => tx.rows(sql`
  update pick set dropped_at = ${at} where order_id = any(${orders}::bigint[]) and dropped_at is null`)
export const closeWaves = (tx: Db, at: Date) => tx.rows(sql`
  update wave w set state = 'done', done_at = ${at} where w.state = 'open'
    and not exists (select 1 from pick k join orders o on o.id = k.order_id where k.wave_id = w.id and k.dropped_at is null and o.stage = 'picking')`)

/** Who picked each order: the last one who scanned for it. */
export const pickersOf = (tx: Db, orders: readonly number[]): Promise<{ orderId: number; by: number }[]> => tx.rows(sql`
  select order_id as "orderId", max(picked_by) as by from pick where order_id = any(${orders}::bigint[]) and dropped_at is null and picked_by is not null group by order_id`)
