import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { codeOf, stepAt } from '#kit/totp.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'

let house: TestHouse
beforeAll(async () => { house = await openHouse() })
afterAll(() => house?.close())

const fromBase32 = (text: string) => { let bits = ''; for (const c of text) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'); return Buffer.from(bits.match(/.{8}/g)!.map(b => Number.parseInt(b, 2))) }
const login = 'clerk', password = 'danliu-demo-2026'
const enter = (code?: string) => house.call('POST', '/api/session', { body: { login, password, ...(code && { code }) } })
const secretOf = async (answer: Awaited<ReturnType<typeof enter>>) => /danliu=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')![1]!

test('S6 a second step is set up, asked for, works once for a code, and IT takes it away from who lost the device', async () => {
  const token = await secretOf(await enter())
  expect((await house.call('GET', '/api/me/second-step', { token })).json).toEqual({ on: false })
  const begun = (await house.call('POST', '/api/me/second-step', { token })).json
  expect(begun.uri).toContain(`secret=${begun.secret}`)
  const code = (later = 0) => codeOf(fromBase32(begun.secret), stepAt(new Date()) + later)
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
