import type { Db } from '#kit/db.ts'
import { sql, whole } from '#kit/sql.ts'
import type { Range } from './rules.ts'

export type Shown = 'name' | 'phone' | 'unit'
export interface Carrier { id: number; code: string; name: string; pattern: string; shows: Shown[] }
export const carriers = (db: Db): Promise<Carrier[]> => db.rows(sql`select id, code, name, pattern, shows from carrier order by id limit 1000`)

/** Locks a carrier, so that two ranges added at once see each other. */
export const lockCarrier = async (tx: Db, id: number): Promise<Carrier | undefined> =>
  (await tx.rows<Carrier>(sql`select id, code, name, pattern, shows from carrier where id = ${id} for update`))[0]
export const writeShown = (tx: Db, id: number, shows: readonly Shown[]) => tx.rows(sql`update carrier set shows = ${shows}::text[] where id = ${id}`)

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

/** Numbers that stood on paper and are dead. */
export const insertVoid = (tx: Db, numbers: readonly { carrierId: number; waybill: string; parcel: number; why: string }[], at: Date, by: string) => tx.rows(sql`
  insert into waybill_void (carrier_id, waybill, parcel_id, why, at, by_name)
  select n."carrierId", n.waybill, n.parcel, n.why, ${at}::timestamptz, ${by}::text from json_to_recordset(${JSON.stringify(numbers)}::json) as n("carrierId" bigint, waybill text, parcel bigint, why text)
  order by n."carrierId", n.waybill on conflict do nothing`)
export const voidNumbers = (db: Db, waybills: readonly string[]): Promise<{ carrierId: number; waybill: string; parcelId: number | null; why: string }[]> => db.rows(sql`
  select carrier_id as "carrierId", waybill, parcel_id as "parcelId", why from waybill_void where waybill = any(${waybills}::text[]) order by waybill limit 5000`)
/** Numbers of void parcels are dead numbers too. */
export const buryVoid = (tx: Db, carrierId: number, waybills: readonly string[], at: Date, by: string) => tx.rows(sql`
  insert into waybill_void (carrier_id, waybill, parcel_id, why, at, by_name)
  select p.carrier_id, p.waybill, p.id, 'parcel-void', ${at}::timestamptz, ${by}::text from parcel p where p.carrier_id = ${carrierId} and p.state = 'void' and p.waybill = any(${waybills}::text[]) order by p.id on conflict do nothing`)
/** The carrier has them back; answers those that were dead here. */
export const giveVoidBack = (tx: Db, carrierId: number, waybills: readonly string[], at: Date): Promise<{ waybill: string }[]> => tx.rows(sql`
  update waybill_void set returned_at = ${at} where carrier_id = ${carrierId} and waybill = any(${waybills}::text[]) and returned_at is null returning waybill`)

/** Counters that a pool has passed and nobody has: on no parcel, not given back, not dead (orphans). */
export const orphans = (db: Db, carrierId: number | null, limit: number): Promise<{ carrierId: number; waybill: string }[]> => db.rows(sql`
  select w.carrier_id as "carrierId", w.prefix || lpad(n::text, w.width, '0') as waybill
  from waybill_pool w cross join lateral generate_series(greatest(w.first, w.next - 200000), w.next - 1) as n
  where (${carrierId}::bigint is null or w.carrier_id = ${carrierId}::bigint)
    and not exists (select 1 from parcel p where p.carrier_id = w.carrier_id and p.waybill = w.prefix || lpad(n::text, w.width, '0'))
    and not exists (select 1 from waybill_returned r where r.carrier_id = w.carrier_id and r.waybill = w.prefix || lpad(n::text, w.width, '0'))
    and not exists (select 1 from waybill_void v where v.carrier_id = w.carrier_id and v.waybill = w.prefix || lpad(n::text, w.width, '0'))
  order by w.carrier_id, waybill limit ${whole(limit)}`)

export const insertReturned = (tx: Db, numbers: readonly { carrierId: number; waybill: string }[], at: Date) => tx.rows(sql`
  insert into waybill_returned (carrier_id, waybill, returned_at)
  select n.carrier, n.waybill, ${at}::timestamptz from unnest(${numbers.map(n => n.carrierId)}::bigint[], ${numbers.map(n => n.waybill)}::text[]) as n(carrier, waybill)
  order by n.carrier, n.waybill on conflict do nothing`)
