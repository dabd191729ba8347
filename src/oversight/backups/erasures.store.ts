import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'

/** Whose personal data is gone for good, and on whose word. The list names ids, never a person. */
export interface Erasure { subject: string; id: number; at: string; by: string; reason: string }

export const erasures = (db: Db): Promise<Erasure[]> => db.rows(sql`
  select subject, subject_id as id, to_json(at)#>>'{}' as at, by, reason from erasure order by subject, subject_id limit 1000000`)

/** Writes down again what a restore has forgotten. Answers those that were not known. */
export const addErasures = (tx: Db, all: readonly Erasure[]): Promise<{ subject: string; id: number }[]> => tx.rows(sql`
  insert into erasure (subject, subject_id, at, by, reason)
  select e.subject, e.id, e.at, e.by, e.reason from json_to_recordset(${JSON.stringify(all)}::json) as e(subject text, id bigint, at timestamptz, by text, reason text) order by e.subject, e.id
  on conflict (subject, subject_id) do nothing returning subject, subject_id as id`)
