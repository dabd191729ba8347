import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'

/** Receivers as they stand, row to row: nothing is opened. */
export const copyReceivers = (tx: Db, pairs: readonly { from: number; to: number }[]) => tx.rows(sql`
  insert into receiver (order_id, province, city, district, sealed, token, mask, phone_key, tail_key, name_key, address_key)
  select p."to", r.province, r.city, r.district, r.sealed, r.token, r.mask, r.phone_key, r.tail_key, r.name_key, r.address_key
  from unnest(${pairs.map(p => p.from)}::bigint[], ${pairs.map(p => p.to)}::bigint[]) as p("from", "to") join receiver r on r.order_id = p."from" order by p."to"`)

export const writeInto = (tx: Db, ids: readonly number[], into: number | null) => tx.rows(sql`
  update orders set into_id = ${into}, version = version + 1 where id = any(${ids}::bigint[])`)
