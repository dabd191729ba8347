import type { Db } from '#kit/db.ts'
import { sql, type Sql } from '#kit/sql.ts'
import type { Available, BalanceChange, Movement, Place, PlaceKind, Shelf, StockChange, StockKey, Want } from './rules.ts'

export const insertWarehouse = (tx: Db, w: { code: string; name: string; province: string; rank: number }): Promise<{ id: number }[]> => tx.rows(sql`
  insert into warehouse (code, name, province, rank) values (${w.code}, ${w.name}, ${w.province}, ${w.rank})
  on conflict (code) do update set name = excluded.name, province = excluded.province, rank = excluded.rank returning id`)

export const insertPlaces = (tx: Db, warehouseId: number | null, places: readonly { code: string; kind: PlaceKind; walk: number }[]) => tx.rows(sql`
  insert into place (warehouse_id, kind, code, walk)
  select ${warehouseId}::bigint, p.kind, p.code, p.walk
  from unnest(${places.map(p => p.kind)}::text[], ${places.map(p => p.code)}::text[], ${places.map(p => p.walk)}::int[]) as p(kind, code, walk)
  order by p.code on conflict do nothing`)

export const findPlaces = (tx: Db, warehouseId: number | null, codes: readonly string[]): Promise<{ id: number; code: string }[]> => tx.rows(sql`
  select id, code from place where coalesce(warehouse_id, 0) = ${warehouseId ?? 0} and code = any(${codes}::text[]) order by code`)

export const placesById = (tx: Db, ids: readonly number[]): Promise<Place[]> => tx.rows(sql`
  select id, warehouse_id as "warehouseId", kind from place where id = any(${ids}::bigint[])`)

export const placesOfKind = (tx: Db, kind: PlaceKind, warehouses: readonly number[]): Promise<Place[]> => tx.rows(sql`
  select id, warehouse_id as "warehouseId", kind from place where kind = ${kind} and (warehouse_id is null or warehouse_id = any(${warehouses}::bigint[])) order by id`)

export const insertMovements = (tx: Db, at: Date, actorId: number, movements: readonly Movement[]) => tx.rows(sql`
  insert into movement (at, sku_id, lot, from_place, to_place, quantity, cause, cause_id, actor_id)
  select ${at}::timestamptz, m.sku, m.lot, m."from", m."to", m.quantity, m.cause, m."causeId", ${actorId}::bigint
  from unnest(${movements.map(m => m.skuId)}::bigint[], ${movements.map(m => m.lot ?? '')}::text[], ${movements.map(m => m.fromPlace)}::bigint[],
    ${movements.map(m => m.toPlace)}::bigint[], ${movements.map(m => m.quantity)}::int[], ${movements.map(m => m.cause)}::text[], ${movements.map(m => m.causeId)}::bigint[])
    as m(sku, lot, "from", "to", quantity, cause, "causeId")`)

/** Makes the missing rows at nought: a row that begins below nought would break the check before the upsert could add. */
export const openStock = (tx: Db, keys: readonly StockKey[]) => tx.rows(sql`
  insert into stock (sku_id, warehouse_id)
  select k.sku, k.warehouse from unnest(${keys.map(k => k.skuId)}::bigint[], ${keys.map(k => k.warehouseId)}::bigint[]) as k(sku, warehouse)
  order by k.sku, k.warehouse on conflict do nothing`)

/** Locks stock in the one order everybody uses, so that no two ever wait for each other (K8). */
export const lockStock = (tx: Db, keys: readonly StockKey[]): Promise<(Available & { onHand: number; reserved: number })[]> => tx.rows(sql`
  select s.sku_id as "skuId", s.warehouse_id as "warehouseId", s.on_hand as "onHand", s.reserved, s.on_hand - s.reserved as available
  from stock s join unnest(${keys.map(k => k.skuId)}::bigint[], ${keys.map(k => k.warehouseId)}::bigint[]) as k(sku, warehouse)
    on s.sku_id = k.sku and s.warehouse_id = k.warehouse
  order by s.sku_id, s.warehouse_id for update of s`)

