import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { verify } from '#oversight/verify/actions.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'
import { giveBack, takeNumbers } from './actions.ts'
import { overlap, whyNotRange, type Range } from './rules.ts'

let house: TestHouse
const tokens: Record<string, string> = {}
let main = ''
beforeAll(async () => {
  house = await openHouse()
  for (const role of ['clerk', 'service', 'picker', 'logistics', 'packer'] as const) tokens[role] = await house.token(role)
  main = String(await house.idOf('warehouse', 'main'))
})
afterAll(() => house?.close())

const call = (role: string, method: string, path: string, body?: unknown) => house.call(method, path, { token: tokens[role], ...(body !== undefined && { body }) })
const carrier = async (code: string) => (await call('clerk', 'GET', '/api/carriers')).json.carriers.find((c: { code: string }) => c.code === code)
const take = (id: string, count: number) => house.company.act(system, work => takeNumbers(work, Number(id), count))
const numbersOf = async (orders: string[]) => (await house.company.db.rows<{ waybill: string | null; state: string }>(sql`select waybill, state from parcel where order_id = any(${orders}::bigint[]) order by id`))

const range = (prefix: string, width: number, first: number, last: number): Range => ({ prefix, width, first, last })
test.each<[string, boolean, Range, Range]>([
  ['one beside the other', false, range('SF', 10, 1, 9), range('SF', 10, 10, 19)],
  ['one number in common', true, range('SF', 10, 1, 10), range('SF', 10, 10, 19)],
  ['another prefix', false, range('SF', 10, 1, 10), range('ST', 10, 1, 10)],
  ['the same counter in other widths makes other numbers', false, range('SF', 10, 1, 10), range('SF', 9, 1, 10)],
  ['a prefix that is the beginning of the other counter', true, range('SF', 10, 1_000_000_000, 1_999_999_999), range('SF1', 9, 5, 5)],
  ['the same, but beyond it', false, range('SF', 10, 1, 999_999_999), range('SF1', 9, 5, 5)],
  ['noughts of the prefix count', true, range('SF', 10, 5, 5), range('SF00', 8, 1, 9)],
  ['letters behind the prefix', false, range('SF', 10, 1, 9_999_999_999), range('SFA', 9, 1, 9)],
  ['no prefix at all', true, range('', 12, 770_000_000_000, 779_999_999_999), range('77', 10, 1, 1)],
])('SH-2 · ranges: %s', (_, expected, a, b) => {
  expect([overlap(a, b), overlap(b, a)]).toEqual([expected, expected])
})
test('SH-2 · a range is refused with every reason', () => {
  expect(whyNotRange(range('X', 3, 500, 1000), { pattern: '^[A-Z0-9]{8,24}$', ranges: [] }).map(r => r.code)).toEqual(['counter-too-wide', 'waybill-malformed', 'waybill-malformed'])
  expect(whyNotRange(range('SF', 10, 9, 1), { pattern: '^[A-Z0-9]{8,24}$', ranges: [] }).map(r => r.code)).toEqual(['range-empty'])
})

test('SH-2 · a carrier is added with its ranges; a range that touches another is refused, also when both come at once', async () => {
  const made = await call('logistics', 'POST', '/api/carriers', { code: 'JD', name: '京东快递' })
  expect(made.status).toBe(200)
  expect((await call('logistics', 'POST', '/api/carriers', { code: 'JD', name: '又一个' })).json).toMatchObject({ status: 409, reasons: [{ code: 'code-taken' }] })
  const add = (first: number, last: number) => call('logistics', 'POST', `/api/carriers/${made.json.id}/pools`, { prefix: 'JD', width: 10, first, last })
  const both = await Promise.all([add(1, 600), add(600, 900)])
  expect(both.map(a => a.status).toSorted()).toEqual([200, 409])
  expect(both.find(a => a.status === 409)!.json.reasons).toMatchObject([{ code: 'range-taken', clause: 'SH-2.number' }])
  expect((await call('logistics', 'POST', '/api/carriers/999999/pools', { prefix: 'JD', first: 1, last: 2 })).status).toBe(404)
  // A number that was handed out is taken too, though nothing of it is left.
  const { id } = await carrier('JD')
  const [one] = await take(id, 1)
  expect((await add(Number(one!.slice(2)), Number(one!.slice(2)))).status).toBe(409)
})

test('SH-2 · numbers come from one range after the other, those given back first, and running low is told once', async () => {
  const { json: { id } } = await call('logistics', 'POST', '/api/carriers', { code: 'YD', name: '韵达快递' })
  for (const [first, last] of [[1, 300], [1001, 1300]]) expect((await call('logistics', 'POST', `/api/carriers/${id}/pools`, { prefix: 'YD', first, last })).status).toBe(200)
  expect(await carrier('YD')).toMatchObject({ left: 600, low: false })
  const numbers = await take(id, 302)
  expect([numbers[0], numbers[299], numbers[300], numbers[301]]).toEqual(['YD0000000001', 'YD0000000300', 'YD0000001001', 'YD0000001002'])
  expect(await carrier('YD')).toMatchObject({ left: 298, low: true })
  await take(id, 1)
  const told = await house.company.db.rows(sql`select facts from event where kind = 'carrier.run-low' and subject_id = ${id}::bigint`)
  expect(told).toEqual([{ facts: { left: 298, least: 500 } }])
  await house.company.act(system, work => giveBack(work, ['YD0000000007', 'YD0000001001'].map(waybill => ({ carrierId: Number(id), waybill }))))
  expect(await carrier('YD')).toMatchObject({ left: 299 })
  expect(await take(id, 3)).toEqual(['YD0000000007', 'YD0000001001', 'YD0000001004'])
  expect((await take(id, 10_000)).length).toBe(296)
  expect(await take(id, 1)).toEqual([])
})

