import { record } from '#kit/events.ts'
import { reason, type Reason } from '#kit/verdict.ts'
import type { Work } from '#kit/work.ts'
import { hashOf } from './actions.ts'
import * as store from './admin.store.ts'
import { whyNotPassword, whyNotTakeIt, type Role } from './rules.ts'

export interface StaffChange {
  name?: string | undefined; roles?: readonly Role[] | undefined; departments?: readonly string[] | undefined
  warehouses?: readonly number[] | null | undefined; shops?: readonly number[] | null | undefined
}
/** `found` is false where there is no such person; reasons say why nothing was done. */
export interface Done { found: boolean; reasons: Reason[] }

/** Changes what somebody is and may see; the log keeps old and new (IT-2, IT-3). */
export async function changeStaff(work: Work, id: number, change: StaffChange): Promise<Done> {
  const locked = await store.lockPeople(work.tx, id)
  const was = locked.find(s => s.id === id)
  if (!was) return { found: false, reasons: [] }
  const next = {
    id, name: change.name ?? was.name, roles: [...new Set(change.roles ?? was.roles)], departments: [...(change.departments ?? was.departments)],
    warehouses: change.warehouses === undefined ? was.warehouses : change.warehouses && [...change.warehouses], shops: change.shops === undefined ? was.shops : change.shops && [...change.shops],
  }
  const reasons = was.active ? whyNotTakeIt(work.actor.id, was, next.roles, { it: locked.filter(s => s.id !== id && s.active && s.roles.includes('it')).length }) : []
  if (reasons.length) return { found: true, reasons }
  await store.writeStaff(work.tx, next)
  const facts = (of: typeof next | store.Standing) => ({ roles: of.roles, departments: of.departments, warehouses: of.warehouses, shops: of.shops })
  await record(work, [{ subject: 'staff', id, kind: 'staff.changed', facts: { from: facts(was), to: facts(next), renamed: was.name !== next.name } }])
  return { found: true, reasons: [] }
}

export async function enableStaff(work: Work, id: number): Promise<Done> {
  const was = (await store.lockPeople(work.tx, id)).find(s => s.id === id)
  if (!was) return { found: false, reasons: [] }
  if (was.active) return { found: true, reasons: [{ code: 'active-already' }] }
  await store.activate(work.tx, id)
  await record(work, [{ subject: 'staff', id, kind: 'staff.enabled' }])
  return { found: true, reasons: [] }
}

/** Ends every session that began with the old one; the new one only lets its owner choose another. One’s own is changed by the present one alone: a left desk must not open it for good. */
export async function resetPassword(work: Work, id: number, password: string): Promise<Done> {
  if (id === work.actor.id) return { found: true, reasons: [reason('own-password')] }
  if (!(await store.lockPeople(work.tx, id)).some(s => s.id === id)) return { found: false, reasons: [] }
  const reasons = whyNotPassword(password)
  if (reasons.length) return { found: true, reasons }
  await store.writeGivenPassword(work.tx, id, await hashOf(password), work.now)
  await store.endSessions(work.tx, id, work.now)
  await record(work, [{ subject: 'staff', id, kind: 'staff.password-reset' }])
  return { found: true, reasons: [] }
}

/** How many sessions ended, or undefined where there is no such person. */
export async function signOutStaff(work: Work, id: number): Promise<number | undefined> {
  if (!(await store.lockPeople(work.tx, id)).some(s => s.id === id)) return undefined
  const ended = await store.endSessions(work.tx, id, work.now)
  if (ended.length) await record(work, [{ subject: 'staff', id, kind: 'staff.sent-out', facts: { sessions: ended.length } }])
  return ended.length
}
export const personOfLogin = (work: Work, login: string) => store.idOfLogin(work.tx, login)
