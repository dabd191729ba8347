import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'
import type { FigureChange } from './versions.ts'

export const approvedChanges = (db: Db): Promise<FigureChange[]> => db.rows(sql`
  select clause, figure, value::float8 as value, effective_at as "effectiveAt" from handbook_change where approved_at is not null order by effective_at, id`)
export const allChanges = (db: Db): Promise<(FigureChange & { id: number; reason: string; proposedBy: number; approvedBy: number | null })[]> => db.rows(sql`
  select id, clause, figure, value::float8 as value, reason, effective_at as "effectiveAt", proposed_by as "proposedBy", approved_by as "approvedBy"
  from handbook_change order by id desc limit 500`)
/** Changes that are not in force yet: approved for later than `at`, or not approved at all. */
export const pendingChanges = (db: Db, at: Date): Promise<(FigureChange & { id: number; reason: string; approved: boolean })[]> => db.rows(sql`
  select id, clause, figure, value::float8 as value, reason, effective_at as "effectiveAt", approved_at is not null as approved
  from handbook_change where approved_at is null or effective_at > ${at} order by effective_at, id limit 500`)
export const propose = async (tx: Db, c: FigureChange & { reason: string; by: number; at: Date }): Promise<number> => (await tx.rows<{ id: number }>(sql`
  insert into handbook_change (clause, figure, value, reason, effective_at, proposed_by, proposed_at)
  values (${c.clause}, ${c.figure}, ${c.value}, ${c.reason}, ${c.effectiveAt}, ${c.by}, ${c.at}) returning id`))[0]!.id
/** Nobody approves their own proposal. */
export const approve = (tx: Db, id: number, by: number, at: Date): Promise<{ id: number }[]> => tx.rows(sql`
  update handbook_change set approved_by = ${by}, approved_at = ${at} where id = ${id} and approved_at is null and proposed_by <> ${by} and effective_at >= ${at} returning id`)
/** Promotions as they count: one that ended early counts until then, one that ended before it began not at all. */
export const promotions = (db: Db): Promise<{ name: string; from: Date; to: Date; announcedAt: Date }[]> => db.rows(sql`
  select name, from_at as "from", least(to_at, ended_at) as "to", announced_at as "announcedAt" from promotion
  where ended_at is null or ended_at > from_at order by from_at`)
