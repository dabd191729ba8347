import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { codeFor } from '../../../test/authenticator.ts'
import { easyPassword, whyNotPassword } from './rules.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'

let house: TestHouse
let it = ''
beforeAll(async () => { house = await openHouse(); it = await house.person(['it']) })
afterAll(() => house?.close())

const ask = (method: string, path: string, body?: unknown, token = it) => house.call(method, path, { token, ...(body !== undefined && { body }) })
const idOf = async (token: string) => (await ask('GET', '/api/me', undefined, token)).json.id as string
const listed = async (id: string) => (await ask('GET', '/api/staff')).json.staff.find((s: { id: string }) => s.id === id)

test('IT-3: roles, departments and scope change at once, and the log keeps old and new', async () => {
  const token = await house.person(['picker'])
  const id = await idOf(token)
  const main = String(await house.idOf('warehouse', 'main'))
  expect((await ask('GET', '/api/review/rules', undefined, token)).status).toBe(403)
  expect((await ask('PATCH', `/api/staff/${id}`, { roles: ['clerk'], departments: ['订单部'], warehouses: [main] })).json).toEqual({ done: true })
  expect((await ask('GET', '/api/review/rules', undefined, token)).status).toBe(200)
  expect(await listed(id)).toMatchObject({ roles: ['clerk'], departments: ['订单部'], warehouses: [main], shops: null, name: '陈敏' })
  const [event] = await house.company.db.rows<{ facts: { from: { roles: string[] }; to: { roles: string[] } } }>(sql`select facts from event where kind = 'staff.changed' and subject_id = ${Number(id)}`)
  expect([event!.facts.from.roles, event!.facts.to.roles]).toEqual([['picker'], ['clerk']])
})

test('nobody takes IT from oneself', async () => {
  const { json } = await ask('PATCH', `/api/staff/${await idOf(it)}`, { roles: ['clerk'] })
  expect(json.reasons.map((r: { code: string }) => r.code)).toEqual(['oneself'])
})

test('S6: a new password ends every session that began with the old one; a short one is refused', async () => {
  const token = await house.person(['clerk'])
  const id = await idOf(token)
  expect((await ask('POST', `/api/staff/${id}/password`, { password: 'short' })).json.reasons[0].code).toBe('password-length')
  expect((await ask('POST', `/api/staff/${id}/password`, { password: '一匹马两匹马三匹马四' })).status).toBe(200)
  expect((await ask('GET', '/api/me', undefined, token)).status).toBe(401)
  const { login } = await listed(id)
  const signedIn = await house.call('POST', '/api/session', { body: { login, password: '一匹马两匹马三匹马四' }, headers: { 'sec-fetch-site': 'same-origin' } })
  expect(signedIn.status).toBe(200)
})

test('S6: sessions are listed, and ended at once', async () => {
  const token = await house.person(['clerk'])
  const id = await idOf(token)
  expect((await ask('GET', `/api/staff/${id}/sessions`)).json.sessions).toHaveLength(1)
  expect((await ask('POST', `/api/staff/${id}/sign-out`)).json).toEqual({ ended: 1 })
  expect((await ask('GET', '/api/me', undefined, token)).status).toBe(401)
  expect((await ask('GET', `/api/staff/${id}/sessions`)).json.sessions).toEqual([])
})

test('who was disabled comes back', async () => {
  const id = await idOf(await house.person(['clerk']))
  await ask('POST', `/api/staff/${id}/disable`)
  expect((await ask('POST', `/api/staff/${id}/enable`)).status).toBe(200)
  expect((await listed(id)).active).toBe(true)
  expect((await ask('POST', `/api/staff/${id}/enable`)).json.reasons).toEqual([{ code: 'active-already' }])
  expect((await ask('POST', '/api/staff/999999/enable')).status).toBe(404)
})

test('S7 · one changes one’s own password by the present one: every other session ends; what everybody would try first is refused, any kind of characters does', async () => {
  expect(['1234567890', '0987654321', 'aaaaaaaaaaaa', 'abababababab', 'abcdefghijkl', 'Password1234!', 'woaini5201314', '1q2w3e4r5t', 'chenmin-2026', '晨光路上的第三棵树呀'].map(p => whyNotPassword(p, ['chenmin']).length)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 0])
  expect([whyNotPassword('correct horse battery').length, whyNotPassword('x'.repeat(64) + 'Zz9 !').length, whyNotPassword('short').length]).toEqual([0, 0, 1])
  const me = await house.person(['clerk'])
  const change = (body: object) => house.call('POST', '/api/me/password', { token: me, body })
  expect((await change({ present: 'not this one', next: 'quite another word' })).json.reasons).toMatchObject([{ code: 'wrong-password' }])
})

const enter = async (login: string, password: string, code?: string) => {
  const answer = await house.call('POST', '/api/session', { body: { login, password, ...(code && { code }) } })
  return { status: answer.status, json: answer.json, token: /danliu=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? '' }
}
const given = '一匹马两匹马三匹马四', chosen = '晨光路上的第三棵树呀'
let told = 0
const say = (token: string, body: object) => house.call('POST', '/api/me/password', { token, body, key: `as-the-console-does-${++told}` })

