import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'

/** Log and rows are read as of one moment, while the cursor of the check may move. */
export const oneMoment = (tx: Db) => tx.rows(sql`set transaction isolation level repeatable read`)

export const lastEnd = async (db: Db): Promise<Date | undefined> => (await db.rows<{ at: Date }>(sql`
  select at from event where subject = 'company' and subject_id = 0 and kind = 'company.self-check' and facts @> '{"ended": true}' order by number desc limit 1`))[0]?.at

/** Differences found in the checks since a moment. */
export const differencesSince = async (db: Db, since: Date): Promise<number> => (await db.rows<{ count: number }>(sql`
  select coalesce(sum((facts->>'different')::int), 0) as count from event where subject = 'company' and subject_id = 0 and kind = 'company.self-check' and at > ${since}`))[0]?.count ?? 0
