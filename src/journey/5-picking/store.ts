import type { Db } from '#kit/db.ts'
import { withinScope, withinWarehouses, type Scope } from '#kit/scope.ts'
import { sql, whole } from '#kit/sql.ts'

export interface NewPick { orderId: number; position: number; skuId: number; placeId: number; lot: string; walk: number; quantity: number }
export const insertPicks = (tx: Db, wave: number, picks: readonly NewPick[]) => tx.rows(sql`
  insert into pick (wave_id, order_id, position, sku_id, place_id, lot, walk, quantity)
  select ${wave}::bigint, n."orderId", n.position, n."skuId", n."placeId", n.lot, n.walk, n.quantity
  from json_to_recordset(${JSON.stringify(picks)}::json) as n("orderId" bigint, position int, "skuId" bigint, "placeId" bigint, lot text, walk int, quantity int)`)

export interface PickRow {
  orderId: number; number: string; position: number; skuId: number; code: string; title: string; spec: string; barcode: string | null; place: string; placeId: number; lot: string
  quantity: number; picked: number; checked: number; stage: string; blocks: string[]; dropped: boolean; returned: boolean
}
/** A wave's picks in walking order. */
export const waveRows = (db: Db, wave: number, scope: Scope): Promise<PickRow[]> => db.rows(sql`
  select k.order_id as "orderId", o.number, k.position, k.sku_id as "skuId", s.code, s.title, coalesce(s.spec, '') as spec, s.barcode, p.code as place, k.place_id as "placeId", k.lot, k.quantity, k.picked, k.checked,
    o.stage, o.blocks, k.dropped_at is not null as dropped, k.returned_at is not null as returned
  from pick k join wave w on w.id = k.wave_id join sku s on s.id = k.sku_id join place p on p.id = k.place_id join orders o on o.id = k.order_id
  where k.wave_id = ${wave} and ${withinWarehouses(scope, 'w')} order by k.walk, k.place_id, k.position, s.code, k.lot limit 20000`)

export const placeOf = async (tx: Db, wave: number): Promise<{ warehouse: number } | undefined> => (await tx.rows<{ warehouse: number }>(sql`select warehouse_id as warehouse from wave where id = ${wave}`))[0]

export interface Scan { gesture: string; wave: number; code: string; quantity: number; position: number | null; place: string | null; lot: string | null; at: Date; scope: Scope; by: number }
export interface Counted { orderId: number; position: number; place: number; picked: number; quantity: number }
/**
 * Scans at shelves, of a wave each, in one statement: finds for each the next pick on the walk that the code (and bin and lot, where
 * named) fits, counts it, and keeps the gesture with its answer. A gesture that was counted before counts nothing; one that is being
 * counted elsewhere at this moment breaks the gesture's key, which undoes the whole statement. `patient` waits for picks that
 * somebody else has locked; otherwise they are passed over, so that no station waits for another's order.
 */
export const countPicks = (db: Db, scans: readonly Scan[], { patient }: { patient: boolean }): Promise<(Counted & { gesture: string })[]> => db.rows(sql`
    with scan as (select n.gesture, n.wave, n.code, n.quantity, n.position, n.place, n.lot, n.by, n.at, n.warehouses from json_to_recordset(${JSON.stringify(scans.map(s => ({ ...s, scope: undefined, warehouses: s.scope.warehouses })))}::json)
        as n(gesture text, wave bigint, code text, quantity int, position int, place text, lot text, by bigint, at timestamptz, warehouses bigint[])),
    target as (
      select n.gesture, n.quantity, n.by, n.at, k.wave_id, k.order_id, k.sku_id, k.place_id, k.lot from scan n cross join lateral (
        select k.wave_id, k.order_id, k.sku_id, k.place_id, k.lot from pick k join wave w on w.id = k.wave_id join orders o on o.id = k.order_id
        where k.wave_id = n.wave and k.sku_id in (select id from sku where barcode = n.code union all select id from sku where code = n.code) and k.picked + n.quantity <= k.quantity and k.dropped_at is null
          and o.stage = 'picking' and o.blocks = '{}' and (n.position is null or k.position = n.position)
          and (n.place is null or k.place_id in (select p.id from place p where coalesce(p.warehouse_id, 0) = w.warehouse_id and p.code = n.place)) and (n.lot is null or k.lot = n.lot)
          and (n.warehouses is null or w.warehouse_id = any(n.warehouses))
        order by k.walk, k.place_id, k.position, k.lot limit 1 for update of k ${patient ? sql`` : sql`skip locked`}) k
      where not exists (select 1 from gesture g where g.id = n.gesture)),
    counted as (update pick k set picked = k.picked + t.quantity, picked_by = t.by from target t
      where k.wave_id = t.wave_id and k.order_id = t.order_id and k.sku_id = t.sku_id and k.place_id = t.place_id and k.lot = t.lot and k.picked + t.quantity <= k.quantity
      returning t.gesture, t.at, k.order_id, k.position, k.place_id, k.picked, k.quantity),
    kept as (insert into gesture (id, at, answer)
      select gesture, at, jsonb_build_object('orderId', order_id, 'position', position, 'place', place_id, 'picked', picked, 'quantity', quantity) from counted)
    select gesture, order_id as "orderId", position, place_id as place, picked, quantity from counted`)

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

/** Answers what pickers were told and had not yet delivered: their promise is then withdrawn. */
export const dropPicks = (tx: Db, orders: readonly number[], at: Date): Promise<OpenPick[]> => tx.rows(sql`
  update pick set dropped_at = ${at} where order_id = any(${orders}::bigint[]) and dropped_at is null
  returning wave_id as "waveId", order_id as "orderId", sku_id as "skuId", place_id as "placeId", lot, quantity, picked, taken_at is not null as taken`)
export interface OpenPick { waveId: number; orderId: number; skuId: number; placeId: number; lot: string; quantity: number; picked: number; taken: boolean }

/** What is still to be taken of these products out of these bins for these orders: what the picker says is not there. */
export const placedPicks = (tx: Db, orders: readonly number[], at: readonly { code: string; place: string }[]): Promise<{ orderId: number; skuId: number; placeId: number; lot: string; quantity: number }[]> => tx.rows(sql`
  select k.order_id as "orderId", k.sku_id as "skuId", k.place_id as "placeId", k.lot, k.quantity - k.picked as quantity
  from pick k join sku s on s.id = k.sku_id join place p on p.id = k.place_id
  join unnest(${at.map(a => a.code)}::text[], ${at.map(a => a.place)}::text[]) as a(code, place) on a.code = s.code and a.place = p.code
  where k.order_id = any(${orders}::bigint[]) and k.dropped_at is null and k.taken_at is null and k.picked < k.quantity order by 1, 2, 3, 4`)

/** What these orders took, bin by bin and lot by lot; from now on the ledger has it packed. */
export const takePicks = (tx: Db, orders: readonly number[], at: Date): Promise<{ orderId: number; skuId: number; fromPlace: number; lot: string; quantity: number }[]> => tx.rows(sql`
  update pick set taken_at = ${at} where order_id = any(${orders}::bigint[]) and dropped_at is null and taken_at is null
  returning order_id as "orderId", sku_id as "skuId", place_id as "fromPlace", lot, picked as quantity`)

/** Who picked each order: the last one who scanned for it. */
export const pickersOf = (tx: Db, orders: readonly number[]): Promise<{ orderId: number; by: number }[]> => tx.rows(sql`
  select order_id as "orderId", max(picked_by) as by from pick where order_id = any(${orders}::bigint[]) and dropped_at is null and picked_by is not null group by order_id`)
