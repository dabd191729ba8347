import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'

/** Stages in which somebody, or the house itself, has something to do; what has left is counted elsewhere. */
const queues = ['received', 'review', 'ready', 'picking', 'checking', 'packing', 'packed'] as const

/** Only orders that wait are touched, by the index of the queues. */
export const stageQueues = (db: Db, now: Date): Promise<{ stage: string; count: number; blocked: number; oldestSeconds: number }[]> => db.rows(sql`
  select q.stage, count(o.id) as count, count(o.id) filter (where o.blocks <> '{}') as blocked,
    coalesce(greatest(0, extract(epoch from ${now}::timestamptz - min(o.stage_at) filter (where o.blocks = '{}'))), 0)::float8 as "oldestSeconds"
  from unnest(${queues}::text[]) with ordinality as q(stage, place) left join orders o on o.stage = q.stage group by q.stage, q.place order by q.place`)

/** Clocks that have run out and are not marked yet: how far the sweep is behind. */
export const clocksBehind = async (db: Db, now: Date): Promise<{ count: number; seconds: number }> => (await db.rows<{ count: number; seconds: number }>(sql`
  select count(*) as count, coalesce(extract(epoch from ${now}::timestamptz - min(due_at)), 0)::float8 as seconds
  from clock where state = 'running' and breached_at is null and due_at < ${now}`))[0]!

/** How old the first event is that a reader has not read; the nightly check, which reads once a night, is none of them. */
export const readersBehind = (db: Db, now: Date): Promise<{ reader: string; seconds: number }[]> => db.rows(sql`
  select r.name as reader, coalesce(greatest(0, extract(epoch from ${now}::timestamptz - e.at)), 0)::float8 as seconds
  from event_reader r left join lateral (select at from event where (tx, number) > (r.tx, r.number) order by tx, number limit 1) e on true where r.name <> 'self-check' order by r.name limit 100`)
