import type { Db } from '#kit/db.ts'
import { sql, whole } from '#kit/sql.ts'
import type { Range } from './rules.ts'

export interface Carrier { id: number; code: string; name: string; pattern: string }
export const carriers = (db: Db): Promise<Carrier[]> => db.rows(sql`select id, code, name, pattern from carrier order by id limit 1000`)

/** Locks a carrier, so that two ranges added at once see each other. */
export const lockCarrier = async (tx: Db, id: number): Promise<Carrier | undefined> =>
  (await tx.rows<Carrier>(sql`select id, code, name, pattern from carrier where id = ${id} for update`))[0]

export const insertCarrier = async (tx: Db, c: { code: string; name: string }, at: Date): Promise<number | undefined> =>
  (await tx.rows<{ id: number }>(sql`insert into carrier (code, name, created_at) values (${c.code}, ${c.name}, ${at}) on conflict do nothing returning id`))[0]?.id

export const insertPool = async (tx: Db, carrierId: number, r: Range): Promise<number> => (await tx.rows<{ id: number }>(sql`
  insert into waybill_pool (carrier_id, prefix, width, first, next, last) values (${carrierId}, ${r.prefix}, ${r.width}, ${r.first}, ${r.first}, ${r.last}) returning id`))[0]!.id

export interface Pool extends Range { id: number; carrierId: number; next: number }
export const pools = (db: Db, carrierId: number | null): Promise<Pool[]> => db.rows(sql`
  select id, carrier_id as "carrierId", prefix, width, first, next, last from waybill_pool
  where (${carrierId}::bigint is null or carrier_id = ${carrierId}::bigint) order by carrier_id, id limit 5000`)

/** How many numbers each carrier has left, those given back with them. */
export const numbersLeft = (db: Db, carrierId: number | null): Promise<{ carrierId: number; left: number }[]> => db.rows(sql`
  select c.id as "carrierId", (select coalesce(sum(p.last - p.next + 1), 0) from waybill_pool p where p.carrier_id = c.id and p.next <= p.last)::bigint
    + (select count(*) from waybill_returned r where r.carrier_id = c.id) as left
  from carrier c where (${carrierId}::bigint is null or c.id = ${carrierId}::bigint) order by c.id limit 1000`)

/** Numbers that came back are taken first. */
export const takeReturned = async (tx: Db, carrierId: number, count: number): Promise<string[]> => (await tx.rows<{ waybill: string }>(sql`
  delete from waybill_returned where carrier_id = ${carrierId} and waybill in (
    select waybill from waybill_returned where carrier_id = ${carrierId} order by waybill limit ${whole(count)} for update skip locked)
  returning waybill`)).map(r => r.waybill).sort()

/** Up to `count` counters of the carrier's first open pool. */
export const takeFromPool = async (tx: Db, carrierId: number, count: number): Promise<{ prefix: string; width: number; first: number; taken: number } | undefined> =>
  (await tx.rows<{ prefix: string; width: number; first: number; taken: number }>(sql`
    with open as (select id, next, least(${count}::bigint, last - next + 1) as taken from waybill_pool where carrier_id = ${carrierId} and next <= last order by id limit 1 for update)
    update waybill_pool p set next = p.next + open.taken from open where p.id = open.id
    returning p.prefix, p.width, open.next as first, open.taken`))[0]

export const insertReturned = (tx: Db, numbers: readonly { carrierId: number; waybill: string }[], at: Date) => tx.rows(sql`
  insert into waybill_returned (carrier_id, waybill, returned_at)
  select n.carrier, n.waybill, ${at}::timestamptz from unnest(${numbers.map(n => n.carrierId)}::bigint[], ${numbers.map(n => n.waybill)}::text[]) as n(carrier, waybill)
  order by n.carrier, n.waybill on conflict do nothing`)