/** The same for every warehouse of these SKUs. */
export const lockStockOfSkus = (tx: Db, skuIds: readonly number[]): Promise<Available[]> => tx.rows(sql`
  select s.sku_id as "skuId", s.warehouse_id as "warehouseId", s.on_hand - s.reserved as available
  from stock s where s.sku_id = any(${skuIds}::bigint[]) order by s.sku_id, s.warehouse_id for update of s`)

export const lockStockOfOrders = (tx: Db, orderIds: readonly number[]) => tx.rows(sql`
  select s.sku_id from stock s
  where (s.sku_id, s.warehouse_id) in (select r.sku_id, r.warehouse_id from reservation r where r.order_id = any(${orderIds}::bigint[]))
  order by s.sku_id, s.warehouse_id for update of s`)

/** Changes locked stock; the checks of the table are the last word. */
export const changeStock = (tx: Db, changes: readonly (StockKey & { onHand: number; reserved: number })[]) => tx.rows(sql`
  update stock s set on_hand = s.on_hand + c.on_hand, reserved = s.reserved + c.reserved
  from unnest(${changes.map(c => c.skuId)}::bigint[], ${changes.map(c => c.warehouseId)}::bigint[], ${changes.map(c => c.onHand)}::int[], ${changes.map(c => c.reserved)}::int[])
    as c(sku, warehouse, on_hand, reserved)
  where s.sku_id = c.sku and s.warehouse_id = c.warehouse`)

export const openBalances = (tx: Db, changes: readonly BalanceChange[]) => tx.rows(sql`
  insert into balance (place_id, sku_id, lot, quantity, outside)
  select p.id, c.sku, c.lot, 0, p.warehouse_id is null
  from unnest(${changes.map(c => c.placeId)}::bigint[], ${changes.map(c => c.skuId)}::bigint[], ${changes.map(c => c.lot)}::text[]) as c(place, sku, lot) join place p on p.id = c.place
  order by p.id, c.sku, c.lot on conflict do nothing`)

export const lockBalances = (tx: Db, keys: readonly BalanceChange[]): Promise<{ placeId: number; skuId: number; lot: string; held: number; promised: number; outside: boolean }[]> => tx.rows(sql`
  select b.place_id as "placeId", b.sku_id as "skuId", b.lot, b.quantity as held, b.promised, b.outside
  from balance b join unnest(${keys.map(c => c.placeId)}::bigint[], ${keys.map(c => c.skuId)}::bigint[], ${keys.map(c => c.lot)}::text[]) as c(place, sku, lot)
    on b.place_id = c.place and b.sku_id = c.sku and b.lot = c.lot
  order by b.place_id, b.sku_id, b.lot for update of b`)

/** Changes locked balances and what of them is promised to pickers; the checks of the table are the last word. */
export const changeBalances = (tx: Db, changes: readonly (BalanceChange & { promised: number })[]) => tx.rows(sql`
  update balance b set quantity = b.quantity + c.quantity, promised = b.promised + c.promised
  from unnest(${changes.map(c => c.placeId)}::bigint[], ${changes.map(c => c.skuId)}::bigint[], ${changes.map(c => c.lot)}::text[], ${changes.map(c => c.quantity)}::bigint[], ${changes.map(c => c.promised)}::bigint[])
    as c(place, sku, lot, quantity, promised)
  where b.place_id = c.place and b.sku_id = c.sku and b.lot = c.lot`)

export const insertReservations = (tx: Db, wants: readonly Want[]) => tx.rows(sql`
  insert into reservation (order_id, line, sku_id, warehouse_id, quantity)
  select w.* from unnest(${wants.map(w => w.orderId)}::bigint[], ${wants.map(w => w.line)}::int[], ${wants.map(w => w.skuId)}::bigint[],
    ${wants.map(w => w.warehouseId)}::bigint[], ${wants.map(w => w.quantity)}::int[]) as w`)

