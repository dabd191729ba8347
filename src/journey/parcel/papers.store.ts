import type { Db } from '#kit/db.ts'
import { withinScope, type Scope } from '#kit/scope.ts'
import { sql } from '#kit/sql.ts'

export interface OrderPaper { id: number; batchId: number; place: number; document: string; state: string; waybill: string | null; code: string | null; version: number | null; nth: number | null; template: string | null; printedAt: Date | null; printer: string | null; by: string; reason: string | null; why: string | null }
/** The papers of an order, the newest first; undefined when it is out of scope. */
export const papersOfOrder = async (db: Db, scope: Scope, order: number): Promise<OrderPaper[] | undefined> => {
  const [seen] = await db.rows(sql`select 1 as seen from orders o where o.id = ${order} and ${withinScope(scope, 'o')}`)
  return seen && db.rows(sql`
    select t.id, t.batch_id as "batchId", t.place, t.document, t.state, t.waybill, t.code, t.version, t.nth, t.template, t.printed_at as "printedAt", r.name as printer, b.by_name as by, b.reason, t.why
    from print_paper t join print_batch b on b.id = t.batch_id left join printer r on r.id = t.printer_id where t.order_id = ${order} order by t.id desc limit 200`)
}
