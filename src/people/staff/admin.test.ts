import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { whyNotPassword } from './rules.ts'
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
