import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'

let house: TestHouse
beforeAll(async () => { house = await openHouse() })
afterAll(() => house?.close())

const view = { page: '/orders', name: '加急待审', search: 'stage=review&class=urgent&sort=priority', hidden: ['shop'] }
const put = (token: string, body: object) => house.call('PUT', '/api/views', { token, body })
const list = async (token: string, page = '/orders') => (await house.call('GET', `/api/views?page=${page}`, { token })).json.views

test('a view keeps filters, order and columns on the server, for the person and not the browser; the same name replaces it', async () => {
  const [mine, other] = [await house.person(['clerk']), await house.person(['clerk'])]
  expect((await put(mine, view)).status).toBe(200)
  await put(mine, { ...view, search: 'stage=review' })
  expect(await list(mine)).toMatchObject([{ name: '加急待审', search: 'stage=review', hidden: ['shop'], role: null, mine: true }])
  expect(await list(mine, '/tracking')).toEqual([])
  expect(await list(other)).toEqual([])
})

test('a view shared with a role is seen by that role alone, and taken away only by whoever made it', async () => {
  const [manager, picker, clerk] = [await house.person(['manager']), await house.person(['picker']), await house.person(['clerk'])]
  const { id } = (await put(manager, { ...view, name: '给拣货', role: 'picker' })).json
  expect(await list(picker)).toMatchObject([{ name: '给拣货', mine: false, by: '陈敏' }])
  expect(await list(clerk)).toEqual([])
  expect((await house.call('DELETE', `/api/views/${id}`, { token: picker })).status).toBe(404)
  expect((await put(clerk, { ...view, role: 'manager' })).json.reasons).toMatchObject([{ code: 'role-not-own' }])
  expect((await house.call('DELETE', `/api/views/${id}`, { token: manager })).status).toBe(200)
  expect(await list(picker)).toEqual([])
})

test('P1 · what was searched for, maybe a phone, is never kept; and there is a limit to views', async () => {
  const token = await house.person(['clerk'])
  await put(token, { ...view, search: 'q=13800138000&stage=ready' })
  expect(await list(token)).toMatchObject([{ search: 'stage=ready' }])
  expect(await house.company.db.rows(sql`select count(*) as count from saved_view where search like '%138%'`)).toEqual([{ count: 0 }])
  for (let n = 1; n < 50; n++) await put(token, { ...view, name: `视图 ${n}` })
  expect((await put(token, { ...view, name: '一个太多' })).json.reasons).toMatchObject([{ code: 'views-full' }])
})
