import { sql, whole } from './sql.ts'
import type { Db } from './db.ts'
import { maskPhones } from './pii.ts'
import type { Work } from './work.ts'

/** One line of the company's log. `facts` are what the rules and the story need, never a name, phone or street. */
export interface Event {
  subject: string
  id: number
  kind: string
  before?: string | null
  after?: string | null
  clause?: string | null
  facts?: Record<string, unknown>
  /** Whose it is; not written down, but the clocks it starts belong there (HB-3). */
  within?: Within
}

/** The shop and warehouse a thing belongs to; null where it has none (yet). */
export interface Within { shopId: number | null; warehouseId: number | null }
export const within = (row: { shopId?: number | null; warehouseId?: number | null }): Within => ({ shopId: row.shopId ?? null, warehouseId: row.warehouseId ?? null })

/** Writes events in the transaction of the change they tell of (IT-2). */
export async function record({ tx, now, actor, cause }: Work, events: readonly Event[]): Promise<void> {
  if (events.length === 0) return
  await tx.rows(sql`
    insert into event (at, actor_id, actor, subject, subject_id, kind, before, after, clause, facts, cause)
    select ${now}::timestamptz, ${actor.id}::bigint, ${actor.name}::text, e.subject, e.id, e.kind, e.before, e.after, e.clause, coalesce(e.facts, '{}'), ${cause ?? null}::text
    from json_to_recordset(${JSON.stringify(events.map(({ within: _, facts, ...event }) => ({ ...event, ...(facts && { facts: withoutPhones(facts) }) })))}::json)
      as e(subject text, id bigint, kind text, before text, after text, clause text, facts jsonb)`)
}

/** What somebody writes by hand into a log from which nothing can be taken out again. */
const written = ['note', 'why', 'reason']
const withoutPhones = (facts: Record<string, unknown>) => (written.some(key => typeof facts[key] === 'string')
  ? Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, written.includes(key) && typeof value === 'string' ? maskPhones(value) : value])) : facts)

/** What a reader gets of an event. Facts stay in the log: who needs them asks for them. */
export interface ReadEvent { number: number; at: Date; subject: string; id: number; kind: string; before: string | null; after: string | null }

/** Where a reader stands: it has read what is not behind (tx, number). */
export interface Cursor { tx: string; number: number }
/** `before`: what is older than this transaction can be read without gaps. */
export interface Reading extends Cursor { before: string }
/** Locks and answers a reader's cursor, so that of several processes one reads on, and how far it may go. */
export async function takeCursor(tx: Db, reader: string): Promise<Reading> {
  await tx.rows(sql`insert into event_reader (name) values (${reader}) on conflict do nothing`)
  const before = await horizon(tx)
  let doubtful: string[] | undefined
  for (let looks = 0; ; looks++) {
    const [cursor] = await tx.rows<Cursor & { unsettled: string[] }>(sql`select tx::text, number, ${unsettled} as unsettled from event_reader where name = ${reader} for update`)
    const { unsettled: now, ...at } = cursor! // it is there now
    doubtful = doubtful?.filter(one => now.includes(one)) ?? now
    if (doubtful.length === 0) return { ...at, before }
    // Its node was away in between, and the cluster has yet to tell it: what others have written since must wait too.
    if (looks === 20) return { ...at, before: '0' }
    await new Promise(done => setTimeout(done, 25))
  }
}
export const moveCursor = (tx: Db, reader: string, to: Cursor) => tx.rows(sql`update event_reader set tx = ${to.tx}::xid8, number = ${to.number}::bigint where name = ${reader}`)

/**
 * The number that every running transaction has reached: what is older can be read without gaps. Asked by itself and given on, because on a cluster
 * the node that answers numbers its transactions by itself, while an event has the number of the transaction at the coordinator.
 */
const horizon = async (tx: Db): Promise<string> => (await tx.rows<{ horizon: string }>(sql`select pg_snapshot_xmin(pg_current_snapshot())::text as horizon`))[0]!.horizon // one row always

/**
 * What a cluster has committed and the node of the company has not yet: prepared there, and seen by nobody, though the coordinator counts it as ended. Asked beside a
 * table of the company, it is the node that answers; a server alone has none of these.
 */
export const unsettled = sql`array(select p.gid from pg_prepared_xact() p where p.gid like 'citus%')`

/**
 * The next events for a reader, without gaps: only those whose transaction is older than every running one, in
 * (transaction, number) order; the cursor moves in the reader's own transaction, so that nothing is read twice or skipped.
 * Of `kinds` it answers only those; `read` says how many it went past.
 */
export async function nextEvents(tx: Db, reader: string, limit: number, kinds: readonly string[] | null = null): Promise<{ read: number; events: ReadEvent[] }> {
  const cursor = await takeCursor(tx, reader)
  // "tx" alone would name the text that is answered, in whose order 10 stands before 9. The last one always comes along: the cursor goes there.
  const rows = await tx.rows<ReadEvent & { tx: string; read: number }>(sql`
    select n.tx::text, n.number, n.at, n.subject, n.subject_id as id, n.kind, n.before, n.after, n.read from (
      select e.tx, e.number, e.at, e.subject, e.subject_id, e.kind, e.before, e.after, row_number() over (order by e.tx, e.number) as place, count(*) over () as read from (
        select tx, number, at, subject, subject_id, kind, before, after from event
        where (tx, number) > (${cursor.tx}::xid8, ${cursor.number}::bigint) and tx < ${cursor.before}::xid8
        order by tx, number limit ${whole(limit)}) e) n
    where n.place = n.read or ${kinds}::text[] is null or n.kind = any(${kinds}::text[]) order by n.tx, n.number`)
  const last = rows.at(-1)
  if (!last) return { read: 0, events: [] }
  await moveCursor(tx, reader, last)
  return { read: last.read, events: kinds ? rows.filter(row => kinds.includes(row.kind)) : rows }
}

/** Whether events wait for a reader, also those it may not read yet because an older transaction still runs somewhere on the server. */
export const hasUnread = async (db: Db, reader: string): Promise<boolean> => (await db.rows<{ unread: boolean }>(sql`
  select exists (select 1 from event where (tx, number) > (coalesce((select tx from event_reader where name = ${reader}), '0'::xid8), coalesce((select number from event_reader where name = ${reader}), 0))) as unread`))[0]?.unread ?? false
