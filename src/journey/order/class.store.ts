import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'

/** Writes class and priority (CL-1, CL-2) of locked orders. */
export const classify = (tx: Db, rows: readonly { id: number; class: string; priority: number }[]) => tx.rows(sql`
  update orders o set class = n.class, priority = n.priority
  from json_to_recordset(${JSON.stringify(rows)}::json) as n(id bigint, class text, priority int) where o.id = n.id`)
