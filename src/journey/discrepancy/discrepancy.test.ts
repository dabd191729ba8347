import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { verify } from '#oversight/verify/actions.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'

let house: TestHouse
const tokens: Record<string, string> = {}
const post = async (role: string, path: string, body: unknown) => (await house.call('POST', path, { token: tokens[role] ?? role, body })).json
const list = async (query = '', token = tokens.manager) => (await house.call('GET', `/api/discrepancies${query}`, { token })).json.discrepancies

beforeAll(async () => {
  house = await openHouse({ orders: 30 })
  await house.settle()
  for (const role of ['picker', 'checker', 'packer', 'manager'] as const) tokens[role] = await house.token(role)
})
afterAll(() => house?.close())

test('FU-5 差异即停 · a difference at any station is an error with its owner, asks for a cause, and is told in the story', async () => {
  const main = await house.idOf('warehouse', 'main')
  const { wave, orders } = await post('picker', '/api/waves', { warehouse: String(main), kind: 'single', limit: 3 })
  const id = orders[0] as string
  const wrong = { gesture: 'wrong-scan-1', wave, code: 'NOT-HERE' }
  expect((await post('picker', '/api/picking/scans', wrong)).ok).toBe(false)
  await post('picker', '/api/picking/scans', wrong) // sent again: one error
  await post('picker', `/api/waves/${wave}/finish`, { paper: true })
  await post('checker', '/api/checking', { orders: [{ order: id, items: [{ code: 'NOT-HERE', quantity: 1 }] }] })
  const [{ code }] = await house.company.db.rows<{ code: string }>(sql`select code from order_line where order_id = ${Number(id)}`) as [{ code: string }]
  await post('checker', '/api/checking', { orders: [{ order: id, items: [{ code, quantity: 1 }] }] })
  await post('packer', '/api/packing', { orders: [{ order: id, grams: 9999 }] })

  const found = await list()
  expect(found.map((d: { station: string; code: string; owner: string; ownerName: string; order: string | null }) => [d.station, d.code, d.owner, d.ownerName, d.order])).toEqual([
    ['picking', 'wrong-product', 'picker', 'test picker', null], ['checking', 'too-few', 'picker', 'test picker', id], ['checking', 'wrong-product', 'picker', 'test picker', id],
    ['packing', 'weight-differs', 'checker', 'test checker', id],
  ])
  expect((await house.call('GET', `/api/orders/${id}`, { token: tokens.manager })).json.stage).toBe('packing')
  const say = (number: number) => house.call('POST', `/api/discrepancies/${found[number].id}/cause`, { token: tokens.checker, body: { cause: 'picked-wrong', note: '拿错一格' } })
  expect((await say(1)).json).toEqual({ said: true })
  expect((await say(1)).status).toBe(404)
  expect((await list(`?open=yes&order=${id}`)).length).toBe(2)
  const { steps } = (await house.call('GET', `/api/orders/${id}/story`, { token: tokens.manager })).json
  expect(steps.map((s: { kind: string }) => s.kind)).toEqual(expect.arrayContaining(['order.discrepancy', 'order.cause']))
})

test('FU-5 · what the dock refuses is a difference of the packer, once however often it is scanned; a void or stopped parcel is none', async () => {
  const main = String(await house.idOf('warehouse', 'main'))
  const { orders } = await post('picker', '/api/waves', { warehouse: main, kind: 'single', limit: 1 })
  const { waybill } = (await house.call('GET', `/api/orders/${orders[0]}`, { token: tokens.manager })).json.parcels[0]
  const { handover } = await post('packer', '/api/handovers', { warehouse: main, carrier: String(await house.idOf('carrier', 'SF')) })
  for (let n = 0; n < 2; n++) await post('packer', `/api/handovers/${handover}/scans`, { waybills: [waybill, 'ZT-NOBODY'] })
  const found = await list('?station=handover&first=newest')
  expect(found.map((d: { code: string; owner: string; order: string | null }) => [d.code, d.owner, d.order]).toSorted()).toEqual([
    ['other-carrier', 'packer', orders[0]], ['parcel-not-packed', 'packer', orders[0]], ['waybill-unknown', 'packer', null],
  ])
  await post('manager', '/api/orders/moves/cancel', { orders: [orders[0]] })
  await house.settle()
  await post('packer', `/api/handovers/${handover}/scans`, { waybills: [waybill] })
  expect((await list('?station=handover')).length).toBe(3)
})

test('FU-5 IT-3 another warehouse sees none of them and says no cause', async () => {
  const foreign = await house.token('manager', { warehouses: [999] })
  expect(await list('', foreign)).toEqual([])
  const [first] = await list()
  expect((await house.call('POST', `/api/discrepancies/${first.id}/cause`, { token: foreign, body: { cause: 'other' } })).status).toBe(404)
  expect((await verify(house.company.db)).checks.filter(c => !c.ok)).toEqual([])
})
