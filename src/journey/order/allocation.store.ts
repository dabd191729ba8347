import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'

/** Says from which warehouse locked orders go; null takes it back. */
export const writeWarehouses = (tx: Db, rows: readonly { id: number; warehouseId: number | null }[]) => tx.rows(sql`
  update orders o set warehouse_id = g.warehouse, version = o.version + 1
  from unnest(${rows.map(r => r.id)}::bigint[], ${rows.map(r => r.warehouseId)}::bigint[]) as g(id, warehouse) where o.id = g.id`)

/** EX-3: a normal order nobody has goods for waits as a pre-order; urgent, fresh and the like keep their class. */
export const classAsPreorder = (tx: Db, ids: readonly number[], priority: number): Promise<{ id: number }[]> => tx.rows(sql`
  update orders set class = 'preorder', priority = greatest(priority, ${priority}::int), version = version + 1
  where id = any(${ids}::bigint[]) and class = 'normal' returning id`)
