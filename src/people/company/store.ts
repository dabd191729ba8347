import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'
import type { Tongue } from '#kit/words.ts'
import type { Role } from '#people/staff/rules.ts'

export interface Sender { name: string; phone: string; province: string; city: string; district: string; street: string }
export interface Settings { name?: string; sender?: Sender; /** Who of these roles has no second step must set one up before anything else. */ secondStepRoles?: readonly Role[]; /** In which tongue papers are printed. */ paperTongue?: Tongue }
export interface Setting { name: keyof Settings; value: unknown; at: Date; by: string }

export const settings = (db: Db): Promise<Setting[]> => db.rows(sql`select name, value, changed_at as at, changed_by as by from company_setting order by name limit 100`)

export const putSettings = (tx: Db, given: Settings, at: Date, by: string) => tx.rows(sql`
  insert into company_setting (name, value, changed_at, changed_by) select n.name, n.value, ${at}::timestamptz, ${by}::text from jsonb_each(${JSON.stringify(given)}::jsonb) as n(name, value)
  on conflict (name) do update set value = excluded.value, changed_at = excluded.changed_at, changed_by = excluded.changed_by`)

export const secondSteps = async (db: Db): Promise<{ on: number; people: number }> => (await db.rows<{ on: number; people: number }>(sql`
  select count(totp) as on, count(*) as people from staff where active and password is not null`))[0]! // an aggregate always gives a row
