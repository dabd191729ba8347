import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'

export const insides = (tx: Db, orders: readonly number[]): Promise<{ orderId: number; liquid: boolean; fragile: boolean }[]> => tx.rows(sql`
  select l.order_id as "orderId", coalesce(bool_or(s.liquid), false) as liquid, coalesce(bool_or(s.fragile), false) as fragile
  from order_line l left join sku s on s.id = l.sku_id where l.order_id = any(${orders}::bigint[]) group by l.order_id`)