test('S6: a password that IT gives, to somebody new or by a reset, lets its owner in only as far as choosing another one; then all is open, and machines are not asked', async () => {
  const { id } = (await ask('POST', '/api/staff', { login: 'newcomer', name: '陈敏', password: given, roles: ['clerk'] })).json
  const machine = await house.token('clerk')
  for (const how of ['new', 'reset'] as const) {
    if (how === 'reset') expect((await ask('POST', `/api/staff/${id}/password`, { password: given })).status).toBe(200)
    expect((await listed(id)).passwordGiven).toBe(true)
    const { json, token } = await enter('newcomer', given)
    expect(json.owes).toBe('password-needed')
    for (const [method, path, body] of [['GET', '/api/orders'], ['GET', '/api/stages'], ['GET', '/api/live'], ['POST', '/api/orders/moves/cancel', { orders: ['1'] }]] as const) {
      const no = await ask(method, path, body, token)
      expect([path, no.status, no.json.code, no.json.reasons, no.json.detail]).toEqual([path, 403, 'password-needed', [{ code: 'password-needed' }], expect.stringContaining('POST /api/me/password')])
    }
    expect((await ask('GET', '/api/me', undefined, token)).json).toMatchObject({ id, owes: 'password-needed' })
    expect((await say(token, { present: given, next: given })).json.reasons).toEqual([{ code: 'password-same' }])
    expect((await say(token, { present: given, next: 'short' })).json.reasons).toMatchObject([{ code: 'password-length' }])
    expect((await ask('GET', '/api/orders', undefined, token)).status).toBe(403)
    // Somewhere else the given password has been used too: that session ends with it.
    const elsewhere = (await enter('newcomer', given)).token
    expect((await say(token, { present: given, next: chosen })).status).toBe(200)
    expect([(await ask('GET', '/api/orders', undefined, token)).status, (await ask('GET', '/api/me', undefined, elsewhere)).status, (await listed(id)).passwordGiven]).toEqual([200, 401, false])
    expect([(await enter('newcomer', given)).status, (await enter('newcomer', chosen)).json.owes]).toEqual([401, null])
    expect((await ask('GET', '/api/orders', undefined, machine)).status).toBe(200)
  }
  expect(await house.company.db.rows(sql`select kind from event where subject = 'staff' and subject_id = ${Number(id)} and kind like 'staff.password%' order by number`)).toEqual(['change', 'reset', 'change'].map(of => ({ kind: `staff.password-${of}` })))
})

test('S6: a given password is good for 7 days; who guesses is not told that it has lapsed', async () => {
  const { id } = (await ask('POST', '/api/staff', { login: 'sleeper', name: '陈敏', password: given, roles: ['picker'] })).json
  const days = (n: number) => house.company.db.rows(sql`update staff set password_given_at = ${new Date(house.company.now().getTime() - n * 86_400_000)} where id = ${Number(id)}`)
  await days(6.9)
  expect((await enter('sleeper', given)).status).toBe(200)
  await days(7.1)
  expect([(await enter('sleeper', given)).json.code, (await enter('sleeper', 'quite another word')).json.code]).toEqual(['password-lapsed', 'wrong-login'])
  await ask('POST', `/api/staff/${id}/password`, { password: chosen })
  expect((await enter('sleeper', chosen)).json.owes).toBe('password-needed')
})

test('S6: a reset does not go round the second step, and nobody resets their own', async () => {
  const { id } = (await ask('POST', '/api/staff', { login: 'twosteps', name: '陈敏', password: given, roles: ['clerk'] })).json
  const { token } = await enter('twosteps', given)
  // Both are owed: the password comes first.
  await ask('PATCH', '/api/company', { secondStepRoles: ['clerk'] })
  expect([(await enter('twosteps', given)).json.owes, (await say(token, { present: given, next: chosen })).status, (await enter('twosteps', chosen)).json.owes]).toEqual(['password-needed', 200, 'second-step-needed'])
  const { secret } = (await house.call('POST', '/api/me/second-step', { token })).json
  expect((await house.call('POST', '/api/me/second-step/confirmation', { token, body: { code: codeFor(secret) } })).status).toBe(200)
  await ask('PATCH', '/api/company', { secondStepRoles: [] })
  await ask('POST', `/api/staff/${id}/password`, { password: given })
  expect([(await enter('twosteps', given)).json.code, (await enter('twosteps', given, codeFor(secret, 1))).json.owes]).toEqual(['code-needed', 'password-needed'])
  expect((await ask('POST', `/api/staff/${await idOf(it)}/password`, { password: chosen })).json.reasons).toEqual([{ code: 'own-password' }])
})

test('S6: a password made to be handed over has 77 bits and no look-alikes', () => {
  expect([easyPassword(new Uint8Array(64).map((_, i) => i * 5)), easyPassword(new Uint8Array(64).fill(247))]).toEqual([expect.stringMatching(/^[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){3}$/), '9999-9999-9999-9999'])
})