export const deleteReservations = (tx: Db, orderIds: readonly number[]): Promise<StockChange[]> => tx.rows(sql`
  delete from reservation where order_id = any(${orderIds}::bigint[])
  returning sku_id as "skuId", warehouse_id as "warehouseId", quantity`)

export const reservationsOf = (tx: Db, orderIds: readonly number[]): Promise<Want[]> => tx.rows(sql`
  select order_id as "orderId", line, sku_id as "skuId", warehouse_id as "warehouseId", quantity
  from reservation where order_id = any(${orderIds}::bigint[]) order by order_id, line, sku_id for update`)

/** Takes consumed quantities off reservations; those that are used up go. */
export async function lowerReservations(tx: Db, left: readonly Want[]): Promise<void> {
  const gone = left.filter(w => w.quantity === 0)
  const kept = left.filter(w => w.quantity > 0)
  if (gone.length) await tx.rows(sql`
    delete from reservation r using unnest(${gone.map(w => w.orderId)}::bigint[], ${gone.map(w => w.line)}::int[], ${gone.map(w => w.skuId)}::bigint[]) as g(order_id, line, sku)
    where r.order_id = g.order_id and r.line = g.line and r.sku_id = g.sku`)
  if (kept.length) await tx.rows(sql`
    update reservation r set quantity = k.quantity
    from unnest(${kept.map(w => w.orderId)}::bigint[], ${kept.map(w => w.line)}::int[], ${kept.map(w => w.skuId)}::bigint[], ${kept.map(w => w.quantity)}::int[]) as k(order_id, line, sku, quantity)
    where r.order_id = k.order_id and r.line = k.line and r.sku_id = k.sku`)
}

/** Where sellable goods lie that no picker was told to take, in walking order. The zone of a bin is the first part of its code. */
export const shelvesOf = (tx: Db, skuIds: readonly number[], warehouses: readonly number[]): Promise<(Shelf & { zone: string })[]> => tx.rows(sql`
  select b.place_id as "placeId", b.sku_id as "skuId", b.lot, b.quantity - b.promised as quantity, p.walk, p.warehouse_id as "warehouseId", split_part(p.code, '-', 1) as zone
  from balance b join place p on p.id = b.place_id
  where b.sku_id = any(${skuIds}::bigint[]) and p.warehouse_id = any(${warehouses}::bigint[]) and p.kind in ('bin', 'receiving') and b.quantity > b.promised
  order by p.walk, p.id, b.lot`)

/** What orders hold in a packed place, and the shelf it came from: picked less put back less shipped. */
export const packedOf = (tx: Db, orderIds: readonly number[]): Promise<{ orderId: number; skuId: number; lot: string; packed: number; shelf: number; quantity: number }[]> => tx.rows(sql`
  select m.cause_id as "orderId", m.sku_id as "skuId", m.lot, pp.id as packed,
    case when m.cause = 'pick' then m.from_place when m.cause = 'put-back' then m.to_place else 0 end as shelf,
    sum(case when m.to_place = pp.id then m.quantity else -m.quantity end) as quantity
  from movement m join place pp on pp.id in (m.from_place, m.to_place) and pp.kind = 'packed'
  where m.cause_id = any(${orderIds}::bigint[]) and m.cause in ('pick', 'put-back', 'ship')
  group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`)

/** Which of these SKUs have moved in a warehouse before. */
export const movedBefore = (tx: Db, skuIds: readonly number[]): Promise<StockKey[]> => tx.rows(sql`
  select distinct m.sku_id as "skuId", p.warehouse_id as "warehouseId"
  from movement m join place p on p.id in (m.from_place, m.to_place)
  where m.sku_id = any(${skuIds}::bigint[]) and p.warehouse_id is not null`)

