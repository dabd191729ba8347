import type { Db } from '#kit/db.ts'
import { pairs } from '#kit/mover.ts'
import { sql } from '#kit/sql.ts'
import type { CollectionState } from './collection.states.ts'

/** Opens collections whose hour has come; one that is there is left as it is. */
export const openCollections = (tx: Db, rows: readonly { day: string; hour: string; at: Date }[]): Promise<{ id: number }[]> => tx.rows(sql`
  insert into collection (day, hour, state, opened_at)
  select n.day, n.hour, 'open', n.at from json_to_recordset(${JSON.stringify(rows)}::json) as n(day date, hour text, at timestamptz) order by n.day, n.hour
  on conflict (day, hour) do nothing returning id`)

export const lockCollections = (tx: Db, ids: readonly number[]): Promise<{ id: number; state: CollectionState }[]> => tx.rows(sql`
  select id, state from collection where id = any(${ids}::bigint[]) order by id for update`)
export const writeCollections = (tx: Db, rows: readonly { id: number; state: string }[]) => tx.rows(sql`
  update collection c set state = n.state from ${pairs(rows)} as n(id, state) where c.id = n.id`)
export const writeResult = (tx: Db, id: number, r: { papers: number; note: string; by: string; at: Date }) => tx.rows(sql`
  update collection set papers = ${r.papers}, note = ${r.note}, by_name = ${r.by}, collected_at = ${r.at} where id = ${id}`)

export interface Collection { id: number; day: string; hour: string; state: CollectionState; papers: number | null; note: string; by: string | null; openedAt: Date; collectedAt: Date | null; dueAt: Date | null; clock: string | null }
export const collectionsOf = (db: Db, day: string): Promise<Collection[]> => db.rows(sql`
  select c.id, c.day::text, c.hour, c.state, c.papers, c.note, c.by_name as by, c.opened_at as "openedAt", c.collected_at as "collectedAt", k.due_at as "dueAt", k.state as clock
  from collection c left join clock k on k.subject = 'collection' and k.subject_id = c.id and k.clause = 'IN-4.collect' where c.day = ${day}::date order by c.hour limit 48`)
