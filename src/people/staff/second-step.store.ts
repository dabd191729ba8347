import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'
import { asksSecondStep } from './store.ts'

export interface SecondStep { login: string; totp: Buffer | null; pending: Buffer | null; step: number; asked: boolean }
export const secondStepOf = async (db: Db, id: number): Promise<SecondStep | undefined> => (await db.rows<SecondStep>(sql`
  select s.login, s.totp, s.totp_pending as pending, s.totp_step as step, ${asksSecondStep} as asked from staff s where s.id = ${id} and s.active and s.password is not null`))[0]

export const writePending = (tx: Db, id: number, sealed: Buffer) => tx.rows(sql`update staff set totp_pending = ${sealed} where id = ${id}`)
export const confirmPending = (tx: Db, id: number, step: number): Promise<{ id: number }[]> => tx.rows(sql`
  update staff set totp = totp_pending, totp_pending = null, totp_step = ${step} where id = ${id} and totp_pending is not null returning id`)
export const clearSecondStep = (tx: Db, id: number): Promise<{ id: number }[]> => tx.rows(sql`
  update staff set totp = null, totp_pending = null where id = ${id} and (totp is not null or totp_pending is not null) returning id`)

/** Marks the interval of a code as used; who comes second with the same code is too late. */
export const useStep = (tx: Db, id: number, step: number): Promise<{ id: number }[]> => tx.rows(sql`
  update staff set totp_step = ${step} where id = ${id} and totp_step < ${step} returning id`)
