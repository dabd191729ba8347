import type { Db } from '#kit/db.ts'
import { sql, whole } from '#kit/sql.ts'
import type { AlarmKind } from './rules.ts'

export interface Alarm { id: number; kind: AlarmKind; actorId: number; actor: string; at: Date; until: Date | null; facts: Record<string, unknown>; settler: string | null; settledAt: Date | null; why: string }
const columns = sql`id, kind, actor_id as "actorId", actor, at, until, facts, settler, settled_at as "settledAt", why`

/** One person's looks are counted one after the other, so that many at once are not all the last allowed one. */
export const lockPerson = (tx: Db, id: number) => tx.rows(sql`select id from staff where id = ${id} for no key update`)

/** Looks since then, and since the last stop was lifted. */
export const looksSince = async (tx: Db, who: number, since: Date, most: number): Promise<{ count: number; firstAt: Date | null }> => (await tx.rows<{ count: number; firstAt: Date | null }>(sql`
  select count(*) as count, min(l.at) as "firstAt" from (
    select e.at from event e where e.actor_id = ${who} and e.actor_id > 0 and e.kind not in ('order.receive', 'order.place', 'order.close') and e.kind in ('order.reveal', 'intake.reveal')
      and e.at > greatest(${since}::timestamptz, (select max(a.settled_at) from alarm a where a.actor_id = ${who} and a.kind = 'many-looks')) order by e.at desc limit ${whole(most)}) l`))[0]! // an aggregate always gives a row

export const stoppedNow = async (db: Db, who: number, now: Date): Promise<Date | undefined> => (await db.rows<{ until: Date }>(sql`
  select until from alarm where actor_id = ${who} and kind = 'many-looks' and settled_at is null and until > ${now} order by until desc limit 1`))[0]?.until

export const insert = async (tx: Db, a: { kind: AlarmKind; actorId: number; actor: string; at: Date; until: Date | null; facts: Record<string, unknown> }): Promise<number> => (await tx.rows<{ id: number }>(sql`
  insert into alarm (kind, actor_id, actor, at, until, facts) values (${a.kind}, ${a.actorId}, ${a.actor}, ${a.at}, ${a.until}, ${JSON.stringify(a.facts)}::jsonb) returning id`))[0]!.id // an insert gives its row

export const list = (db: Db, limit: number): Promise<Alarm[]> => db.rows(sql`select ${columns} from alarm order by settled_at is null desc, id desc limit ${whole(limit)}`)
export const lock = async (tx: Db, id: number): Promise<Alarm | undefined> => (await tx.rows<Alarm>(sql`select ${columns} from alarm where id = ${id} for update`))[0]
export const settle = (tx: Db, id: number, by: { id: number; name: string; at: Date; why: string }) => tx.rows(sql`
  update alarm set settled_by = ${by.id}, settler = ${by.name}, settled_at = ${by.at}, why = ${by.why} where id = ${id}`)

export const open = async (db: Db): Promise<{ count: number; oldestAt: Date | null }> => (await db.rows<{ count: number; oldestAt: Date | null }>(sql`
  select count(*) as count, min(at) as "oldestAt" from alarm where settled_at is null`))[0]! // an aggregate always gives a row
