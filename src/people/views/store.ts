import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'

export interface View { id: number; name: string; search: string; hidden: string[]; role: string | null; mine: boolean; by: string }
export const viewsOf = (db: Db, staff: number, roles: readonly string[], page: string): Promise<View[]> => db.rows(sql`
  select v.id, v.name, v.search, v.hidden, v.role, v.staff_id = ${staff} as mine, s.name as by from saved_view v join staff s on s.id = v.staff_id
  where v.page = ${page} and (v.staff_id = ${staff} or v.role = any(${roles}::text[])) order by v.staff_id <> ${staff}, v.name, v.id limit 200`)

/** How many other views of the page somebody has. */
export const countOthers = async (tx: Db, staff: number, page: string, name: string): Promise<number> => (await tx.rows<{ count: number }>(sql`
  select count(*) as count from saved_view where staff_id = ${staff} and page = ${page} and name <> ${name}`))[0]!.count // an aggregate always gives a row

export const putView = async (tx: Db, staff: number, v: { page: string; name: string; search: string; hidden: readonly string[]; role: string | null }, at: Date): Promise<number> => (await tx.rows<{ id: number }>(sql`
  insert into saved_view (staff_id, page, name, search, hidden, role, changed_at) values (${staff}, ${v.page}, ${v.name}, ${v.search}, ${v.hidden}::text[], ${v.role}, ${at})
  on conflict (staff_id, page, name) do update set search = excluded.search, hidden = excluded.hidden, role = excluded.role, changed_at = excluded.changed_at returning id`))[0]!.id // an upsert always gives its row

export const dropView = (tx: Db, staff: number, id: number): Promise<{ id: number }[]> => tx.rows(sql`delete from saved_view where id = ${id} and staff_id = ${staff} returning id`)
