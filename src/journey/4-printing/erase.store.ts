import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'

/** What stood on the papers of these orders; that they were printed, and when, stays. */
export const erasePapers = (tx: Db, orders: readonly number[]) => tx.rows(sql`update print_paper set sealed = null where order_id = any(${orders}::bigint[]) and sealed is not null`)
