import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'

/** Whose personal data is gone for good, and on whose word. The list names ids, never a person. */
export interface Erasure { subject: string; id: number; at: string; by: string; reason: string }

export const erasures = (db: Db): Promise<Erasure[]> => db.rows(sql`
  select subject, subject_id as id, to_json(at)#>>'{}' as at, by, reason from erasure order by subject, subject_id limit 1000000`)
