import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'
import type { FigureChange } from './versions.ts'

export const approvedChanges = (db: Db): Promise<FigureChange[]> => db.rows(sql`
  select clause, figure, value::float8 as value, effective_at as "effectiveAt" from handbook_change where approved_at is not null order by effective_at, id`)
/** Changes that are not in force yet: approved for later than `at`, or still waiting for a decision. */
export const pendingChanges = (db: Db, at: Date): Promise<(FigureChange & { id: number; reason: string; approved: boolean })[]> => db.rows(sql`
  select id, clause, figure, value::float8 as value, reason, effective_at as "effectiveAt", approved_at is not null as approved
  from handbook_change where rejected_at is null and (approved_at is null or effective_at > ${at}) order by effective_at, id limit 500`)
