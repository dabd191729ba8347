import type { Db } from '#kit/db.ts'
import { pairs } from '#kit/mover.ts'
import { withinOneOf, type Scope } from '#kit/scope.ts'
import { sql, whole } from '#kit/sql.ts'
import type { ApprovalKind } from './rules.ts'
import type { ApprovalState } from './states.ts'

export interface NewApproval { kind: ApprovalKind; size: number; payload: unknown; view: readonly (readonly string[])[]; reason: string; shopId: number | null; warehouseId: number | null; by: number; asker: string; at: Date; until: Date }
export interface Approval {
  id: number; kind: ApprovalKind; state: ApprovalState; size: number; payload: unknown; view: string[][]; reason: string; shopId: number | null; warehouseId: number | null
  askedBy: number; asker: string; askedAt: Date; until: Date; decider: string | null; decidedAt: Date | null; why: string; usedAt: Date | null
}
const columns = sql`a.id, a.kind, a.state, a.size, a.payload, a.view, a.reason, a.shop_id as "shopId", a.warehouse_id as "warehouseId", a.asked_by as "askedBy", a.asker, a.asked_at as "askedAt", a.until,
  a.decider, a.decided_at as "decidedAt", a.why, a.used_at as "usedAt"`

export const insert = async (tx: Db, n: NewApproval): Promise<number> => (await tx.rows<{ id: number }>(sql`
  insert into approval (kind, state, size, payload, view, reason, shop_id, warehouse_id, asked_by, asker, asked_at, until)
  values (${n.kind}, 'asked', ${n.size}, ${JSON.stringify(n.payload)}::jsonb, ${JSON.stringify(n.view)}::jsonb, ${n.reason}, ${n.shopId}, ${n.warehouseId}, ${n.by}, ${n.asker}, ${n.at}, ${n.until}) returning id`))[0]!.id // an insert gives its row

/** The request for just this that waits already. */
export const sameWaiting = async (tx: Db, kind: ApprovalKind, payload: unknown, now: Date): Promise<number | undefined> => (await tx.rows<{ id: number }>(sql`
  select id from approval where state = 'asked' and until > ${now}::timestamptz and kind = ${kind} and payload = ${JSON.stringify(payload)}::jsonb order by id limit 1`))[0]?.id

/** What one asked for, and what one may decide within scope. */
const seenBy = (who: number, kinds: readonly string[], scope: Scope) => sql`(a.asked_by = ${who} or (a.kind = any(${kinds}::text[]) and ${withinOneOf(scope, 'a')}))`

export const list = (db: Db, { who, kinds, scope, kind, open, limit }: { who: number; kinds: readonly string[]; scope: Scope; kind?: string | undefined; open?: boolean | undefined; limit: number }): Promise<Approval[]> => db.rows(sql`
  select ${columns} from approval a where ${seenBy(who, kinds, scope)} and (${kind ?? null}::text is null or a.kind = ${kind ?? null}) and (${open ?? null}::boolean is null or (a.state = 'asked') = ${open ?? null})
  order by a.id desc limit ${whole(limit)}`)

export const lock = (tx: Db, ids: readonly number[], who: number, kinds: readonly string[], scope: Scope): Promise<Approval[]> => tx.rows(sql`
  select ${columns} from approval a where a.id = any(${ids}::bigint[]) and ${seenBy(who, kinds, scope)} order by a.id for update`)
export const lockLapsed = (tx: Db, now: Date, limit: number): Promise<{ id: number }[]> => tx.rows(sql`
  select id from approval where state = 'asked' and until < ${now} order by until, id limit ${whole(limit)} for update skip locked`)

export const writeStates = (tx: Db, rows: readonly { id: number; state: string }[], by: { id: number; name: string; at: Date; why: string }) => tx.rows(sql`
  update approval a set state = m.state, decided_by = ${by.id}, decider = ${by.name}, decided_at = ${by.at}, why = ${by.why} from ${pairs(rows)} as m(id, state) where a.id = m.id`)

/** A file is given once: whoever comes second finds it used. */
export const use = async (tx: Db, id: number, who: number, at: Date): Promise<boolean> => (await tx.rows(sql`
  update approval set used_at = ${at} where id = ${id} and asked_by = ${who} and state = 'approved' and used_at is null returning id`)).length > 0
export const find = async (db: Db, id: number, who: number): Promise<Approval | undefined> => (await db.rows<Approval>(sql`select ${columns} from approval a where a.id = ${id} and a.asked_by = ${who}`))[0]

/** What waits for a decision of this person. */
export const waiting = async (db: Db, who: number, kinds: readonly string[], scope: Scope, now: Date): Promise<{ count: number; oldestAt: Date | null }> => (await db.rows<{ count: number; oldestAt: Date | null }>(sql`
  select count(*) as count, min(a.asked_at) as "oldestAt" from approval a where a.state = 'asked' and a.until >= ${now} and a.asked_by <> ${who} and a.kind = any(${kinds}::text[]) and ${withinOneOf(scope, 'a')}`))[0]! // an aggregate always gives a row
