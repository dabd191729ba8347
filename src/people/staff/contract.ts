import { z } from 'zod'
import { endpoint, id, idOut, timeOut } from '#kit/endpoint.ts'
import { roles } from './rules.ts'

const role = z.enum(roles)
const it = ['it'] as const
const name = z.string().trim().min(1).max(60)
const scope = z.array(id).max(1000).nullable()
const scopeOut = z.array(idOut).nullable()
const me = z.object({ id: idOut, name: z.string(), roles: z.array(z.string()), warehouses: scopeOut, shops: scopeOut })
/** Who is here, by which clock the company lives, and what must be set up before anything else. */
const here = me.extend({ utcOffsetMinutes: z.number(), owes: z.string().nullable() })
const page = z.strictObject({ after: id.optional(), limit: z.coerce.number().int().min(1).max(500).default(200) })
const done = z.object({ done: z.literal(true) })
/** Six digits of an authenticator. */
const code = z.string().regex(/^\d{6}$/)

export const signIn = endpoint({
  name: 'signIn', method: 'POST', path: '/api/session', who: 'anyone', summary: 'Sign in; the answer sets the session cookie.',
  body: z.strictObject({ login: z.string().min(1).max(100), password: z.string().min(1).max(400), code: code.optional() }), answer: here,
})
export const signOut = endpoint({
  name: 'signOut', method: 'DELETE', path: '/api/session', who: 'anyone', summary: 'End the session of this browser.', answer: done,
})
export const whoIsHere = endpoint({ name: 'whoIsHere', method: 'GET', path: '/api/session', who: 'anyone', summary: 'Who is signed in at this browser, or null.', answer: here.nullable() })
export const whoAmI = endpoint({ name: 'whoAmI', method: 'GET', path: '/api/me', who: 'signed-in', summary: 'Who I am, what I may see, by which clock the company lives, and what I must set up first.', answer: here, early: true })

export const changeOwnPassword = endpoint({
  name: 'changeOwnPassword', method: 'POST', path: '/api/me/password', who: 'signed-in', body: z.strictObject({ present: z.string().max(400), next: z.string().max(400) }), answer: done, early: true,
  summary: 'Another password for oneself, by the present one; one is signed out everywhere else.',
})
export const readSecondStep = endpoint({ name: 'readSecondStep', method: 'GET', path: '/api/me/second-step', who: 'signed-in', summary: 'Whether I give a code when I sign in.', answer: z.object({ on: z.boolean() }), early: true })
export const beginSecondStep = endpoint({
  name: 'beginSecondStep', method: 'POST', path: '/api/me/second-step', who: 'signed-in', summary: 'Makes a secret for an authenticator; shown this once, and in use after a code of it is confirmed.',
  answer: z.object({ secret: z.string(), uri: z.string() }), early: true,
})
export const confirmSecondStep = endpoint({
  name: 'confirmSecondStep', method: 'POST', path: '/api/me/second-step/confirmation', who: 'signed-in', summary: 'Confirms the secret with a code: from now on signing in asks for one.', body: z.strictObject({ code }), answer: done, early: true,
})
export const endSecondStep = endpoint({
  name: 'endSecondStep', method: 'POST', path: '/api/me/second-step/end', who: 'signed-in', summary: 'No code any more, unless the company asks one of the role; one is asked for a last time.', body: z.strictObject({ code }), answer: done,
})
export const resetSecondStep = endpoint({
  name: 'resetSecondStep', method: 'POST', path: '/api/staff/{id}/second-step/reset', who: it, params: z.strictObject({ id }), body: z.strictObject({ reason: z.string().trim().min(2).max(200) }), answer: done,
  summary: 'Takes the second step away from somebody else who lost the device; the reason is kept with who and when.',
})

export const listStaff = endpoint({
  name: 'listStaff', method: 'GET', path: '/api/staff', who: it, summary: 'The people of the company.', query: page,
  answer: z.object({
    staff: z.array(me.extend({ login: z.string(), departments: z.array(z.string()), active: z.boolean(), secondStep: z.boolean(), passwordGiven: z.boolean(), createdAt: timeOut })), next: idOut.nullable(),
  }),
})
export const createStaff = endpoint({
  name: 'createStaff', method: 'POST', path: '/api/staff', who: it, summary: 'Let somebody in; warehouses or shops left out or null mean all (IT-3). The password only lets them choose their own, within 7 days.',
  body: z.strictObject({
    login: z.string().regex(/^[a-z0-9][a-z0-9._-]{1,59}$/, 'a–z, 0–9, dot, line, at least two'), name, password: z.string().max(400),
    roles: z.array(role).min(1).max(roles.length), warehouses: scope.optional(), shops: scope.optional(), departments: z.array(name).max(50).optional(),
  }),
  answer: z.object({ id: idOut }),
})
export const disableStaff = endpoint({
  name: 'disableStaff', method: 'POST', path: '/api/staff/{id}/disable', who: it, summary: 'End somebody’s access at once.',
  params: z.strictObject({ id }), answer: done,
})

export const listTokens = endpoint({
  name: 'listTokens', method: 'GET', path: '/api/tokens', who: it, summary: 'The tokens of machines, without their secrets.', query: page,
  answer: z.object({
    tokens: z.array(z.object({ id: idOut, name: z.string(), roles: z.array(role), createdAt: timeOut, usedAt: timeOut.nullable() })), next: idOut.nullable(),
  }),
})
export const addToken = endpoint({
  name: 'addToken', method: 'POST', path: '/api/tokens', who: it, summary: 'A token for a machine; its secret is shown this once.',
  body: z.strictObject({ name, role, warehouses: scope.optional(), shops: scope.optional() }), answer: z.object({ id: idOut, secret: z.string() }),
})
export const revokeToken = endpoint({
  name: 'revokeToken', method: 'DELETE', path: '/api/tokens/{id}', who: it, summary: 'Revoke a token; it is refused within a second.',
  params: z.strictObject({ id }), answer: done,
})

export const scopeChoices = endpoint({
  name: 'scopeChoices', method: 'GET', path: '/api/staff/choices', who: it, summary: 'The warehouses and shops that a person or machine may be kept to.',
  answer: z.object({ warehouses: z.array(z.object({ id: idOut, name: z.string() })), shops: z.array(z.object({ id: idOut, name: z.string() })) }),
})
