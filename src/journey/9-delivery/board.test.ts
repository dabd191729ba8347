import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'
import { followEarlyScans } from './actions.ts'
import { trackingOf, type Moments } from './board.rules.ts'

let house: TestHouse
let logistics = ''
let parcels: { id: number; waybill: string; order: number; number: string }[] = []
const hours = (n: number) => new Date(house.company.now().getTime() - n * 3_600_000)

beforeAll(async () => {
  house = await openHouse({ orders: 40 })
  await house.settle()
  const [picker, main] = [await house.token('picker'), await house.idOf('warehouse', 'main')]
  logistics = await house.token('logistics')
  await house.call('POST', '/api/waves', { token: picker, body: { warehouse: String(main), kind: 'single', limit: 8 } })
  parcels = await house.company.db.rows(sql`select p.id, p.waybill, p.order_id as "order", o.number from parcel p join orders o on o.id = p.order_id order by p.id limit 6`)
  // As if they had been packed and handed over; what tracking makes of them is told here, not how they got out.
  await house.company.db.rows(sql`update parcel set state = 'handed-over', handed_at = ${hours(2)}, uploaded_at = ${hours(1.8)} where id = any(${parcels.map(p => p.id)}::bigint[])`)
  await house.company.db.rows(sql`update orders set stage = 'handed-over' where id = any(${parcels.map(p => p.order)}::bigint[])`)
  await house.company.db.rows(sql`update parcel set handed_at = ${hours(200)} where id = ${parcels[1]!.id}`)
  await house.company.db.rows(sql`update parcel set uploaded_at = null where id = ${parcels[2]!.id}`)
  const carrier = 'ZTO'
  // Signed this very moment: an hour ago may have been yesterday, and the board counts those of today.
  await house.call('POST', '/api/tracking/events', { token: logistics, body: { events: [
    { carrier, waybill: parcels[3]!.waybill, at: hours(1).toISOString(), kind: 'collected', place: '杭州' },
    { carrier, waybill: parcels[3]!.waybill, at: hours(1.5).toISOString(), kind: 'in-transit', place: '绍兴' },
    { carrier, waybill: parcels[4]!.waybill, at: hours(1).toISOString(), kind: 'refused', place: '深圳' },
    { carrier, waybill: parcels[5]!.waybill, at: hours(0.001).toISOString(), kind: 'signed', place: '北京' },
  ] } })
})
afterAll(() => house?.close())

const list = async (query: string, token = logistics) => (await house.call('GET', `/api/parcels?${query}`, { token })).json.parcels.map((p: { id: string }) => Number(p.id))
const id = (n: number) => parcels[n]!.id

test('SH-4: parcels by what tracking says of them, those that wait oldest first', async () => {
  expect(await list('tracking=not-collected')).toEqual([id(0), id(1), id(2)])
  expect(await list('tracking=stalled')).toEqual([id(1)])
  expect(await list('tracking=late')).toEqual([id(1)])
  expect(await list('tracking=not-told')).toEqual([id(2)])
  expect(await list('tracking=in-transit')).toEqual([id(4), id(3)])
  expect(await list('tracking=returned')).toEqual([id(4)])
  expect(await list('tracking=signed')).toEqual([id(5)])
})

test('the counts are those of the lists', async () => {
  const { json } = await house.call('GET', '/api/parcels/tracking', { token: logistics })
  for (const { tracking, count } of json.counts) expect([tracking, count]).toEqual([tracking, (await list(`tracking=${tracking}`)).length])
  expect(json.counts).toHaveLength(7)
  expect((await house.call('GET', '/api/parcels/count?tracking=not-collected', { token: logistics })).json).toEqual({ count: 3, exact: true, free: true })
})

test('what was signed yesterday is in neither the count nor the list of today', async () => {
  const signed = async (at: Date) => { await house.company.db.rows(sql`update parcel set signed_at = ${at} where id = ${id(5)}`) }
  const counted = async () => (await house.call('GET', '/api/parcels/tracking', { token: logistics })).json.counts.find((c: { tracking: string }) => c.tracking === 'signed').count
  await signed(hours(30))
  expect([await counted(), await list('tracking=signed')]).toEqual([0, []])
  await signed(new Date())
  expect([await counted(), await list('tracking=signed')]).toEqual([1, [id(5)]])
})

