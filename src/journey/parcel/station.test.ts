import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHouse, type TestHouse } from '../../../test/house.ts'

let house: TestHouse
const tokens: Record<string, string> = {}
let main = ''
let carrier = ''
beforeAll(async () => {
  house = await openHouse()
  for (const role of ['clerk', 'service', 'picker', 'checker', 'packer', 'logistics'] as const) tokens[role] = await house.token(role)
  main = String(await house.idOf('warehouse', 'main'))
  carrier = String(await house.idOf('carrier', 'ZTO'))
})
afterAll(() => house?.close())

const post = async (role: string, path: string, body: unknown, key?: string) => (await house.call('POST', path, { token: tokens[role], body, ...(key && { key }) })).json
const get = async (role: string, path: string) => (await house.call('GET', path, { token: tokens[role] })).json
const order = (number: string, lines: { sku: string; quantity: number; unitFen: number }[]) => {
  const totalFen = lines.reduce((n, l) => n + l.quantity * l.unitFen, 0)
  return { number, placedAt: '2026-03-02T01:00:00Z', paidAt: '2026-03-02T01:05:00Z', buyer: { account: `b-${number}` }, lines, totalFen, paidFen: totalFen,
    receiver: { name: '孔娟超', phone: '18626421963', province: '浙江省', city: '杭州市', district: '西湖区', street: '文三路1号' } }
}
const idOf = async (number: string): Promise<string> => (await get('clerk', `/api/orders?q=${number}`)).orders[0].id

test('FU-1 FU-2 FU-3 FU-4 · a day at the stations: take a wave, scan, check piece by piece, pack, hand over', async () => {
  const lines = [{ sku: 'DM001', quantity: 2, unitFen: 1900 }, { sku: 'DM005', quantity: 1, unitFen: 7100 }]
  await post('clerk', '/api/intake/orders', { shop: 'demo', orders: [order('DAY1', lines), order('DAY2', lines)] })
  await house.settle()
  const [one, two] = [await idOf('DAY1'), await idOf('DAY2')]
  const { ready, carriers } = await get('picker', '/api/waves/ready')
  expect(ready).toMatchObject([{ warehouseId: main, kind: 'multi', class: 'normal', carrierId: null, orders: 2, pieces: 6 }])
  expect(carriers[0].code).toBe('ZTO')
  const { wave } = await post('clerk', '/api/waves', { warehouse: main, kind: 'multi', class: 'normal' })
  expect((await post('clerk', '/api/waves', { warehouse: main, kind: 'multi', class: 'urgent' })).wave).toBeNull()

  // 领单: the oldest that waits; asked again the same; another picker gets none.
  expect(await post('picker', '/api/picking/waves', { warehouse: main })).toEqual({ wave, reasons: [] })
  expect(await post('picker', '/api/picking/waves', { warehouse: main })).toEqual({ wave, reasons: [] })
  tokens.other = await house.token('picker')
  expect(await post('other', '/api/picking/waves', { wave })).toMatchObject({ wave: null, reasons: [{ code: 'taken-by-another' }] })
  expect((await get('picker', '/api/waves')).waves).toMatchObject([{ id: wave, picker: 'test picker', orders: 2, pieces: 6, picked: 0, stopped: 0 }])

  // The next pick in walking order; a scan may name the bin, and a wrong one is refused with the right one named.
  const { next, left } = await get('picker', `/api/waves/${wave}/next`)
  expect(left).toBe(6)
  const scan = (n: number, more: object) => post('picker', '/api/picking/scans', { gesture: `day-scan-${n}`, wave, code: next.code, ...more })
  expect(await scan(0, { place: 'Z-99-9-9' })).toMatchObject({ ok: false, reasons: [{ code: 'wrong-place', values: { wanted: next.place } }] })
  expect(await scan(1, { place: next.place })).toMatchObject({ ok: true, position: next.position, picked: 1 })
  await post('picker', `/api/waves/${wave}/finish`, { paper: true })

  // The second check, scan by scan; the house keeps the count.
  const found = await get('checker', `/api/stations/parcels?code=W${wave}-1&at=checking`)
  expect(found.reasons).toEqual([])
  expect(found.parcel).toMatchObject({ orderId: one, position: 1, material: 'sealed-box', items: [{ code: 'DM001', quantity: 2, checked: 0 }, { code: 'DM005', quantity: 1, liquid: true }] })
  expect((await get('checker', `/api/stations/parcels?code=${found.parcel.code.toLowerCase()}`)).parcel.id).toBe(found.parcel.id)
  expect((await get('packer', `/api/stations/parcels?code=${found.parcel.waybill}&at=packing`)).reasons).toMatchObject([{ code: 'wrong-state', values: { state: 'checking' } }])
  expect(await get('checker', '/api/stations/parcels?code=nothing')).toMatchObject({ parcel: null, reasons: [{ code: 'parcel-unknown' }] })
  const check = (n: number, code: string, quantity = 1) => post('checker', '/api/checking/scans', { gesture: `day-check-${n}`, order: one, code, quantity })
  expect(await check(1, 'DM001')).toMatchObject({ ok: true, checked: 1, quantity: 2, left: 2, done: false })
  expect(await check(1, 'DM001')).toMatchObject({ ok: true, checked: 1, left: 2 })
  expect(await check(2, 'DM009')).toMatchObject({ ok: false, reasons: [{ code: 'wrong-product' }] })
  expect(await check(3, 'DM001', 2)).toMatchObject({ ok: false, reasons: [{ code: 'too-many', values: { open: 1 } }] })
  expect((await get('checker', `/api/stations/parcels?code=W${wave}-1`)).parcel.items[0].checked).toBe(1)
  await check(4, 'DM001')
  expect(await check(5, 'DM005')).toMatchObject({ ok: true, left: 0, done: true })
  expect((await get('clerk', `/api/orders/${one}`)).stage).toBe('packing')
  expect(await post('checker', '/api/checking', { orders: [{ order: two, items: [{ code: 'DM001', quantity: 2 }, { code: 'DM005', quantity: 1 }] }] })).toMatchObject({ moved: [two] })

  // A figure of the handbook, not of the code, says which weight is right.
  expect((await post('packer', '/api/packing', { orders: [{ order: one, grams: 5000 }] })).refused[0].reasons).toMatchObject([{ code: 'weight-differs', clause: 'FU-3.weight', values: { allowed: 300 } }])
  expect(await post('packer', '/api/packing', { orders: [{ order: one, grams: found.parcel.expectedGrams, material: 'carton' }, { order: two }] })).toMatchObject({ moved: [one, two] })

  const { handover } = await post('logistics', '/api/handovers', { warehouse: main, carrier })
  const sheet = () => get('logistics', `/api/handovers/${handover}`)
  expect(await sheet()).toMatchObject({ sheet: { parcels: 0, waiting: 2 }, parcels: [], missing: [{ orderId: one, material: 'carton' }, { orderId: two }] })
  const waybills = (await sheet()).missing.map((m: { waybill: string }) => m.waybill)
  await post('logistics', `/api/handovers/${handover}/scans`, { waybills })
  expect(await post('logistics', `/api/handovers/${handover}/removals`, { waybills: [waybills[1], 'NONE'] })).toEqual({ removed: [waybills[1]], reasons: [] })
  await post('logistics', `/api/handovers/${handover}/scans`, { waybills })

  // C12: a cancel in the middle shows at the station, and only the rest leaves.
  await post('service', '/api/orders/moves/cancel', { orders: [two] })
  expect((await get('logistics', '/api/stations/stopped')).stopped).toMatchObject([{ orderId: two, stage: 'cancelled', handover, waybill: waybills[1] }])
  expect(await post('logistics', `/api/handovers/${handover}/signature`, { signer: '王师傅' })).toMatchObject({ moved: [one] })
  expect((await get('logistics', '/api/handovers?state=signed')).sheets).toMatchObject([{ id: handover, signer: '王师傅' }])
  await house.settle()
})

