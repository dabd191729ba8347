import type { Cursor, Reading } from '#kit/events.ts'
import type { Db } from '#kit/db.ts'
import { sql, whole, type Sql } from '#kit/sql.ts'

/** Everything a line of the log says, in one order and one spelling whatever the settings of the session. */
const digest = (e: Sql): Sql => sql`sha256(convert_to(string_agg(jsonb_build_array(${e}.number, extract(epoch from ${e}.at), ${e}.actor_id, ${e}.actor, ${e}.subject, ${e}.subject_id, ${e}.kind, ${e}.before, ${e}.after,
    ${e}.clause, ${e}.facts, ${e}.cause)::text, E'\n' order by ${e}.tx, ${e}.number), 'UTF8'))`

export interface ToSeal extends Cursor { events: number; digest: Buffer }
/** The next events that nothing can come before any more, as readers see them. */
export async function nextToSeal(tx: Db, cursor: Reading, limit: number): Promise<ToSeal | undefined> {
  return (await tx.rows<ToSeal>(sql`
    select count(*) as events, (array_agg(n.tx::text order by n.tx desc, n.number desc))[1] as tx, (array_agg(n.number order by n.tx desc, n.number desc))[1] as number, ${digest(sql`n`)} as digest
    from (select * from event e where (e.tx, e.number) > (${cursor.tx}::xid8, ${cursor.number}::bigint) and e.tx < ${cursor.before}::xid8 order by e.tx, e.number limit ${whole(limit)}) n
    having count(*) > 0`))[0]
}

export const lastMark = async (tx: Db): Promise<Buffer | undefined> => (await tx.rows<{ mark: Buffer }>(sql`select mark from seal order by id desc limit 1`))[0]?.mark

export const insertSeal = (tx: Db, { at, events, tx: last, number, mark }: ToSeal & { at: Date; mark: Buffer }) => tx.rows(sql`
  insert into seal (at, events, tx, number, mark) values (${at}, ${events}, ${last}::xid8, ${number}, ${mark})`)

export interface SealRow { id: number; events: number; number: number; mark: Buffer; found: number; digest: Buffer | null }
/** The next seals beside what their events are now: those behind the seal before, up to its own last. */
export const seals = (tx: Db, after: number, limit: number): Promise<SealRow[]> => tx.rows(sql`
  select s.id, s.events, s.number, s.mark, e.found, e.digest
  from seal s left join lateral (select b.tx, b.number from seal b where b.id < s.id order by b.id desc limit 1) b on true
  cross join lateral (select count(*) as found, ${digest(sql`x`)} as digest from event x
    where (x.tx, x.number) > (coalesce(b.tx, '0'::xid8), coalesce(b.number, 0)) and (x.tx, x.number) <= (s.tx, s.number)) e
  where s.id > ${after} order by s.id limit ${whole(limit)}`)

interface Head { seal: number; events: number; number: number; mark: string }
/** The newest seal, and how many events all of them cover. */
export const head = async (db: Db): Promise<Head | undefined> => (await db.rows<Head>(sql`
  select s.id as seal, (select sum(events) from seal)::bigint as events, s.number, encode(s.mark, 'hex') as mark from seal s order by s.id desc limit 1`))[0]

/** Those seals as they stand, each with the events up to it that are really there. */
export const standing = (db: Db, seals: readonly number[]): Promise<{ seal: number; events: number; mark: string }[]> => db.rows(sql`
  select s.id as seal, encode(s.mark, 'hex') as mark, c.events from seal s cross join lateral (select count(*) as events from event e where (e.tx, e.number) <= (s.tx, s.number)) c
  where s.id = any(${seals}::bigint[]) order by s.id limit 10000`)

const ofCompany = (kind: string): Sql => sql`event where subject = 'company' and subject_id = 0 and kind = ${kind}`
export const lastAnchorAt = async (db: Db): Promise<Date | undefined> => (await db.rows<{ at: Date }>(sql`select at from ${ofCompany('company.anchor')} order by number desc limit 1`))[0]?.at
/** When the company was brought back from a backup. */
export const restores = async (db: Db): Promise<Date[]> => (await db.rows<{ at: Date }>(sql`select at from ${ofCompany('company.restore')} order by number limit 10000`)).map(r => r.at)
