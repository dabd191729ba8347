import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'

/** The receiver as it stands, row to row: nothing is opened. */
export const copyReceiver = (tx: Db, from: number, to: number) => tx.rows(sql`
  insert into receiver (order_id, province, city, district, sealed, token, mask, phone_key, tail_key, name_key, address_key)
  select ${to}::bigint, province, city, district, sealed, token, mask, phone_key, tail_key, name_key, address_key from receiver where order_id = ${from}`)

export const writeInto = (tx: Db, ids: readonly number[], into: number | null) => tx.rows(sql`
  update orders set into_id = ${into}, version = version + 1 where id = any(${ids}::bigint[])`)