test('C12 FU-1 · goods of a cancelled order wait in the cart until somebody lays them back; a short bin is not told to the next', async () => {
  const take = (number: string, quantity: number) => post('clerk', '/api/intake/orders', { shop: 'demo', orders: [order(number, [{ sku: 'DM006', quantity, unitFen: 8400 }])] })
  await take('BACK1', 2)
  await house.settle()
  const id = await idOf('BACK1')
  const { wave } = await post('picker', '/api/waves', { warehouse: main, kind: 'multi' })
  await post('picker', '/api/picking/waves', { wave })
  const { next } = await get('picker', `/api/waves/${wave}/next`)
  expect(await post('picker', '/api/picking/scans', { gesture: 'back-scan-1', wave, code: 'DM006', quantity: 1 })).toMatchObject({ ok: true, picked: 1 })
  await post('service', '/api/orders/moves/cancel', { orders: [id] })
  // What follows an event waits for every older transaction of the server, also of other tests.
  await expect.poll(async () => { await house.settle(); return (await get('picker', '/api/stations/stopped')).stopped }, { timeout: 20_000 }).toMatchObject([{ orderId: id, wave, position: 1, toReturn: 1 }])
  const { goods } = await get('picker', `/api/put-backs?wave=${wave}`)
  expect(goods).toMatchObject([{ wave, orderId: id, code: 'DM006', place: next.place, quantity: 1, stage: 'cancelled' }])
  const back = { goods: [{ wave, order: id, code: '6901234500066', place: next.place }] }
  expect(await post('picker', '/api/put-backs', back)).toEqual({ returned: 1 })
  expect(await post('picker', '/api/put-backs', back)).toEqual({ returned: 0 })
  expect((await get('picker', '/api/stations/stopped')).stopped).toEqual([])

  await take('SHORT1', 2)
  await house.settle()
  const short = await idOf('SHORT1')
  const before = (await get('clerk', '/api/stock?sku=DM006')).stock.find((s: { warehouseId: string }) => s.warehouseId === main)
  const second = await post('picker', '/api/waves', { warehouse: main, kind: 'multi' })
  const pick = (await get('picker', `/api/waves/${second.wave}/next`)).next
  expect(await post('picker', '/api/picking/shorts', { orders: [short], cause: 'bin-empty', missing: [{ code: 'DM006', place: pick.place }] })).toEqual({ moved: [short] })
  const after = (await get('clerk', '/api/stock?sku=DM006')).stock.find((s: { warehouseId: string }) => s.warehouseId === main)
  expect([after.onHand, after.reserved]).toEqual([before.onHand - 2, before.reserved - 2])
})
