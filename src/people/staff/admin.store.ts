import type { Db } from '#kit/db.ts'
import { sql, whole } from '#kit/sql.ts'
import type { Role } from './rules.ts'

export interface Standing { id: number; name: string; roles: Role[]; departments: string[]; warehouses: number[] | null; shops: number[] | null; active: boolean }

/** Locks the person and everybody of IT, so that two cannot take the last key from each other. */
export const lockPeople = (tx: Db, id: number): Promise<Standing[]> => tx.rows(sql`
  select id, name, roles, departments, warehouses, shops, active from staff
  where (id = ${id} or ('it' = any(roles) and active)) and password is not null order by id for update`)

export const writeStaff = (tx: Db, s: Omit<Standing, 'active'>) => tx.rows(sql`
  update staff set name = ${s.name}, roles = ${s.roles}, departments = ${s.departments}, warehouses = ${s.warehouses}, shops = ${s.shops} where id = ${s.id}`)
export const activate = (tx: Db, id: number) => tx.rows(sql`update staff set active = true where id = ${id}`)
export const writeGivenPassword = (tx: Db, id: number, password: string, at: Date) => tx.rows(sql`update staff set password = ${password}, password_given_at = ${at} where id = ${id}`)
export const idOfLogin = async (tx: Db, login: string): Promise<number | undefined> => (await tx.rows<{ id: number }>(sql`select id from staff where login = ${login} and password is not null`))[0]?.id
export const endSessions = (tx: Db, id: number, at: Date): Promise<{ kind: string }[]> => tx.rows(sql`
  update access_key set revoked_at = ${at} where staff_id = ${id} and kind = 'session' and revoked_at is null and (expires_at is null or expires_at > ${at}) returning kind`)

export const sessionsOf = (db: Db, id: number, now: Date, idleSince: Date): Promise<{ createdAt: Date; usedAt: Date | null; expiresAt: Date | null }[]> => db.rows(sql`
  select created_at as "createdAt", used_at as "usedAt", expires_at as "expiresAt" from access_key
  where staff_id = ${id} and kind = 'session' and revoked_at is null and (expires_at is null or expires_at > ${now}) and coalesce(used_at, created_at) > ${idleSince}
  order by created_at desc limit ${whole(200)}`)

/** What a scope is made of. */
export const warehouseNames = (db: Db): Promise<{ id: number; name: string }[]> => db.rows(sql`select id, name from warehouse order by rank, id limit 1000`)
export const shopNames = (db: Db): Promise<{ id: number; name: string }[]> => db.rows(sql`select id, name from shop order by code limit 1000`)
