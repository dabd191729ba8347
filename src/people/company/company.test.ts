import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'

let house: TestHouse
beforeAll(async () => { house = await openHouse() })
afterAll(() => house?.close())

const sender = { name: '单流仓储', phone: '0571-8000 1234', province: '浙江省', city: '杭州市', district: '西湖区', street: '文三路 138 号' }

test('a company that has said nothing goes by its code; what it says is kept with old and new, and what is left out stays', async () => {
  const it = await house.person(['it'])
  expect((await house.call('GET', '/api/company', { token: it })).json).toMatchObject({ name: 'demo', code: 'demo', changed: null, session: { idleHours: 12, longestDays: 7 } })
  expect((await house.call('PATCH', '/api/company', { token: it, body: { name: '杭州某某商贸' } })).status).toBe(200)
  expect((await house.call('PATCH', '/api/company', { token: it, body: { sender } })).status).toBe(200)
  expect((await house.call('GET', '/api/company', { token: await house.token('picker') })).json).toMatchObject({ name: '杭州某某商贸', sender, changed: { by: '陈敏' } })
  const [told] = await house.company.db.rows<{ facts: { from: { name: string }; to: { name: string; sender: object } } }>(sql`select facts from event where kind = 'company.changed' order by number desc limit 1`)
  expect(told!.facts).toMatchObject({ from: { name: '杭州某某商贸', sender: { street: '' } }, to: { sender: { city: '杭州市' } } })
  expect(JSON.stringify(told), 'P2 · no phone in the log').not.toContain('8000')
})

test('the second step names the company in the authenticator', async () => {
  const { uri } = (await house.call('POST', '/api/me/second-step', { token: await house.person(['clerk']) })).json
  expect(decodeURIComponent(uri)).toContain('杭州某某商贸')
})
