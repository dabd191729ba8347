import type { Db } from '#kit/db.ts'
import { sql, whole } from '#kit/sql.ts'
import type { FigureChange } from './versions.ts'

export interface Change extends FigureChange {
  id: number; reason: string; was: number | null; state: 'proposed' | 'approved' | 'rejected'
  proposedBy: number; proposer: string | null; proposedAt: Date; approvedBy: number | null; approver: string | null; approvedAt: Date | null
  rejectedBy: number | null; rejecter: string | null; rejectedAt: Date | null; rejectedWhy: string | null
}

/** Changes, the latest first: all, or those of one clause. */
export const listChanges = (db: Db, clause: string | undefined, limit: number): Promise<Change[]> => db.rows(sql`
  select h.id, h.clause, h.figure, h.value::float8 as value, h.was::float8 as was, h.reason, h.effective_at as "effectiveAt",
    case when h.approved_at is not null then 'approved' when h.rejected_at is not null then 'rejected' else 'proposed' end as state,
    h.proposed_by as "proposedBy", p.name as proposer, h.proposed_at as "proposedAt", h.approved_by as "approvedBy", a.name as approver, h.approved_at as "approvedAt",
    h.rejected_by as "rejectedBy", r.name as rejecter, h.rejected_at as "rejectedAt", h.rejected_why as "rejectedWhy"
  from handbook_change h left join staff p on p.id = h.proposed_by left join staff a on a.id = h.approved_by left join staff r on r.id = h.rejected_by
  where ${clause ?? null}::text is null or h.clause = ${clause ?? null} order by h.id desc limit ${whole(limit)}`)

export const propose = async (tx: Db, c: FigureChange & { was: number; reason: string; by: number; at: Date }): Promise<number> => (await tx.rows<{ id: number }>(sql`
  insert into handbook_change (clause, figure, value, was, reason, effective_at, proposed_by, proposed_at)
  values (${c.clause}, ${c.figure}, ${c.value}, ${c.was}, ${c.reason}, ${c.effectiveAt}, ${c.by}, ${c.at}) returning id`))[0]!.id

export const lockChange = async (tx: Db, id: number): Promise<{ proposedBy: number; effectiveAt: Date; decided: boolean } | undefined> => (await tx.rows<{ proposedBy: number; effectiveAt: Date; decided: boolean }>(sql`
  select proposed_by as "proposedBy", effective_at as "effectiveAt", approved_at is not null or rejected_at is not null as decided from handbook_change where id = ${id} for update`))[0]
export const writeApproval = (tx: Db, id: number, by: number, at: Date) => tx.rows(sql`
  update handbook_change set approved_by = ${by}, approved_at = ${at} where id = ${id}`)
export const writeRejection = (tx: Db, id: number, by: number, at: Date, why: string) => tx.rows(sql`
  update handbook_change set rejected_by = ${by}, rejected_at = ${at}, rejected_why = ${why} where id = ${id}`)

/** Proposals of others that still may be approved. */
export const openProposals = async (db: Db, not: number, now: Date): Promise<{ count: number; oldestAt: Date | null }> => (await db.rows<{ count: number; oldestAt: Date | null }>(sql`
  select count(*) as count, min(proposed_at) as "oldestAt" from handbook_change
  where approved_at is null and rejected_at is null and proposed_by <> ${not} and effective_at >= ${now}`))[0]! // an aggregate always gives a row
