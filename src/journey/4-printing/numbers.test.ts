import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { both, openPrintHouse } from '../../../test/printing.ts'

let desk: Awaited<ReturnType<typeof openPrintHouse>>
beforeAll(async () => { desk = await openPrintHouse() })
afterAll(() => desk?.close())

test('C9 PR-3 · an edit after printing voids both papers: neither old code nor old number passes packing or the dock; both new papers must be scanned', async () => {
  const { wave: w, orders: [first = '', second = ''] } = await desk.wave('EDIT', 2)
  const made = await desk.post('clerk', '/api/print/batches', { wave: w, documents: both })
  await desk.house.settle()
  expect((await desk.pdfOf(made.batch)).status).toBe(200)
  const [old, other] = await desk.parcels([first, second])
  await desk.post('picker', `/api/waves/${w}/finish`, { paper: true })
  await desk.post('checker', '/api/checking', { orders: [first, second].map(order => ({ order, items: [{ code: 'DM001', quantity: 2 }, { code: 'DM005', quantity: 1 }] })) })
  const pack = async (order: string, scans: object) => { const { moved, refused } = await desk.post('packer', '/api/packing', { orders: [{ order, ...scans }] }); return moved.length ? 'packed' : refused[0].reasons.map((r: { code: string }) => r.code) }
  expect(await pack(second, {})).toEqual(['waybill-not-scanned', 'slip-not-scanned'])
  expect(await pack(second, { waybill: other!.waybill, slip: old!.code })).toEqual(['wrong-slip'])
  expect(await pack(second, { waybill: old!.waybill, slip: other!.code })).toEqual(['wrong-waybill'])

  await desk.post('service', `/api/orders/${first}/corrections`, { change: { street: '文三路99号' }, why: '客户来电', confirmedWith: '客户' })
  const [now] = await desk.parcels([first])
  expect(now).toMatchObject({ id: old!.id, version: old!.version + 1 })
  expect(now!.waybill).not.toBe(old!.waybill)
  expect(now!.code).not.toBe(old!.code)
  await desk.house.settle()
  expect((await desk.get('clerk', `/api/orders/${first}/prints`)).papers.map((p: { state: string; why: string }) => [p.state, p.why])).toEqual([['void', 'outdated'], ['void', 'outdated']])
  for (const code of [old!.code, old!.waybill, `DL1:${old!.waybill}:${old!.number}:${old!.code}`]) {
    expect(await desk.get('packer', `/api/stations/parcels?code=${encodeURIComponent(code)}&at=packing`)).toMatchObject({ parcel: null, reasons: [{ code: 'paper-void', clause: 'PR-3.void' }] })
  }
  // No reason is asked for: of this content nothing has been printed.
  const again = await desk.post('clerk', '/api/print/batches', { orders: [first], documents: both })
  expect(again).toMatchObject({ papers: 2, refused: [] })
  await desk.house.settle()
  expect((await desk.pdfOf(again.batch)).status).toBe(200)
  await desk.post('clerk', '/api/orders/moves/unblock', { orders: [first], reason: 'changed-after-print' })
  expect(await pack(first, { waybill: old!.waybill, slip: now!.code })).toEqual(['paper-void'])
  expect(await pack(first, { waybill: now!.waybill, slip: `DL1:${old!.waybill}:${old!.number}:${old!.code}` })).toEqual(['paper-void'])
  expect(await pack(first, { waybill: now!.waybill, slip: `DL1:${now!.waybill}:${now!.number}:${now!.code}` })).toBe('packed')
  const { handover } = await desk.post('logistics', '/api/handovers', { warehouse: desk.main, carrier: String(await desk.house.idOf('carrier', 'ZTO')) })
  const scanned = await desk.post('logistics', `/api/handovers/${handover}/scans`, { waybills: [old!.waybill, now!.waybill] })
  expect(scanned).toMatchObject({ taken: [now!.waybill], refused: [{ waybill: old!.waybill, reasons: [{ code: 'paper-void', values: { why: 'corrected' } }] }] })
  // A cancelled order's paper is void as well, and its number, which lies on paper, serves nobody else.
  await desk.post('service', '/api/orders/moves/cancel', { orders: [second] })
  await expect.poll(async () => { await desk.house.settle(); return (await desk.get('clerk', `/api/orders/${second}/prints`)).papers.map((p: { state: string }) => p.state) }, { timeout: 20_000 }).toEqual(['void', 'void'])
  expect(await desk.house.company.db.rows(sql`select 1 from waybill_returned where waybill = any(${[old!.waybill, other!.waybill]}::text[])`)).toEqual([])
})

