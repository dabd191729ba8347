import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'

export const remarksOf = async (tx: Db, id: number): Promise<{ buyerRemark: string; sellerRemark: string; delivery: string; province: string; city: string; district: string; sealed: Buffer | null } | undefined> => (await tx.rows<{ buyerRemark: string; sellerRemark: string; delivery: string; province: string; city: string; district: string; sealed: Buffer | null }>(sql`
  select o.buyer_remark as "buyerRemark", o.seller_remark as "sellerRemark", o.delivery, r.province, r.city, r.district, r.sealed
  from orders o join receiver r on r.order_id = o.id where o.id = ${id}`))[0]

export const writeRemarks = (tx: Db, id: number, c: { sellerRemark: string; delivery: string }) => tx.rows(sql`
  update orders o set seller_remark = ${c.sellerRemark}, delivery = ${c.delivery}, version = o.version + 1 where o.id = ${id}`)

export const writeReceiver = (tx: Db, id: number, r: { province: string; city: string; district: string; sealed: Buffer; mask: string; phone: bigint | null; tail: bigint | null; name: bigint | null; address: bigint }) => tx.rows(sql`
  update receiver set province = ${r.province}, city = ${r.city}, district = ${r.district}, sealed = ${r.sealed}, mask = ${r.mask},
    phone_key = ${r.phone}, tail_key = ${r.tail}, name_key = ${r.name}, address_key = ${r.address} where order_id = ${id}`)

export const keepBefore = (tx: Db, id: number, at: Date, sealed: Buffer) => tx.rows(sql`insert into correction (order_id, at, sealed) values (${id}, ${at}, ${sealed})`)
