import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'

let house: TestHouse
let at = new Date('2026-03-04T03:00:00Z') // a Wednesday at eleven in Shanghai
let orders: string[] = []
beforeAll(async () => {
  house = await openHouse({ orders: 40, now: () => at })
  await house.settle()
  orders = (await house.company.db.rows<{ id: number }>(sql`select order_id as id from receiver where sealed is not null order by order_id limit 40`)).map(o => String(o.id))
}, 120_000)
afterAll(() => house?.close())

const look = (token: string, n: number) => house.call('POST', `/api/orders/${orders[n % orders.length]}/reveal`, { token, body: { reason: '核对地址' } })
const looks = async (token: string, count: number) => { const all: number[] = []; for (let n = 0; n < count; n += 25) all.push(...(await Promise.all(Array.from({ length: Math.min(25, count - n) }, (_, i) => look(token, n + i)))).map(a => a.status)); return all }

test('S21 · 500 looks at personal data within ten minutes: after the clause’s figure nothing is shown, manager and IT are told once, and another manager lifts it', async () => {
  const [clerk, other, manager, it] = await Promise.all([house.person(['clerk', 'manager']), house.person(['clerk']), house.person(['manager']), house.person(['it'])])
  const answers = await looks(clerk, 500)
  expect([answers.filter(s => s === 200).length, answers.filter(s => s === 429).length]).toEqual([60, 440])
  expect(await house.company.db.rows(sql`select count(*) as count from event where kind = 'order.reveal'`)).toEqual([{ count: 60 }])
  const { status, json, headers } = await look(clerk, 0)
  expect([status, json.code, Number(headers.get('retry-after')) > 0, json.reasons[0].values.until > at.toISOString()]).toEqual([429, 'too-many-looks', true, true])
  expect((await look(other, 0)).status).toBe(200)
  const { alarms } = (await house.call('GET', '/api/alarms', { token: it })).json
  expect(alarms).toMatchObject([{ kind: 'many-looks', own: false, facts: { count: 60 }, settledAt: null }])
  for (const token of [manager, it]) expect((await house.call('GET', '/api/desk', { token })).json.waiting).toContainEqual(expect.objectContaining({ kind: 'alarms', count: 1 }))
  const settle = (token: string) => house.call('POST', `/api/alarms/${alarms[0].id}/settlement`, { token, body: { why: '双十一核对地址' } })
  expect([(await settle(it)).status, (await settle(clerk)).json.reasons[0].code, (await settle(manager)).status]).toEqual([403, 'own-alarm', 200])
  expect((await look(clerk, 1)).status).toBe(200)
  expect(await house.company.db.rows(sql`select kind from event where subject = 'alarm' order by number`)).toEqual([{ kind: 'alarm.many-looks' }, { kind: 'alarm.settle' }])
}, 60_000)

test('S21 · slowly looking is no alarm, and a stop that nobody lifts is over in its time', async () => {
  const clerk = await house.person(['clerk'])
  expect((await looks(clerk, 60)).every(s => s === 200)).toBe(true)
  at = new Date(at.getTime() + 11 * 60_000)
  expect((await looks(clerk, 60)).every(s => s === 200)).toBe(true)
  expect((await look(clerk, 0)).status).toBe(429)
  at = new Date(at.getTime() + 11 * 3600_000)
  expect((await look(clerk, 0)).status).toBe(429)
  at = new Date(at.getTime() + 3600_000 + 1000)
  expect((await look(await house.person(['clerk']), 0)).status).toBe(200)
  const [stop] = await house.company.db.rows<{ until: Date }>(sql`select until from alarm where settled_at is null order by id desc limit 1`)
  expect(stop!.until < at).toBe(true)
})

test('S21 · an export outside working hours is an alarm, one at the desk is not', async () => {
  const take = async (token: string) => (await fetch(`${house.address}/api/orders/export?format=csv`, { headers: { authorization: `Bearer ${token}` } })).status
  const night = async () => (await house.company.db.rows(sql`select facts->>'rows' as rows from alarm where kind = 'night-export'`)).length
  at = new Date('2026-03-06T03:00:00Z')
  const clerk = await house.person(['clerk'])
  expect([await take(clerk), await night()]).toEqual([200, 0])
  at = new Date('2026-03-06T19:00:00Z') // three in the morning
  expect([await take(await house.person(['clerk'])), await night()]).toEqual([200, 1])
  at = new Date('2026-03-08T03:00:00Z') // a Sunday
  expect([await take(await house.person(['clerk'])), await night()]).toEqual([200, 2])
})
