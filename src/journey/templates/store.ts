import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'
import type { Layout } from '#kit/print/layout.ts'
import type { Tongue } from '#kit/words.ts'
import type { DocumentKind } from '#journey/4-printing/fields.rules.ts'
import type { Product } from './rules.ts'

export interface Version {
  id: number; kind: DocumentKind; version: number; name: string; shopId: number | null; carrier: string | null; product: Product | null; tongue: Tongue | null; width: number; height: number
  changedAt: Date; changedBy: number; changer: string; approvedAt: Date | null; approver: string | null; retiredAt: Date | null; retiredBy: string | null
}
const version = sql`t.id, t.kind, v.version, v.name, v.shop_id as "shopId", v.carrier, v.product, v.tongue, (v.layout->>'width')::float8 as width, (v.layout->>'height')::float8 as height,
  v.changed_at as "changedAt", v.changed_by as "changedBy", v.changer, v.approved_at as "approvedAt", v.approver, t.retired_at as "retiredAt", t.retired_by as "retiredBy"`

/** The last version of each template and the one in force, where that is another. */
export const latest = (db: Db): Promise<Version[]> => db.rows(sql`
  select ${version} from template t join template_version v on v.template_id = t.id
  where v.version >= (select max(a.version) from template_version a where a.template_id = t.id and (a.approved_at is not null or a.version = 1))
  order by t.id desc, v.version desc limit 2000`)
/** Every version of one template, the latest first. */
export const versionsOf = (db: Db, id: number): Promise<Version[]> => db.rows(sql`
  select ${version} from template t join template_version v on v.template_id = t.id where t.id = ${id} order by v.version desc limit 200`)

/** What is in force for these kinds, the oldest template first, with its layout. */
export const inForce = (db: Db, kinds: readonly string[]): Promise<(Version & { layout: Layout })[]> => db.rows(sql`
  select ${version}, v.layout from template t join template_version v on v.template_id = t.id
  where t.retired_at is null and t.kind = any(${kinds}::text[]) and v.version = (select max(a.version) from template_version a where a.template_id = t.id and a.approved_at is not null)
  order by t.id limit 1000`)
export const layoutsOf = (db: Db, wanted: readonly { id: number; version: number }[]): Promise<{ id: number; version: number; layout: Layout }[]> => db.rows(sql`
  select v.template_id as id, v.version, v.layout from template_version v join json_to_recordset(${JSON.stringify(wanted)}::json) as n(id bigint, version int) on n.id = v.template_id and n.version = v.version
  order by v.template_id, v.version limit 1000`)

export const carrierCodes = async (db: Db, ids: readonly number[]): Promise<Map<number, string>> => ids.length === 0 ? new Map() : new Map((await db.rows<{ id: number; code: string }>(sql`
  select id, code from carrier where id = any(${[...new Set(ids)]}::bigint[]) order by id limit 1000`)).map(c => [c.id, c.code]))

export const lockTemplate = async (tx: Db, id: number): Promise<{ id: number; kind: DocumentKind; retiredAt: Date | null } | undefined> =>
  (await tx.rows<{ id: number; kind: DocumentKind; retiredAt: Date | null }>(sql`select id, kind, retired_at as "retiredAt" from template where id = ${id} for update`))[0]
export const insertTemplate = async (tx: Db, kind: DocumentKind, at: Date, by: string): Promise<number> =>
  (await tx.rows<{ id: number }>(sql`insert into template (kind, made_at, made_by) values (${kind}, ${at}, ${by}) returning id`))[0]!.id // an insert gives its row

export interface Draft { id: number; version: number; name: string; shopId: number | null; carrier: string | null; product: string | null; tongue: string | null; layout: Layout; at: Date; by: number; byName: string }
/** Writes a draft, or over one that nobody has approved. */
export const putDraft = (tx: Db, d: Draft) => tx.rows(sql`
  insert into template_version (template_id, version, name, shop_id, carrier, product, tongue, layout, changed_at, changed_by, changer)
  values (${d.id}, ${d.version}, ${d.name}, ${d.shopId}, ${d.carrier}, ${d.product}, ${d.tongue}, ${JSON.stringify(d.layout)}::jsonb, ${d.at}, ${d.by}, ${d.byName})
  on conflict (template_id, version) do update set name = excluded.name, shop_id = excluded.shop_id, carrier = excluded.carrier, product = excluded.product, tongue = excluded.tongue,
    layout = excluded.layout, changed_at = excluded.changed_at, changed_by = excluded.changed_by, changer = excluded.changer where template_version.approved_at is null`)
export const writeApproval = (tx: Db, id: number, number: number, at: Date, by: number, byName: string) => tx.rows(sql`
  update template_version set approved_at = ${at}, approved_by = ${by}, approver = ${byName} where template_id = ${id} and version = ${number}`)
export const writeRetirement = (tx: Db, id: number, at: Date, by: string) => tx.rows(sql`update template set retired_at = ${at}, retired_by = ${by} where id = ${id}`)