test('the rule of one parcel and the SQL of the board agree', async () => {
  const m: Moments = { stalledBefore: hours(24), lateBefore: hours(120), toldBefore: hours(1), today: hours(10) }
  for (const { id: one } of parcels) {
    const { json } = await house.call('GET', `/api/parcels/${one}`, { token: logistics })
    const date = (text: string | null) => (text ? new Date(text) : null)
    const told = trackingOf({ ...json, handedAt: date(json.handedAt), lastScanAt: date(json.lastScanAt), uploadedAt: date(json.uploadedAt), signedAt: date(json.signedAt) }, m)
    expect(json.tracking).toEqual(told)
    for (const tracking of ['not-collected', 'in-transit', 'stalled', 'late', 'not-told', 'returned', 'signed'] as const) expect([one, tracking, (await list(`tracking=${tracking}`)).includes(one)]).toEqual([one, tracking, told.includes(tracking)])
  }
})

test('SH-3: a parcel shows its path in time order, whatever order the scans came in, and its clocks', async () => {
  const { json } = await house.call('GET', `/api/parcels/${id(3)}`, { token: logistics })
  expect(json.path.map((p: { kind: string; place: string }) => [p.kind, p.place])).toEqual([['in-transit', '绍兴'], ['collected', '杭州']])
  expect(json.clocks.map((c: { clause: string }) => c.clause)).toContain('SH-4.stall')
  expect(json.receiver).not.toMatch(/1380000/)
})

test('a parcel is found by waybill, code and order number, pages go on where they ended', async () => {
  expect(await list(`q=${parcels[2]!.waybill}`)).toEqual([id(2)])
  expect(await list(`q=${parcels[2]!.number}`)).toEqual([id(2)])
  const first = (await house.call('GET', '/api/parcels?tracking=not-collected&limit=2', { token: logistics })).json
  expect(await list(`tracking=not-collected&limit=2&after=${first.next}`)).toEqual([id(2)])
})

test('IT-3: parcels of another warehouse or shop are not there', async () => {
  const elsewhere = await house.token('logistics', { warehouses: [await house.idOf('warehouse', 'branch')] })
  expect(await list('', elsewhere)).toEqual([])
  expect((await house.call('GET', `/api/parcels/${id(0)}`, { token: elsewhere })).status).toBe(404)
  expect((await house.call('GET', '/api/parcels/tracking', { token: elsewhere })).json.counts.every((c: { count: number }) => c.count === 0)).toBe(true)
})

test('SH-3: scans that came before the hand-over was known are told of their own parcel, not of the one that has the scan\'s number', async () => {
  const early = parcels[0]!
  // Scans have numbers of their own; this one has the number of another parcel.
  await house.company.db.rows(sql`insert into tracking (id, carrier_id, waybill, at, kind, place, note, got_at) overriding system value
    select ${id(5)}, p.carrier_id, p.waybill, ${hours(1)}, 'collected', '杭州', '', ${hours(1)} from parcel p where p.id = ${early.id}`)
  await house.company.db.rows(sql`update parcel set last_scan_at = null where id = ${early.id}`)
  await house.company.act(system, work => followEarlyScans(work, [early.order]))
  expect(await house.company.db.rows(sql`select last_scan as scan from parcel where id = ${early.id}`)).toEqual([{ scan: 'collected' }])
  expect(await list('tracking=not-collected')).not.toContain(early.id)
})

test('S8 · the board leaves as a file in its own order, receivers masked, no cell a formula', async () => {
  await house.company.db.rows(sql`update parcel set waybill = '=1+1' where id = ${id(2)}`)
  const answer = await fetch(`${house.address}/api/parcels/export?tracking=stalled&format=csv&tongue=en`, { headers: { authorization: `Bearer ${logistics}` } })
  const text = await answer.text()
  expect(text.split('\r\n').slice(1).filter(Boolean).map(row => row.split(',')[4])).toEqual([parcels[1]!.number])
  expect(text).not.toMatch(/1380000/)
  const all = await (await fetch(`${house.address}/api/parcels/export?format=csv`, { headers: { authorization: `Bearer ${logistics}` } })).text()
  expect(all).toContain('1+1')
  expect(all).not.toMatch(/(^|[,\n])"?=/)
})
