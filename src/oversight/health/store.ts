import type { Db } from '#kit/db.ts'
import { sql, whole } from '#kit/sql.ts'

/** Clocks that ran out and are not marked yet, and how long ago the first of them did. */
export const unmarked = async (db: Db, now: Date, most: number): Promise<{ count: number; since: Date | null }> => (await db.rows<{ count: number; since: Date | null }>(sql`
  select count(*) as count, min(due_at) as since from (
    select due_at from clock where state = 'running' and breached_at is null and due_at < ${now} order by due_at limit ${whole(most)}) c`))[0]! // an aggregate always gives a row

/** What is left of each carrier's numbers, and how many parcels left with it in the last seven days, counted no further than `most`. */
export const pools = (db: Db, since: Date, most: number): Promise<{ id: number; carrier: string; name: string; left: number; usedInWeek: number }[]> => db.rows(sql`
  select c.id, c.code as carrier, c.name, coalesce(sum(p.last - p.next + 1), 0)::bigint as "left", coalesce(max(u.count), 0) as "usedInWeek"
  from carrier c left join waybill_pool p on p.carrier_id = c.id left join (
    select carrier_id, count(*) as count from (select carrier_id from parcel where handed_at >= ${since} order by handed_at desc limit ${whole(most)}) x group by carrier_id) u on u.carrier_id = c.id
  group by c.id, c.code, c.name order by c.code limit 500`)

/** How the server is set, where that decides whether anything is lost. */
export const serverSettings = async (db: Db): Promise<Record<string, string>> => Object.fromEntries((await db.rows<{ name: string; setting: string }>(sql`
  select name, setting from pg_settings where name = any(${['server_version_num', 'fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums', 'password_encryption', 'archive_mode', 'shared_buffers', 'max_connections', 'server_encoding']}::text[]) order by name limit 100`)).map(r => [r.name, r.setting]))

export const serverClock = async (db: Db): Promise<Date> => (await db.rows<{ at: Date }>(sql`select clock_timestamp() as at`))[0]!.at // a select without a table gives a row
