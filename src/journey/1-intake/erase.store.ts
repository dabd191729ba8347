import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'

export interface Came { id: number; sealed: Buffer; indexes: number[] }
/** What came with these orders, and the places of theirs in it. */
export const payloadsOf = (tx: Db, orders: readonly number[]): Promise<Came[]> => tx.rows(sql`
  select p.id, p.sealed, n.indexes from (
    select s.payload_id as id, array_agg(distinct s.payload_index order by s.payload_index) as indexes from platform_order s where s.id in (select source_id from orders where id = any(${orders}::bigint[])) group by s.payload_id) n
  join payload p on p.id = n.id order by p.id for update of p`)
export const writePayloads = (tx: Db, rows: readonly { id: number; sealed: string }[]) => tx.rows(sql`
  update payload p set sealed = n.sealed from (select j.id, decode(j.sealed, 'base64') as sealed from json_to_recordset(${JSON.stringify(rows)}::json) as j(id bigint, sealed text)) n where p.id = n.id`)
export const dropPapers = (tx: Db, orders: readonly number[]) => tx.rows(sql`delete from paper where source_id in (select source_id from orders where id = any(${orders}::bigint[]))`)
/** A buyer of whom no order is known any more is nobody's. */
export const forgetCustomers = (tx: Db, orders: readonly number[]) => tx.rows(sql`
  update customer c set account_key = -c.id where c.id in (select customer_id from orders where id = any(${orders}::bigint[])) and c.account_key >= 0
    and not exists (select from orders o join receiver r on r.order_id = o.id where o.customer_id = c.id and r.mask <> '***')`)
