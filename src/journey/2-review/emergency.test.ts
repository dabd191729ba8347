import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { takeOrders } from '#journey/1-intake/actions.ts'
import { verify } from '#oversight/verify/actions.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'
import { reviewReceived } from './actions.ts'
import { checkSkipped } from './emergency.actions.ts'

let house: TestHouse
let manager: string
const started = new Date()
const at = <T>(minutes: number, doing: (work: Work) => Promise<T>) => house.company.act(system, work => doing({ ...work, now: new Date(started.getTime() + minutes * 60_000) }))
const inMinutes = (minutes: number) => new Date(started.getTime() + minutes * 60_000).toISOString()
const place = async (number: string, offBy: number) => {
  const shop = await house.idOf('shop', 'demo')
  await at(0, work => takeOrders(work, shop, [{
    number, placedAt: started.toISOString(), paidAt: started.toISOString(), totalFen: 1900 + offBy, paidFen: 1900 + offBy, buyer: { account: number }, status: 'paid',
    receiver: { name: '孔娟', phone: '18626421963', province: '上海市', city: '上海市', street: '南京路 1 号' }, lines: [{ sku: 'DM001', quantity: 1, unitFen: 1900 }],
  }]))
  return (await house.company.db.rows<{ id: number }>(sql`select id from orders where number = ${number}`))[0]!.id
}
const stage = async (id: number) => (await house.company.db.rows<{ stage: string }>(sql`select stage from orders where id = ${id}`))[0]!.stage
const list = async (query = '') => (await house.call('GET', `/api/review/skipped${query}`, { token: manager })).json.skipped

beforeAll(async () => {
  house = await openHouse()
  manager = await house.token('manager')
})
afterAll(() => house?.close())

test('RV-6 促销紧急审核 · in an emergency only key fields are checked; what was skipped is listed and checked afterwards by every rule', async () => {
  const switchOn = (minutes: number) => house.call('POST', '/api/review/emergency', { token: manager, body: { reason: '双十一', until: inMinutes(minutes) } })
  expect((await switchOn(-1)).json.reasons[0].code).toBe('until-is-past')
  expect((await switchOn(60)).status).toBe(200)
  expect((await switchOn(90)).json.reasons[0].code).toBe('emergency-runs-already')
  expect((await house.call('GET', '/api/review/emergency', { token: manager })).json.emergency).toMatchObject({ reason: '双十一', by: 'test manager', until: inMinutes(60) })

  const [good, odd] = [await place('EM1', 0), await place('EM2', 7)]
  expect(await at(1, reviewReceived)).toBe(2)
  expect([await stage(good), await stage(odd)]).toEqual(['ready', 'ready'])
  expect(await list('?checked=no')).toMatchObject([{ order: String(good), reason: '双十一', checkedAt: null }, { order: String(odd) }])
  expect(await at(2, checkSkipped)).toBe(0)

  // Its time is over: it ends by itself, and the check comes after it.
  expect(await at(61, checkSkipped)).toBe(3)
  expect([await stage(good), await stage(odd)]).toEqual(['ready', 'review'])
  expect((await list('?checked=yes')).map((s: { found: string[] }) => s.found)).toEqual([[], ['amount-differs']])
  expect(await list('?checked=no')).toEqual([])
  const { steps } = (await house.call('GET', `/api/orders/${odd}/story`, { token: manager })).json
  expect(steps.map((s: { kind: string }) => s.kind).slice(-2)).toEqual(['order.recheck', 'order.send-back'])
  const kinds = await house.company.db.rows(sql`select kind, actor from event where subject = 'emergency' order by number`)
  expect(kinds).toEqual([{ kind: 'emergency.start', actor: 'test manager' }, { kind: 'emergency.end', actor: 'system' }])

  const next = await place('EM3', 7)
  await at(62, reviewReceived)
  expect(await stage(next)).toBe('review')
})

test('RV-6 a manager ends it by hand; another shop\'s skipped orders are not shown', async () => {
  expect((await house.call('POST', '/api/review/emergency', { token: manager, body: { reason: '再来', until: inMinutes(600) } })).status).toBe(200)
  expect((await house.call('DELETE', '/api/review/emergency', { token: manager })).json).toEqual({ ended: true })
  expect((await house.call('DELETE', '/api/review/emergency', { token: manager })).json).toEqual({ ended: false })
  const foreign = await house.token('manager', { shops: [999] })
  expect((await house.call('GET', '/api/review/skipped', { token: foreign })).json).toEqual({ skipped: [], next: null })
  expect((await verify(house.company.db)).checks.filter(c => !c.ok)).toEqual([])
})
