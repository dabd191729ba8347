import { z } from 'zod'
import { endpoint, id, timeOut } from '#kit/endpoint.ts'
import { roles } from './rules.ts'

const it = ['it'] as const
const name = z.string().trim().min(1).max(60)
const scope = z.array(id).max(1000).nullable()
const done = z.object({ done: z.literal(true) })
const params = z.strictObject({ id })

export const changeStaff = endpoint({
  name: 'changeStaff', method: 'PATCH', path: '/api/staff/{id}', who: it, params, answer: done,
  summary: 'Change a person’s name, roles, departments, warehouses or shops; what is left out stays. Takes hold within a second; old and new are kept (IT-3).',
  body: z.strictObject({ name: name.optional(), roles: z.array(z.enum(roles)).min(1).max(roles.length).optional(), departments: z.array(name).max(50).optional(), warehouses: scope.optional(), shops: scope.optional() }),
})
export const enableStaff = endpoint({ name: 'enableStaff', method: 'POST', path: '/api/staff/{id}/enable', who: it, params, answer: done, summary: 'Let somebody in again who was disabled; with the old password.' })
export const resetPassword = endpoint({
  name: 'resetPassword', method: 'POST', path: '/api/staff/{id}/password', who: it, params, answer: done, summary: 'Give somebody else a new password: every session of theirs ends, and it lets them in only to choose their own, within 7 days.',
  body: z.strictObject({ password: z.string().max(400) }),
})
export const signOutStaff = endpoint({
  name: 'signOutStaff', method: 'POST', path: '/api/staff/{id}/sign-out', who: it, params, summary: 'End every session of a person; they may sign in again.', answer: z.object({ ended: z.number() }),
})
export const listSessions = endpoint({
  name: 'listSessions', method: 'GET', path: '/api/staff/{id}/sessions', who: it, params, summary: 'Where somebody is signed in: since when, last used, until when at most. The latest first.',
  answer: z.object({ sessions: z.array(z.object({ createdAt: timeOut, usedAt: timeOut.nullable(), expiresAt: timeOut.nullable() })) }),
})
