import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'

export const carriers = (db: Db): Promise<{ id: number; code: string; name: string; pattern: string }[]> => db.rows(sql`select id, code, name, pattern from carrier order by id`)

/** Takes `count` numbers from a carrier's pools in order; fewer come back when the pools run dry. */
export async function takeNumbers(tx: Db, carrierId: number, count: number): Promise<string[]> {
  const [pool] = await tx.rows<{ prefix: string; width: number; first: number; taken: number }>(sql`
    with open as (select id, next, least(${count}::bigint, last - next + 1) as taken from waybill_pool where carrier_id = ${carrierId} and next <= last order by id limit 1 for update)
    update waybill_pool p set next = p.next + open.taken from open where p.id = open.id
    returning p.prefix, p.width, open.next as first, open.taken`)
  if (!pool) return []
  const numbers = Array.from({ length: pool.taken }, (_, i) => pool.prefix + String(pool.first + i).padStart(pool.width, '0'))
  return numbers.length < count ? [...numbers, ...(await takeNumbers(tx, carrierId, count - numbers.length))] : numbers
}

export const ensureCarrier = async (db: Db, c: { code: string; name: string; prefix: string; from: number; to: number }, at: Date): Promise<void> => {
  const [made] = await db.rows<{ id: number }>(sql`insert into carrier (code, name, created_at) values (${c.code}, ${c.name}, ${at}) on conflict do nothing returning id`)
  if (made) await db.rows(sql`insert into waybill_pool (carrier_id, prefix, next, last) values (${made.id}, ${c.prefix}, ${c.from}, ${c.to})`)
}
