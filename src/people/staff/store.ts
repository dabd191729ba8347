import type { Db } from '#kit/db.ts'
import { sql, whole } from '#kit/sql.ts'
import type { Owed, Role } from './rules.ts'

export interface NewStaff {
  login: string; name: string; password: string | null; roles: readonly Role[]
  warehouses: readonly number[] | null; shops: readonly number[] | null; departments: readonly string[]; /** When somebody else gave the password. */ givenAt: Date | null
}

export const insertStaff = (tx: Db, at: Date, s: NewStaff): Promise<{ id: number }[]> => tx.rows(sql`
  insert into staff (login, name, password, roles, warehouses, shops, departments, password_given_at, created_at)
  values (${s.login}, ${s.name}, ${s.password}, ${s.roles}, ${s.warehouses}, ${s.shops}, ${s.departments}, ${s.givenAt}, ${at}) on conflict (login) do nothing returning id`)

export interface ListedStaff {
  id: number; login: string; name: string; roles: Role[]; warehouses: number[] | null; shops: number[] | null
  departments: string[]; active: boolean; secondStep: boolean; passwordGiven: boolean; createdAt: Date
}

/** Whether the company asks a second step of somebody in these roles. */
export const asksSecondStep = sql`exists (select from company_setting c where c.name = 'secondStepRoles' and c.value ?| s.roles)`
/** What a person has to do before anything else; machines have no password and owe nothing. */
const owes = sql`case when s.password is null then null when s.password_given_at is not null then 'password-needed' when s.totp is null and ${asksSecondStep} then 'second-step-needed' end`

/** People, not machines: a machine has no password. */
export const listStaff = (db: Db, after: number, limit: number): Promise<ListedStaff[]> => db.rows(sql`
  select id, login, name, roles, warehouses, shops, departments, active, totp is not null as "secondStep", password_given_at is not null as "passwordGiven", created_at as "createdAt"
  from staff where id > ${after} and password is not null order by id limit ${whole(limit)}`)

export const staffByLogin = (db: Db, login: string): Promise<{ id: number; name: string; password: string; roles: Role[]; warehouses: number[] | null; shops: number[] | null; totp: Buffer | null; totpStep: number; givenAt: Date | null; owes: Owed | null }[]> => db.rows(sql`
  select s.id, s.name, s.password, s.roles, s.warehouses, s.shops, s.totp, s.totp_step as "totpStep", s.password_given_at as "givenAt", ${owes} as owes from staff s where s.login = ${login} and s.active and s.password is not null`)

export const passwordOf = async (db: Db, id: number): Promise<{ login: string; name: string; password: string } | undefined> => (await db.rows<{ login: string; name: string; password: string }>(sql`
  select login, name, password from staff where id = ${id} and password is not null and active`))[0]
export const writeOwnPassword = (tx: Db, id: number, password: string) => tx.rows(sql`update staff set password = ${password}, password_given_at = null where id = ${id}`)
export const revokeOtherSessions = (tx: Db, at: Date, staffId: number, own: Buffer) => tx.rows(sql`
  update access_key set revoked_at = ${at} where staff_id = ${staffId} and kind = 'session' and hash <> ${own} and revoked_at is null`)

/** Locks everybody of IT too, so that two cannot disable each other at once. */
export const lockForDisable = (tx: Db, id: number): Promise<{ id: number; roles: Role[] }[]> => tx.rows(sql`
  select id, roles from staff where (id = ${id} or 'it' = any(roles)) and active and password is not null order by id for update`)

export const deactivate = (tx: Db, id: number) => tx.rows(sql`update staff set active = false where id = ${id}`)

export interface NewKey { hash: Buffer; kind: 'session' | 'token'; staffId: number; name: string; expiresAt: Date | null }

export const insertKey = (tx: Db, at: Date, key: NewKey) => tx.rows(sql`
  insert into access_key (hash, kind, staff_id, name, created_at, expires_at)
  values (${key.hash}, ${key.kind}, ${key.staffId}, ${key.name}, ${at}, ${key.expiresAt})`)

/** Who stands behind a key that is good now. */
export const actorByKey = (db: Db, hash: Buffer, now: Date, idleSince: Date): Promise<{ id: number; name: string; roles: Role[]; warehouses: number[] | null; shops: number[] | null; usedAt: Date | null; owes: Owed | null; outside: number[] | null }[]> => db.rows(sql`
  select s.id, s.name, s.roles, s.warehouses, s.shops, k.used_at as "usedAt", ${owes} as owes,
    case when exists (select from shop where stays_inside) then array(select h.id from shop h where not h.stays_inside and (s.shops is null or h.id = any(s.shops)) order by h.id) end as outside
  from access_key k join staff s on s.id = k.staff_id
  where k.hash = ${hash} and k.revoked_at is null and s.active and (k.expires_at is null or k.expires_at > ${now})
    and (k.kind = 'token' or coalesce(k.used_at, k.created_at) > ${idleSince})`)

export const touchKey = (db: Db, hash: Buffer, now: Date) => db.rows(sql`update access_key set used_at = ${now} where hash = ${hash}`)

export const revokeKey = (tx: Db, at: Date, hash: Buffer): Promise<{ staffId: number }[]> => tx.rows(sql`
  update access_key set revoked_at = ${at} where hash = ${hash} and kind = 'session' and revoked_at is null returning staff_id as "staffId"`)

export const revokeKeysOf = (tx: Db, at: Date, staffId: number) => tx.rows(sql`
  update access_key set revoked_at = ${at} where staff_id = ${staffId} and revoked_at is null`)

/** A token is known outside by the machine it belongs to, which has no other. */
export const revokeToken = (tx: Db, at: Date, id: number): Promise<{ staffId: number }[]> => tx.rows(sql`
  update access_key set revoked_at = ${at} where staff_id = ${id} and kind = 'token' and revoked_at is null returning staff_id as "staffId"`)

export interface ListedToken { id: number; name: string; roles: Role[]; createdAt: Date; usedAt: Date | null }

export const listTokens = (db: Db, after: number, limit: number): Promise<ListedToken[]> => db.rows(sql`
  select s.id, k.name, s.roles, k.created_at as "createdAt", k.used_at as "usedAt"
  from access_key k join staff s on s.id = k.staff_id
  where k.kind = 'token' and k.revoked_at is null and s.id > ${after} order by s.id limit ${whole(limit)}`)
