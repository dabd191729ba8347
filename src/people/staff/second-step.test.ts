import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { codeFor } from '../../../test/authenticator.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'

let house: TestHouse
beforeAll(async () => { house = await openHouse() })
afterAll(() => house?.close())

const login = 'clerk', password = 'danliu-demo-2026'
const enter = (code?: string) => house.call('POST', '/api/session', { body: { login, password, ...(code && { code }) } })
const secretOf = async (answer: Awaited<ReturnType<typeof enter>>) => /danliu=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')![1]!

test('S6 a second step is set up, asked for, works once for a code, and IT takes it away from who lost the device', async () => {
  const token = await secretOf(await enter())
  expect((await house.call('GET', '/api/me/second-step', { token })).json).toEqual({ on: false })
  const begun = (await house.call('POST', '/api/me/second-step', { token })).json
  expect(begun.uri).toContain(`secret=${begun.secret}`)
  const code = (later = 0) => codeFor(begun.secret, later)
  // Until a code of it is confirmed nothing has changed.
  expect((await enter()).status).toBe(200)
  expect((await house.call('POST', '/api/me/second-step/confirmation', { token, body: { code: '000000' } })).json.code).toBe('wrong-code')
  const confirmed = code()
  expect((await house.call('POST', '/api/me/second-step/confirmation', { token, body: { code: confirmed } })).status).toBe(200)

  expect((await enter()).json.code).toBe('code-needed')
  expect((await enter('123456')).json.code).toBe('wrong-code')
  expect((await enter(confirmed)).json.code, 'a code that was used is used up').toBe('wrong-code')
  const next = code(1)
  expect((await enter(next)).status).toBe(200)
  expect((await enter(next)).json.code).toBe('wrong-code')

  const it = await house.token('it')
  const clerk = (await house.call('GET', '/api/staff', { token: it })).json.staff.find((s: { login: string }) => s.login === login)
  const reset = (reason?: string) => house.call('POST', `/api/staff/${clerk.id}/second-step/reset`, { token: it, ...(reason && { body: { reason } }) })
  expect(clerk.secondStep).toBe(true)
  expect((await reset()).status, 'a reason is asked for').toBe(422)
  expect((await reset('手机丢失，当面核实')).status).toBe(200)
  expect(await house.company.db.rows(sql`select after, facts->>'why' as why from event where kind = 'staff.second-step' order by number desc limit 1`)).toEqual([{ after: 'off', why: '手机丢失，当面核实' }])
  expect((await enter()).status).toBe(200)
  expect((await reset('再来一次')).json.code).toBe('no-second-step')
  const me = await house.person(['it'])
  const { id } = (await house.call('GET', '/api/me', { token: me })).json
  expect((await house.call('POST', `/api/staff/${id}/second-step/reset`, { token: me, body: { reason: '自己' } })).json.code).toBe('own-second-step')
})

test('S6 a role that the company asks a second step of does nothing before it is set up, keeps it on, and machines are not asked', async () => {
  const it = await house.token('it')
  const ask = (secondStepRoles: string[]) => house.call('PATCH', '/api/company', { token: it, body: { secondStepRoles } })
  const token = await house.person(['finance', 'clerk']), other = await house.person(['clerk'])
  const orders = async (who: string) => { const { status, json } = await house.call('GET', '/api/orders', { token: who }); return status === 200 ? 200 : json.code }
  expect(await orders(token)).toBe(200)
  expect((await ask(['finance', 'it'])).status).toBe(200)
  expect([await orders(token), await orders(other), await orders(await house.token('finance')), await orders(it)]).toEqual(['second-step-needed', 200, 200, 200])
  expect((await house.call('GET', '/api/me', { token })).json.owes).toBe('second-step-needed')
  expect((await house.call('POST', '/api/session', { body: { login: 'finance', password } })).json.owes).toBe('second-step-needed')
  const { secret } = (await house.call('POST', '/api/me/second-step', { token })).json
  expect((await house.call('POST', '/api/me/second-step/confirmation', { token, body: { code: codeFor(secret) }, key: 'as-the-console-does' })).status).toBe(200)
  expect([await orders(token), (await house.call('GET', '/api/me', { token })).json.owes]).toEqual([200, null])
  expect((await house.call('POST', '/api/me/second-step/end', { token, body: { code: codeFor(secret, 1) } })).json.code).toBe('second-step-asked')
  expect(await house.company.db.rows(sql`select facts->'to'->'secondStepRoles' as roles from event where kind = 'company.changed' order by number desc limit 1`)).toEqual([{ roles: ['finance', 'it'] }])
  expect((await ask([])).status).toBe(200)
  expect((await house.call('POST', '/api/session', { body: { login: 'finance', password } })).json.owes).toBeNull()
})