export interface Level extends StockKey { onHand: number; reserved: number; available: number; packed: number; damaged: number; inspection: number; missing: number }
/** ST-1: what there is of each SKU in each warehouse. */
export const levels = (db: Db, skuIds: readonly number[]): Promise<Level[]> => db.rows(sql`
  select s.sku_id as "skuId", s.warehouse_id as "warehouseId", s.on_hand as "onHand", s.reserved, s.on_hand - s.reserved as available,
    coalesce(b.packed, 0)::int as packed, coalesce(b.damaged, 0)::int as damaged, coalesce(b.inspection, 0)::int as inspection,
    coalesce(b.missing, 0)::int as missing
  from stock s left join (
    select b.sku_id, p.warehouse_id, sum(b.quantity) filter (where p.kind = 'packed') as packed,
      sum(b.quantity) filter (where p.kind = 'damaged') as damaged, sum(b.quantity) filter (where p.kind = 'inspection') as inspection,
      sum(b.quantity) filter (where p.kind = 'missing') as missing
    from balance b join place p on p.id = b.place_id where b.sku_id = any(${skuIds}::bigint[]) group by 1, 2
  ) b on b.sku_id = s.sku_id and b.warehouse_id = s.warehouse_id
  where s.sku_id = any(${skuIds}::bigint[]) order by s.sku_id, s.warehouse_id`)

/** O2: every place where counters, reservations, balances and movements tell different stories, of all SKUs or of these. Empty is right. */
export const ledgerFaults = (db: Db, of?: readonly number[]): Promise<{ fault: string; skuId: number; at: number; counted: number; told: number }[]> => db.rows(sql`
  select 'reserved is not the sum of reservations' as fault, s.sku_id as "skuId", s.warehouse_id as at, s.reserved as counted, coalesce(r.sum, 0)::bigint as told
    from stock s left join (select sku_id, warehouse_id, sum(quantity) from reservation where ${mine('sku_id', of)} group by 1, 2) r using (sku_id, warehouse_id)
    where s.reserved <> coalesce(r.sum, 0) and ${mine('s.sku_id', of)}
  union all
  select 'a reservation without stock', r.sku_id, r.warehouse_id, 0, sum(r.quantity)::bigint from reservation r
    where not exists (select 1 from stock s where s.sku_id = r.sku_id and s.warehouse_id = r.warehouse_id) and ${mine('r.sku_id', of)} group by 2, 3
  union all
  select 'on hand is not the sum of sellable balances', coalesce(s.sku_id, b.sku_id), coalesce(s.warehouse_id, b.warehouse_id), coalesce(s.on_hand, 0), coalesce(b.sum, 0)::bigint
    from (select sku_id, warehouse_id, on_hand from stock where ${mine('sku_id', of)}) s full join (
      select b.sku_id, p.warehouse_id, sum(b.quantity) from balance b join place p on p.id = b.place_id where p.kind in ('bin', 'receiving') and ${mine('b.sku_id', of)} group by 1, 2
    ) b on b.sku_id = s.sku_id and b.warehouse_id = s.warehouse_id
    where coalesce(s.on_hand, 0) <> coalesce(b.sum, 0)
  union all
  select 'a balance is not the sum of movements', coalesce(b.sku_id, m.sku_id), coalesce(b.place_id, m.place), coalesce(b.quantity, 0), coalesce(m.sum, 0)::bigint
    from (select place_id, sku_id, lot, quantity from balance where ${mine('sku_id', of)}) b full join (
      select place, sku_id, lot, sum(quantity) from (
        select to_place as place, sku_id, lot, quantity from movement where ${mine('sku_id', of)} union all select from_place, sku_id, lot, -quantity from movement where ${mine('sku_id', of)}
      ) each_side group by 1, 2, 3
    ) m on m.place = b.place_id and m.sku_id = b.sku_id and m.lot = b.lot
    where coalesce(b.quantity, 0) <> coalesce(m.sum, 0)
  union all
  select 'promised more than there is', s.sku_id, s.warehouse_id, s.reserved, s.on_hand from stock s where (s.reserved > s.on_hand or s.reserved < 0) and ${mine('s.sku_id', of)}
  order by 1, 2, 3 limit 100`)
const mine = (column: string, of: readonly number[] | undefined): Sql => (of ? sql`${{ text: column, values: [] }} = any(${of}::bigint[])` : sql`true`)
