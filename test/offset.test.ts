import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { offsetText, timeIn } from '#kit/ui/format.ts'
import { chooseOffset } from '#handbook/calendar/own.store.ts'
import { importOrders } from '#journey/1-intake/import.actions.ts'
import { handForm } from '#journey/1-intake/mapping.rules.ts'
import { importTracking } from '#journey/9-delivery/import.actions.ts'
import { countFlow } from '#oversight/desk/actions.ts'
import { openHouse, type TestHouse } from './house.ts'

/** A company in São Paulo, where half past one in the night of London is still the evening before. */
const east = -180
const evening = '2026-03-03T01:30:00Z'
let house: TestHouse
let clerk = ''
beforeAll(async () => {
  house = await openHouse({ utcOffsetMinutes: east, now: () => new Date(evening) })
  clerk = await house.token('clerk')
  const given = {
    number: 'LATE-1', placedAt: evening, paidAt: evening, buyer: { account: 'b' }, totalFen: 1900, paidFen: 1900, lines: [{ sku: 'DM001', quantity: 1, unitFen: 1900 }],
    receiver: { name: '孔娟超', phone: '18626421963', province: '浙江省', city: '杭州市', street: '文三路1号' },
  }
  expect((await house.call('POST', '/api/intake/orders', { token: clerk, body: { shop: 'demo', orders: [given] } })).json).toMatchObject({ accepted: 1 })
})
afterAll(() => house?.close())
const get = async (address: string) => (await house.call('GET', address, { token: clerk })).json
const text = async (address: string) => (await fetch(house.address + address, { headers: { authorization: `Bearer ${clerk}` } })).text()

test('HB-5: the screen is told by which clock the company lives, with the session and on the company’s page', async () => {
  expect(await get('/api/me')).toMatchObject({ utcOffsetMinutes: east })
  expect(await get('/api/company')).toMatchObject({ utcOffsetMinutes: east })
  expect(await get('/api/handbook/calendar')).toMatchObject({ utcOffsetMinutes: east, today: '2026-03-02' })
  expect((await house.call('POST', '/api/session', { body: { login: 'clerk', password: 'danliu-demo-2026' } })).json).toMatchObject({ utcOffsetMinutes: east })
  expect([timeIn('en', evening, 'clock', east), timeIn('en', evening, 'clock', 480), timeIn('en', evening, 'weekday', east), offsetText(east), offsetText(330), offsetText(-570)])
    .toEqual(['22:30:00', '09:30:00', 'Monday, March 2', 'UTC−3', 'UTC+5:30', 'UTC−9:30'])
})

test('HB-5: a day of a list is the company’s day, in the list, its count, its acts and the board of parcels', async () => {
  const numbers = async (day: string) => (await get(`/api/orders?from=${day}&to=${day}`)).orders.map((o: { number: string }) => o.number)
  expect([await numbers('2026-03-02'), await numbers('2026-03-03')]).toEqual([['LATE-1'], []])
  expect([await get('/api/orders/count?from=2026-03-02&to=2026-03-02'), await get('/api/orders/count?from=2026-03-03')]).toMatchObject([{ count: 1 }, { count: 0 }])
  const refer = async (day: string) => (await house.call('POST', '/api/orders/moves/block', { token: clerk, body: { filter: { from: day, to: day }, reason: 'hold', dryRun: true } })).json.moved.length
  expect([await refer('2026-03-02'), await refer('2026-03-03')]).toEqual([1, 0])
})

test('HB-5: a file shows what the clock on the wall showed, and is named by the company’s day', async () => {
  expect(await text('/api/orders/export?format=csv&tongue=en')).toContain('2026-03-02 22:30:00')
  const asked = await fetch(`${house.address}/api/orders/export?format=csv&tongue=en`, { headers: { authorization: `Bearer ${clerk}` } })
  await asked.body?.cancel()
  expect(asked.headers.get('content-disposition')).toContain('2026-03-02.csv')
  const form = await fetch(`${house.address}/api/intake/hand-form?lang=en`, { headers: { authorization: `Bearer ${clerk}` } })
  await form.body?.cancel()
  expect(form.headers.get('content-disposition')).toContain('2026-03-02.xlsx')
})

test('HB-5: a time without a zone in the hand form and in a carrier’s file is the company’s', async () => {
  const dir = await fs.mkdtemp(path.join(os.tmpdir(), 'danliu-offset-'))
  try {
    const orders = path.join(dir, 'hand.csv'), scans = path.join(dir, 'scans.csv')
    await fs.writeFile(orders, `${Object.values(handForm.en).map(h => `"${h}"`).join(',')}\r\nH-1,,2026-03-02 10:00,李四,13800138000,上海市黄浦区南京路1号,DM001,Tea,1,19,19,,,\r\n`)
    const workOf = (tx: Parameters<typeof house.company.workOf>[0]) => house.company.workOf(tx, system)
    expect(await importOrders(house.company, { workOf, shop: 'demo', files: [orders] })).toMatchObject({ accepted: 1 })
    const [placed] = await house.company.db.rows<{ at: Date }>(sql`select placed_at as at from orders where number = 'H-1'`)
    expect(placed!.at.toISOString()).toBe('2026-03-02T13:00:00.000Z')
    await fs.writeFile(scans, 'carrier,waybill,at,kind,place,note\r\nZTO,ZT0000000001,2026-03-02 10:00,collected,,\r\nZTO,ZT0000000002,not a time,collected,,\r\n')
    expect(await importTracking(house.company, { workOf, file: scans })).toMatchObject({ rows: 2, bad: 1, unknown: ['ZT0000000001'] })
  } finally { await fs.rm(dir, { recursive: true, force: true }) }
})

test('HB-5: what was sold is counted on the company’s day, which is why its clock is chosen only once', async () => {
  while (await house.company.act(system, work => countFlow(work)) > 0);
  expect(await house.company.db.rows(sql`select day::text as day, sum(orders)::int as orders from sold group by day order by day`)).toEqual([{ day: '2026-03-02', orders: 2 }])
  expect(await house.company.act(system, work => chooseOffset(work.tx, 480))).toBe(east)
})
