import type { Db } from '#kit/db.ts'
import { withinScope, type Scope } from '#kit/scope.ts'
import { sql, whole } from '#kit/sql.ts'
import type { StoredRule } from './expression.ts'
import type { ReviewedOrder } from './rules.ts'
import { reviewed } from './store.ts'

export interface EditedRule extends StoredRule { id: number; rank: number; live: boolean; form: unknown; changedAt: Date; retiredAt: Date | null }
const rule = sql`id, name, condition, outcome, clause, rank, live, form, changed_at as "changedAt", retired_at as "retiredAt"`

export const allRules = (db: Db, retired: boolean): Promise<EditedRule[]> => db.rows(sql`
  select ${rule} from review_rule where retired_at is null or ${retired} order by retired_at is not null, rank, id limit 500`)

/** The rule that is saved over: the one named as replaced, else the one of that name. Locked, so that two managers do not cross. */
export const lockRule = async (tx: Db, id: number | null, name: string): Promise<EditedRule | undefined> => (await tx.rows<EditedRule>(sql`
  select ${rule} from review_rule where id = ${id}::bigint or (${id}::bigint is null and name = ${name}) limit 1 for update`))[0]

export interface NewRule extends StoredRule { rank: number; live: boolean; form: unknown }
export const insertRule = async (tx: Db, r: NewRule, at: Date): Promise<{ id: number }> => (await tx.rows<{ id: number }>(sql`
  insert into review_rule (name, condition, outcome, clause, rank, live, form, changed_at)
  values (${r.name}, ${r.condition}, ${JSON.stringify(r.outcome)}, ${r.clause}, ${r.rank}, ${r.live}, ${formText(r)}::jsonb, ${at}) returning id`))[0]! // one row went in
export const updateRule = (tx: Db, id: number, r: NewRule, at: Date) => tx.rows(sql`
  update review_rule set name = ${r.name}, condition = ${r.condition}, outcome = ${JSON.stringify(r.outcome)}, clause = ${r.clause}, rank = ${r.rank}, live = ${r.live},
    form = ${formText(r)}::jsonb, changed_at = ${at}, retired_at = null where id = ${id}`)
const formText = ({ form }: NewRule) => (form === undefined || form === null ? null : JSON.stringify(form))

export const retireRule = (tx: Db, id: number, at: Date): Promise<{ name: string }[]> => tx.rows(sql`
  update review_rule set live = false, retired_at = ${at}, changed_at = ${at} where id = ${id} and retired_at is null returning name`)

export const rankRules = (tx: Db, ids: readonly number[], at: Date): Promise<{ id: number }[]> => tx.rows(sql`
  update review_rule r set rank = n.place * 10, changed_at = ${at}
  from unnest(${ids}::bigint[]) with ordinality as n(id, place) where r.id = n.id and r.retired_at is null returning r.id`)

/** Past orders as they were born: their class before any rule gave them another. */
export const pastOrders = (db: Db, scope: Scope, limit: number, hours: number): Promise<(ReviewedOrder & { number: string; placedAt: Date; receiver: string })[]> => db.rows(sql`
  select ${reviewed(hours)}, coalesce(b.class, o.class) as class, o.number, o.placed_at as "placedAt", r.mask as receiver
  from orders o join receiver r on r.order_id = o.id join shop s on s.id = o.shop_id
  left join lateral (select e.facts->>'class' as class from event e where e.subject = 'order' and e.subject_id = o.id order by e.number limit 1) b on true
  where o.paid_at is not null and ${withinScope(scope, 'o')} order by o.id desc limit ${whole(limit)}`)

export interface RuleChange { number: number; at: Date; actor: string; rule: number; kind: string; facts: Record<string, unknown> }
export const ruleChanges = (db: Db, { rule: of, after, limit }: { rule: number | null; after: number | null; limit: number }): Promise<RuleChange[]> => db.rows(sql`
  select number, at, actor, subject_id as rule, kind, facts from event
  where subject = 'review-rule' and (${of}::bigint is null or subject_id = ${of}::bigint) and (${after}::bigint is null or number < ${after}::bigint)
  order by number desc limit ${whole(limit)}`)

export const isProduct = async (db: Db, code: string): Promise<boolean> => (await db.rows<{ there: boolean }>(sql`select exists (select 1 from sku where code = ${code}) as there`))[0]!.there // exists always gives a row