test('SH-2 · a number that was never on paper serves the next parcel; one that was packed is dead for ever', async () => {
  const order = (number: string) => ({
    number, placedAt: '2026-03-02T01:00:00Z', paidAt: '2026-03-02T01:00:00Z', receiver: { name: '陈敏', phone: '13800138000', province: '浙江省', city: '杭州市', street: '文三路1号' },
    lines: [{ sku: 'DM001', quantity: 1, unitFen: 1900 }], totalFen: 1900, paidFen: 1900,
  })
  expect((await call('clerk', 'POST', '/api/intake/orders', { shop: 'demo', orders: ['A', 'B', 'C', 'D'].map(n => order(`W${n}`)) })).json.accepted).toBe(4)
  await house.settle()
  const plan = async () => (await call('picker', 'POST', '/api/waves', { warehouse: main, kind: 'single' })).json.orders as string[]
  const orders = await plan()
  const [short, packed] = orders as [string, string]
  const [first, second] = (await numbersOf([short, packed])).map(p => p.waybill)
  await house.company.db.rows(sql`update parcel set packed_by = 1 where waybill = ${second}`)
  expect((await call('picker', 'POST', '/api/orders/moves/short', { orders: [short, packed] })).json.moved).toEqual([short, packed])
  expect(await numbersOf([short, packed])).toEqual([{ waybill: null, state: 'void' }, { waybill: second, state: 'void' }])
  await house.settle()
  expect(await plan()).toEqual([short, packed])
  const again = (await numbersOf([short, packed])).filter(p => p.state === 'made').map(p => p.waybill)
  expect(again[0]).toBe(first)
  expect(again[1]).not.toBe(second)
  // The log still says which number the void parcel had.
  expect(await house.company.db.rows(sql`select facts->>'waybill' as waybill from event where kind = 'parcel.void' order by number`)).toEqual([{ waybill: first }, { waybill: second }])
  expect((await verify(house.company.db)).checks.filter(c => !c.ok)).toEqual([])
})

test('SH-2 · orders that may not be picked after all give their numbers back', async () => {
  const { left } = await carrier('ZTO')
  const made = await call('clerk', 'POST', '/api/intake/orders', { shop: 'demo', orders: [{
    number: 'WE', placedAt: '2026-03-02T01:00:00Z', paidAt: '2026-03-02T01:00:00Z', receiver: { name: '陈敏', phone: '13800138000', province: '浙江省', city: '杭州市', street: '文三路1号' },
    lines: [{ sku: 'DM002', quantity: 1, unitFen: 3200 }], totalFen: 3200, paidFen: 3200,
  }] })
  expect(made.json.accepted).toBe(1)
  await house.settle()
  // The packer may not plan: every order is refused for the role, behind the door.
  const packer = { id: 7, name: 'packer', roles: ['packer'], scope: { warehouses: null, shops: null } }
  const { planWave } = await import('#journey/5-picking/actions.ts')
  const wave = await house.company.act(packer, work => planWave(work, { warehouseId: Number(main), kind: 'single', carrierId: 1 }))
  expect(wave?.orders).toEqual([])
  expect(wave?.refused.length).toBe(1)
  expect(await carrier('ZTO')).toMatchObject({ left })
})

test('PR-1 · what a carrier may show of a receiver is set by logistics or IT with a reason, kept with what it was', async () => {
  const { id } = await carrier('ZTO')
  const set = (role: string, shows: string[], why = '合同 ZT-2026 第 4 条') => call(role, 'PUT', `/api/carriers/${id}/shown`, { shows, why })
  expect([(await set('clerk', ['phone'])).status, (await set('logistics', ['everything'])).status, (await set('logistics', ['phone'], '')).status]).toEqual([403, 422, 422])
  expect((await set('logistics', ['unit', 'phone'])).json).toEqual({ shows: ['phone', 'unit'] })
  expect((await carrier('ZTO')).shows).toEqual(['phone', 'unit'])
  expect((await set('logistics', ['phone', 'unit'])).status).toBe(200)
  expect((await set('logistics', [])).json).toEqual({ shows: [] })
  expect(await house.company.db.rows(sql`select facts from event where kind = 'carrier.show' order by number`)).toMatchObject([
    { facts: { from: [], to: ['phone', 'unit'], why: '合同 ZT-2026 第 4 条' } }, { facts: { from: ['phone', 'unit'], to: [] } },
  ])
})
