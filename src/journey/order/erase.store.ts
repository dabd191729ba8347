import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'

/** What a receiver is shown as afterwards. */
export const erasedMask = '***'
/** Nobody is found by these any more, and no two of them are alike. */
export const blankReceivers = (tx: Db, ids: readonly number[]): Promise<{ id: number }[]> => tx.rows(sql`
  update receiver set sealed = null, token = null, mask = ${erasedMask}, district = '', phone_key = null, tail_key = null, name_key = null, address_key = -order_id where order_id = any(${ids}::bigint[]) returning order_id as id`)
export const blankRemarks = (tx: Db, ids: readonly number[]) => tx.rows(sql`update orders set buyer_remark = '', seller_remark = '' where id = any(${ids}::bigint[])`)
export const blankNotes = (tx: Db, ids: readonly number[]) => tx.rows(sql`update order_block set note = '' where order_id = any(${ids}::bigint[])`)
export const dropCorrections = (tx: Db, ids: readonly number[]) => tx.rows(sql`delete from correction where order_id = any(${ids}::bigint[])`)