test('SH-2 · the life of a number is told from asked to billed; dead numbers go back to the carrier, orphans to the next parcels', async () => {
  const { company } = desk.house
  const carrier = String(await desk.house.idOf('carrier', 'ZTO'))
  const all = async () => (await desk.get('logistics', `/api/print/numbers?carrier=${carrier}&limit=500`)).numbers as { waybill: string | null; state: string; prints: number; number: string | null; orderId: string }[]
  const { wave: w, orders } = await desk.wave('LIFE', 5)
  expect((await all()).find(n => n.number === 'LIFE1')).toMatchObject({ state: 'got', prints: 0 })
  const made = await desk.post('clerk', '/api/print/batches', { wave: w, documents: both })
  await desk.house.settle()
  await desk.pdfOf(made.batch)
  expect((await all()).find(n => n.number === 'LIFE1')).toMatchObject({ state: 'printed', prints: 1 })

  // The carrier's ranges are used up: a corrected order's parcel asks in vain, and gets a number when there are some again.
  const pools = await company.db.rows<{ id: number; next: number }>(sql`select id, next from waybill_pool where carrier_id = ${Number(carrier)} order by id`)
  await company.db.rows(sql`update waybill_pool set next = last + 1 where carrier_id = ${Number(carrier)}`)
  await company.db.rows(sql`delete from waybill_returned where carrier_id = ${Number(carrier)}`)
  await desk.post('service', `/api/orders/${orders[4]}/corrections`, { change: { street: '文三路99号' }, why: '客户来电', confirmedWith: '客户' })
  expect((await all()).find(n => n.number === 'LIFE5' && n.state === 'asked')).toMatchObject({ waybill: null, prints: 0 })
  expect(await desk.post('logistics', '/api/print/numbers/asks', { carrier })).toEqual({ given: 0, waiting: 1 })
  for (const p of pools) await company.db.rows(sql`update waybill_pool set next = ${p.next} where id = ${p.id}`)
  expect(await desk.post('logistics', '/api/print/numbers/asks', { carrier })).toEqual({ given: 1, waiting: 0 })
  expect((await all()).find(n => n.number === 'LIFE5' && n.state === 'got')).toMatchObject({ waybill: expect.any(String) })
  expect(await company.db.rows(sql`select facts->>'order' as order from event where kind = 'parcel.number'`)).toEqual([{ order: orders[4] }])

  const dead = (await all()).filter(n => n.state === 'void').map(n => n.waybill)
  expect(dead.length).toBeGreaterThan(0)
  expect(await desk.post('logistics', '/api/print/numbers/returns', { carrier, numbers: dead })).toEqual({ carrier: dead.length, pool: 0 })
  expect((await desk.get('logistics', `/api/print/numbers?carrier=${carrier}&state=returned&limit=500`)).numbers.length).toBe(dead.length)
  await company.db.rows(sql`update waybill_pool set next = next + 2 where carrier_id = ${Number(carrier)}`)
  const { orphans } = await desk.get('logistics', '/api/print/numbers/orphans')
  expect(orphans.length).toBe(2)
  expect(await desk.post('logistics', '/api/print/numbers/returns', { carrier, numbers: orphans.map((o: { waybill: string }) => o.waybill) })).toEqual({ carrier: 0, pool: 2 })
  expect((await desk.get('logistics', '/api/print/numbers/orphans')).orphans).toEqual([])
})

test('SH-2 · an invoice of the carrier bills what was used, and tells what was billed and never used, billed twice, not ours, used and not billed', async () => {
  const carrier = String(await desk.house.idOf('carrier', 'ZTO'))
  const { orders } = await desk.wave('BILL', 4)
  const [a, b, c, d] = (await desk.parcels(orders)).map(p => p.waybill)
  // Three have left the house; the fourth lies packed.
  await desk.house.company.db.rows(sql`update parcel set state = 'handed-over', handed_at = ${new Date(Date.now() - 86_400_000)} where waybill = any(${[a, b, c]}::text[])`)
  const send = (name: string, text: string, role = 'finance') => desk.house.call('POST', `/api/print/numbers/bills?carrier=${carrier}&name=${encodeURIComponent(name)}`, { token: desk.tokens[role], raw: text, headers: { 'content-type': 'application/octet-stream' } })
  const first = await send('2026-03.csv', `日期,运单号,重量,运费\n2026-03-02,${a},1.2,5.50\n2026-03-02,${a},1.2,5.50\n2026-03-02,${d},0.5,4.00\n2026-03-02,ZZ9999999999,1,3.00\n合计,,,18.00\n`)
  expect([first.status, first.json]).toEqual([200, { bill: expect.any(String), lines: 4, billed: 1, skipped: 1 }])
  const second = await send('2026-04.csv', `waybill,amount\n${b},6\n${a},5.50\n`)
  expect(second.json).toMatchObject({ lines: 2, billed: 1 })
  expect((await send('2026-04.csv', `waybill,amount\n${c},6\n`)).json.reasons).toMatchObject([{ code: 'bill-known' }])
  expect((await send('nothing.csv', '日期,重量\n2026-03-02,1\n')).json.reasons).toMatchObject([{ code: 'bill-no-numbers' }])
  expect((await send('late.csv', `waybill\n${c}\n`, 'clerk')).status).toBe(403)

  const { bills, unbilled } = await desk.get('finance', '/api/print/numbers/bills')
  expect(bills.map((x: { name: string; lines: number; fen: number; neverUsed: number; unknown: number; twice: number }) => [x.name, x.lines, x.fen, x.neverUsed, x.unknown, x.twice])).toEqual([['2026-04.csv', 2, 1150, 0, 0, 1], ['2026-03.csv', 4, 1800, 1, 1, 1]])
  expect(unbilled).toMatchObject([{ carrierId: carrier, count: 1 }])
  const faults = async (id: string) => (await desk.get('finance', `/api/print/numbers/bills/${id}`)).lines.map((l: { waybill: string; fault: string; before: string | null }) => [l.waybill, l.fault, l.before])
  expect(await faults(first.json.bill)).toEqual([[a, 'twice', '2026-03.csv'], [d, 'never-used', null], ['ZZ9999999999', 'unknown', null]])
  expect(await faults(second.json.bill)).toEqual([[a, 'twice', '2026-03.csv']])
  const state = async (waybill: string) => (await desk.get('logistics', `/api/print/numbers?q=${waybill}`)).numbers[0].state
  expect([await state(a!), await state(b!), await state(c!), await state(d!)]).toEqual(['billed', 'billed', 'used', 'got'])
  expect(await desk.house.company.db.rows(sql`select facts->>'title' as title, facts->'billed' as billed from event where kind = 'carrier.bill' order by number`)).toEqual([{ title: '2026-03.csv', billed: 1 }, { title: '2026-04.csv', billed: 1 }])
})
