import type { Db } from '#kit/db.ts'
import { withinWarehouses, type Scope } from '#kit/scope.ts'
import { sql } from '#kit/sql.ts'

export interface PutBack { wave: number; orderId: number; number: string; position: number; code: string; barcode: string | null; title: string; spec: string; place: string; lot: string; quantity: number; stage: string; since: Date }

/** What lies in a cart, or behind it, and belongs on the shelf again: picked for an order that was stopped (C12). */
export const openPutBacks = (db: Db, scope: Scope, { warehouseId, wave }: { warehouseId: number | null; wave: number | null }): Promise<PutBack[]> => db.rows(sql`
  select k.wave_id as wave, k.order_id as "orderId", o.number, k.position, s.code, s.barcode, s.title, coalesce(s.spec, '') as spec, p.code as place, k.lot, k.picked as quantity, o.stage, k.dropped_at as since
  from pick k join wave w on w.id = k.wave_id join orders o on o.id = k.order_id join sku s on s.id = k.sku_id join place p on p.id = k.place_id
  where k.dropped_at is not null and k.picked > 0 and k.returned_at is null and ${withinWarehouses(scope, 'w')}
    and (${warehouseId}::bigint is null or w.warehouse_id = ${warehouseId}::bigint) and (${wave}::bigint is null or k.wave_id = ${wave}::bigint)
  order by k.walk, k.place_id, s.code, k.wave_id, k.order_id limit 2000`)

/** Somebody laid it back into its bin; answers what that was, each once. */
export const writeReturned = (tx: Db, scope: Scope, rows: readonly { wave: number; order: number; code: string; place: string }[], by: number, at: Date): Promise<{ orderId: number; skuId: number; placeId: number; quantity: number }[]> => tx.rows(sql`
  update pick k set returned_at = ${at}, returned_by = ${by}
  from wave w, sku s, place p, unnest(${rows.map(r => r.wave)}::bigint[], ${rows.map(r => r.order)}::bigint[], ${rows.map(r => r.code)}::text[], ${rows.map(r => r.place)}::text[]) as g(wave, "order", code, place)
  where k.wave_id = g.wave and k.order_id = g."order" and w.id = k.wave_id and s.id = k.sku_id and (s.code = g.code or s.barcode = g.code) and p.id = k.place_id and p.code = g.place
    and k.dropped_at is not null and k.picked > 0 and k.returned_at is null and ${withinWarehouses(scope, 'w')}
  returning k.order_id as "orderId", k.sku_id as "skuId", k.place_id as "placeId", k.picked as quantity`)
