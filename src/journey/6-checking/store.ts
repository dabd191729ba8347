import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'

export const wanted = (tx: Db, orders: readonly number[]): Promise<{ orderId: number; code: string; barcode: string | null; quantity: number }[]> => tx.rows(sql`
  select k.order_id as "orderId", s.code, s.barcode, sum(k.quantity)::int as quantity from pick k join sku s on s.id = k.sku_id
  where k.order_id = any(${orders}::bigint[]) and k.dropped_at is null group by k.order_id, s.code, s.barcode order by k.order_id, s.code`)

/** The check's own column of a pick. */
export const writeChecked = (tx: Db, orders: readonly number[]) => tx.rows(sql`
  update pick set checked = quantity where order_id = any(${orders}::bigint[]) and dropped_at is null`)
