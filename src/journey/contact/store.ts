import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'
import type { Channel, ContactOutcome } from './rules.ts'

export interface Attempt { channel: Channel; outcome: ContactOutcome; note: string }

export const insertContacts = (tx: Db, at: Date, by: { id: number; name: string }, orders: readonly number[], { channel, outcome, note }: Attempt) => tx.rows(sql`
  insert into contact (order_id, at, by_id, by_name, channel, outcome, note)
  select o, ${at}::timestamptz, ${by.id}::bigint, ${by.name}::text, ${channel}::text, ${outcome}::text, ${note}::text from unnest(${orders}::bigint[]) as o order by o`)

export const contactsOf = (db: Db, order: number): Promise<(Attempt & { at: Date; by: string })[]> => db.rows(sql`
  select at, by_name as by, channel, outcome, note from contact where order_id = ${order} order by id limit 500`)

/** What was written down of a talk. */
export const blankNotes = (tx: Db, orders: readonly number[]) => tx.rows(sql`update contact set note = '' where order_id = any(${orders}::bigint[])`)
