import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { openPress, type Press } from '#kit/print/press.ts'
import { runAgent } from '../../cli/print-agent.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'
import { openIppPrinter, openZebra, type IppPrinter, type Zebra } from '../../../test/printers.ts'
import { fill } from './fields.actions.ts'
import { documentKinds, offers } from './fields.rules.ts'
import { fieldsCut, mayBeCut } from './rules.ts'
import { forgetContents } from './run.actions.ts'
import { closeTalks } from './send.actions.ts'

let house: TestHouse, zebra: Zebra, office: IppPrinter, press: Press
const tokens: Record<string, string> = {}
let main = ''
beforeAll(async () => {
  house = await openHouse()
  zebra = await openZebra()
  office = await openIppPrinter()
  press = openPress()
  const wasm = readFileSync('node_modules/zxing-wasm/dist/reader/zxing_reader.wasm')
  await prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length) as ArrayBuffer }, fireImmediately: true })
  for (const role of ['clerk', 'service', 'picker', 'checker', 'packer', 'logistics', 'manager', 'it'] as const) tokens[role] = await house.token(role)
  main = String(await house.idOf('warehouse', 'main'))
})
afterAll(async () => { closeTalks(); await press?.close(); await zebra?.close(); await office?.close(); await house?.close() })

const post = async (role: string, path: string, body: unknown) => (await house.call('POST', path, { token: tokens[role], body })).json
const put = async (role: string, path: string, body: unknown) => (await house.call('PUT', path, { token: tokens[role], body })).json
const get = async (role: string, path: string) => (await house.call('GET', path, { token: tokens[role] })).json
const pdfOf = async (batch: string, body: object = {}) => {
  const answer = await fetch(`${house.address}/api/print/batches/${batch}/pdf`, { method: 'POST', headers: { authorization: `Bearer ${tokens.clerk}`, 'content-type': 'application/json' }, body: JSON.stringify(body) })
  return { status: answer.status, pdf: new Uint8Array(await answer.arrayBuffer()) }
}
const order = (number: string, more: object = {}) => ({
  number, placedAt: '2026-03-02T01:00:00Z', paidAt: '2026-03-02T01:05:00Z', buyer: { account: `b-${number}` }, lines: [{ sku: 'DM001', quantity: 2, unitFen: 1900 }, { sku: 'DM005', quantity: 1, unitFen: 7100 }], totalFen: 10900, paidFen: 10900,
  receiver: { name: '孔娟超', phone: '18626421963', province: '浙江省', city: '杭州市', district: '西湖区', street: '文三路90号5号楼1203室' }, ...more,
})
const wave = async (prefix: string, count: number, more: (i: number) => object = () => ({})): Promise<{ wave: string; orders: string[] }> => {
  const taken = await post('clerk', '/api/intake/orders', { shop: 'demo', orders: Array.from({ length: count }, (_, i) => order(`${prefix}${i + 1}`, more(i))) })
  expect(taken.accepted).toBe(count)
  await house.settle()
  const planned = await post('clerk', '/api/waves', { warehouse: main, kind: 'multi', limit: 1000 })
  expect(planned.orders.length).toBe(count)
  return planned
}
const both = ['slip', 'waybill']
/** A waybill number of the demo's carriers. */
const isNumber = (text: string) => /^[A-Z]{2,4}\d{10}$/.test(text)
const other = (sku: string) => ({ lines: [{ sku, quantity: 2, unitFen: 1000 }], totalFen: 2000, paidFen: 2000 })
const batchOf = async (id: string) => (await get('clerk', `/api/print/batches/${id}?limit=500`))
const parcels = (orders: string[]) => house.company.db.rows<{ id: number; number: string; waybill: string; code: string; version: number }>(sql`
  select p.id, o.number, p.waybill, p.code, p.version from parcel p join orders o on o.id = p.order_id where p.order_id = any(${orders}::bigint[]) and p.state <> 'void' order by p.print_place`)
const printer = async (code: string, more: object) => (await put('it', `/api/printers/${code}`, { name: code, channel: 'raw', language: 'zpl', ...more })).printer as string

test('PR-1 · every field that is filled is one its kind offers; a receiver is masked on each, a price is on the slip alone', async () => {
  const { orders } = await wave('FIELDS', 2)
  const [{ id } = { id: 0 }] = await parcels(orders)
  const paper = { batch: 1, place: 1, of: 2, nth: 1 }
  const filled = await house.company.act(system, work => fill(work, { code: 'demo', utcOffsetMinutes: 480 }, (['slip', 'gift-slip', 'waybill', 'return-label'] as const).map(document => ({ document, subject: id, paper }))))
  for (const [i, document] of (['slip', 'gift-slip', 'waybill', 'return-label'] as const).entries()) {
    const { values, lists = {} } = filled[i]!
    expect(Object.keys(values)).toEqual(Object.keys(offers[document].values))
    expect(JSON.stringify(values)).not.toMatch(/孔娟超|18626421963|1203室/)
    for (const [name, rows] of Object.entries(lists)) for (const row of rows) expect(Object.keys(row).filter(c => !offers[document].lists[name]!.columns[c])).toEqual([])
    expect(JSON.stringify(lists).includes('19.00')).toBe(document === 'slip')
  }
  expect(filled[2]!.values).toMatchObject({ 'to.name': '孔**', 'to.phone': '186******63', 'to.street': '文三路90号5号楼****室', 'order.number': 'FIELDS1', 'paper.of': '2' })
  expect(await house.company.act(system, work => fill(work, { code: 'demo', utcOffsetMinutes: 480 }, [{ document: 'waybill', subject: 999_999, paper }]))).toEqual([undefined])
  expect(documentKinds.length).toBe(11)
})

test('PR-1 C9 · a wave is printed in the order of picking; every page is read back, equal to the database; a second print needs a reason', async () => {
  const { wave: id, orders } = await wave('PRINT', 5)
  const asked = { wave: id, documents: ['picking-sheet', ...both] }
  expect(await post('clerk', '/api/print/preview', asked)).toMatchObject({ papers: 11, places: 6, refused: [], counts: [{ document: 'picking-sheet', papers: 1 }, { document: 'slip', papers: 5, again: 0 }, { document: 'waybill', papers: 5 }] })
  const made = await post('clerk', '/api/print/batches', asked)
  expect(made).toMatchObject({ papers: 11, refused: [] })
  // While it waits, nobody makes it a second time.
  expect((await post('clerk', '/api/print/preview', asked)).refused[0]).toMatchObject({ document: 'slip', reasons: [{ code: 'queued-already', values: { batch: Number(made.batch) } }] })
  await house.settle()
  expect((await batchOf(made.batch)).batch).toMatchObject({ state: 'printing', checked: 11, toGive: 11, refused: 0 })

  const known = await parcels(orders)
  const waybills = await pdfOf(made.batch, { document: 'waybill' })
  const read = await press.read(waybills.pdf)
  expect(read.map(r => [...new Set(r.codes.map(c => c.text))].toSorted())).toEqual(known.map(p => [p.waybill, `DL1:${p.waybill}:${p.number}:${p.code}`].toSorted()))
  const slips = await press.read((await pdfOf(made.batch, { document: 'slip' })).pdf)
  expect(slips.map(r => [...new Set(r.codes.map(c => c.text))].toSorted())).toEqual(known.map(p => [p.waybill, `DL1:${p.waybill}:${p.number}:${p.code}`].toSorted()))
  expect((await pdfOf(made.batch, { document: 'slip' })).status).toBe(409)
  expect((await pdfOf(made.batch)).status).toBe(200)
  expect((await batchOf(made.batch)).batch).toMatchObject({ state: 'printed', printed: 11, waiting: 0 })
  await post('clerk', `/api/print/batches/${made.batch}/acts`, { act: 'confirm' })
  expect((await batchOf(made.batch)).batch).toMatchObject({ printed: 0, confirmed: 11 })

  // Every print is an event that names the template, the content and the n-th time, and no person.
  const told = await house.company.db.rows<{ facts: Record<string, unknown> }>(sql`select facts from event where kind = 'paper.print' and facts->>'batch' = ${made.batch} order by number`)
  expect(told.length).toBe(11)
  expect(told[0]!.facts).toMatchObject({ document: 'waybill', nth: 1, place: 1, hash: expect.stringMatching(/^[0-9a-f]{32}$/), template: expect.any(String) })
  const [kept] = await house.company.db.rows<{ sealed: Buffer }>(sql`select sealed from print_paper where batch_id = ${made.batch}::bigint and document = 'waybill' order by place limit 1`)
  expect(kept!.sealed.includes('186')).toBe(false)

  const refused = await post('clerk', '/api/print/batches', { wave: id, documents: both })
  expect(refused).toMatchObject({ batch: null, papers: 0 })
  expect(refused.refused[0].reasons).toMatchObject([{ code: 'printed-already', clause: 'PR-3.reprint', values: { times: 1 } }])
  const again = await post('clerk', `/api/print/batches/${made.batch}/reprints`, { from: 2, to: 3, document: 'waybill', reason: 'paper-jam' })
  expect(again).toMatchObject({ papers: 2, refused: [] })
  await house.settle()
  expect((await pdfOf(again.batch)).status).toBe(200)
  const papers = (await get('clerk', `/api/orders/${orders[1]}/prints`)).papers
  expect(papers.map((p: { document: string; nth: number; state: string; reason: string | null; why: string | null }) => [p.document, p.nth, p.state, p.reason, p.why])).toEqual([
    ['waybill', 2, 'printed', 'paper-jam', null], ['waybill', 1, 'void', null, 'paper-jam'], ['slip', 1, 'confirmed', null, null],
  ])
})

test('PR-1 · a character that no font has, or a text that no size fits, stops its paper and no other', async () => {
  const { wave: id, orders } = await wave('RARE', 3, i => (i === 1 ? { receiver: { ...order('x').receiver, district: '\u{31350}区' } } : {}))
  const made = await post('clerk', '/api/print/batches', { wave: id, documents: ['waybill'] })
  await house.settle()
  const { batch, papers } = await batchOf(made.batch)
  expect(batch).toMatchObject({ checked: 2, refused: 1 })
  expect(papers.find((p: { state: string }) => p.state === 'refused')).toMatchObject({ place: 2, orderId: orders[1], why: 'rare-character', whyValues: { characters: '\u{31350}' } })
  expect((await pdfOf(made.batch)).status).toBe(200)
  expect((await batchOf(made.batch)).batch.state).toBe('printed')
})

test('PR-1 · goods that do not all fit a waybill may be cut short; what the carrier needs may not', () => {
  expect(mayBeCut({ kind: 'text', value: '{{order.goods}}' })).toBe(true)
  expect(mayBeCut({ kind: 'text', value: '{{ order.note }} {{order.remark}}' })).toBe(true)
  for (const value of ['{{to.address}}', '{{order.goods}} {{to.name}}', '订单']) expect(mayBeCut({ kind: 'text', value })).toBe(false)
  expect(mayBeCut({ kind: 'code128', value: '{{order.goods}}' })).toBe(false)
  expect(mayBeCut(undefined)).toBe(false)
  // Whoever must make it shorter is told what it is.
  expect(fieldsCut([{ kind: 'text', value: '{{to.region}} {{to.street}}' }, { kind: 'text', value: '{{order.note}}' }, undefined], { 'to.region': '浙江省', 'to.street': '文三路90号5号楼' })).toEqual(['to.street', 'to.region'])
})

test('PR-4 · bins and products get their labels, a hand-over its sheet, by the same engine', async () => {
  const places = await house.company.db.rows<{ id: number }>(sql`select id from place where kind = 'bin' order by walk limit 3`)
  const bins = await post('logistics', '/api/print/batches', { bins: places.map(p => String(p.id)), documents: ['bin-label'] })
  const products = await house.company.db.rows<{ id: number }>(sql`select id from sku where barcode is not null order by code limit 2`)
  const skus = await post('clerk', '/api/print/batches', { skus: products.map(p => String(p.id)), documents: ['sku-label'] })
  const { handover } = await post('logistics', '/api/handovers', { warehouse: main, carrier: String(await house.idOf('carrier', 'ZTO')) })
  const sheet = await post('logistics', '/api/print/batches', { handover, documents: ['handover-sheet'] })
  await house.settle()
  for (const [made, papers] of [[bins, 3], [skus, 2], [sheet, 1]] as const) {
    expect(made).toMatchObject({ papers, refused: [] })
    expect((await press.read((await pdfOf(made.batch)).pdf)).length).toBe(papers)
  }
  expect((await house.call('POST', '/api/print/batches', { token: tokens.clerk, body: { handover, documents: ['waybill'] } })).json.reasons).toMatchObject([{ code: 'document-not-of' }])
})

test('PR-2 · raw: labels go to a thermal printer one by one; paper out and an open head are waited for, and each label comes out once', async () => {
  const id = await printer('zebra-1', { address: `127.0.0.1:${zebra.port}`, documents: ['waybill'], density: 12 })
  const { wave: w, orders } = await wave('ZEBRA', 8, () => other('DM003'))
  zebra.burnt.length = 0
  zebra.onBurnt = count => { if (count === 3) zebra.paper(false); if (count === 5) zebra.head(false) }
  const made = await post('clerk', '/api/print/batches', { wave: w, documents: ['waybill'], printers: { waybill: id } })
  await house.settle()
  expect((await batchOf(made.batch)).batch).toMatchObject({ state: 'printing', stopCode: 'printer-not-ready', stopValues: { why: 'silent' } })
  expect(zebra.burnt.length).toBe(3)
  zebra.paper(true)
  await expect.poll(async () => { await house.settle(); return zebra.burnt.length }, { timeout: 20_000 }).toBe(5)
  expect((await batchOf(made.batch)).batch.state).toBe('printing')
  zebra.head(true)
  zebra.onBurnt = () => {}
  await expect.poll(async () => { await house.settle(); return (await batchOf(made.batch)).batch.state }, { timeout: 20_000 }).toBe('printed')
  expect((await batchOf(made.batch)).batch).toMatchObject({ confirmed: 8, stopCode: null })
  expect(zebra.dropped).toBe(0)
  const known = await parcels(orders)
  const seen: string[] = []
  for (const label of zebra.burnt) seen.push((await waybillOn(label)))
  expect(seen).toEqual(known.map(p => p.waybill))
})

test('PR-2 · raw: power goes in the middle: the batch stops, somebody says which label is the last good one, and the rest is printed once', async () => {
  const id = await printer('zebra-1', { address: `127.0.0.1:${zebra.port}` })
  const { wave: w, orders } = await wave('POWER', 8, () => other('DM003'))
  const known = await parcels(orders)
  zebra.burnt.length = 0
  const cut = new Promise<void>(done => { zebra.onBurnt = count => { if (count === 4) { zebra.onBurnt = () => {}; void zebra.cut().then(done) } } })
  const made = await post('clerk', '/api/print/batches', { wave: w, documents: ['waybill'], printers: { waybill: id } })
  await house.settle()
  await cut
  await house.settle()
  const stopped = (await batchOf(made.batch)).batch
  expect(stopped).toMatchObject({ state: 'paused', stopCode: 'unsure' })
  expect(zebra.burnt.length).toBe(4)
  expect(stopped.stopValues.from).toBeLessThanOrEqual(5)
  await zebra.wake()
  await printer('zebra-1', { address: `127.0.0.1:${zebra.port}` })
  expect((await house.call('POST', `/api/print/batches/${made.batch}/acts`, { token: tokens.clerk, body: { act: 'resume' } })).json.reasons).toMatchObject([{ code: 'say-last-good' }])
  await post('clerk', `/api/print/batches/${made.batch}/acts`, { act: 'resume', lastGood: 4 })
  await expect.poll(async () => { await house.settle(); return (await batchOf(made.batch)).batch.state }, { timeout: 20_000 }).toBe('printed')
  const seen: string[] = []
  for (const label of zebra.burnt) seen.push(await waybillOn(label))
  expect(seen).toEqual(known.map(p => p.waybill))
})

test('PR-2 · IPP: a job is followed to its end; completed is not yet confirmed, and one that breaks off stops the batch', async () => {
  const id = await printer('office', { channel: 'ipp', language: 'pdf', address: office.uri, documents: ['slip'], copies: 1, widthMm: 148, heightMm: 210 })
  const { wave: w } = await wave('OFFICE', 3)
  const made = await post('clerk', '/api/print/batches', { wave: w, documents: ['slip'], printers: { slip: id } })
  await house.settle()
  expect(office.jobs.at(-1)).toMatchObject({ media: 'iso_a5_148x210mm' })
  expect((await press.read(new Uint8Array(office.jobs.at(-1)!.pdf))).length).toBe(3)
  expect((await batchOf(made.batch)).batch).toMatchObject({ state: 'printed', printed: 3, confirmed: 0 })
  office.become = { state: 8, reasons: ['aborted-by-system'] }
  const second = await post('clerk', `/api/print/batches/${made.batch}/reprints`, { from: 1, to: 3, reason: 'unreadable' })
  await house.settle()
  expect((await batchOf(second.batch)).batch).toMatchObject({ state: 'paused', stopCode: 'unsure', stopValues: { from: 1, to: 3, why: 'aborted-by-system' } })
  office.become = { state: 9, reasons: [] }
  await post('clerk', `/api/print/batches/${second.batch}/acts`, { act: 'resume', lastGood: 1 })
  await house.settle()
  expect((await press.read(new Uint8Array(office.jobs.at(-1)!.pdf))).length).toBe(2)
  expect((await batchOf(second.batch)).batch).toMatchObject({ state: 'printed', confirmed: 1, printed: 2 })
  await office.close()
  const third = await post('clerk', `/api/print/batches/${second.batch}/reprints`, { from: 3, to: 3, reason: 'lost' })
  await house.settle()
  expect((await batchOf(third.batch)).batch).toMatchObject({ state: 'printing', stopCode: 'printer-not-ready', waiting: 1 })
  await post('clerk', `/api/print/batches/${third.batch}/acts`, { act: 'cancel' })
  expect((await batchOf(third.batch)).batch).toMatchObject({ state: 'cancelled', voided: 1 })
})

test('C9 PR-3 · an edit after printing voids both papers: neither old code nor old number passes packing or the dock; both new papers must be scanned', async () => {
  const { wave: w, orders: [first = '', second = ''] } = await wave('EDIT', 2)
  const made = await post('clerk', '/api/print/batches', { wave: w, documents: both })
  await house.settle()
  expect((await pdfOf(made.batch)).status).toBe(200)
  const [old, other] = await parcels([first, second])
  await post('picker', `/api/waves/${w}/finish`, { paper: true })
  await post('checker', '/api/checking', { orders: [first, second].map(order => ({ order, items: [{ code: 'DM001', quantity: 2 }, { code: 'DM005', quantity: 1 }] })) })
  const pack = async (order: string, scans: object) => { const { moved, refused } = await post('packer', '/api/packing', { orders: [{ order, ...scans }] }); return moved.length ? 'packed' : refused[0].reasons.map((r: { code: string }) => r.code) }
  expect(await pack(second, {})).toEqual(['waybill-not-scanned', 'slip-not-scanned'])
  expect(await pack(second, { waybill: other!.waybill, slip: old!.code })).toEqual(['wrong-slip'])
  expect(await pack(second, { waybill: old!.waybill, slip: other!.code })).toEqual(['wrong-waybill'])

  await post('service', `/api/orders/${first}/corrections`, { change: { street: '文三路99号' }, why: '客户来电', confirmedWith: '客户' })
  const [now] = await parcels([first])
  expect(now).toMatchObject({ id: old!.id, version: old!.version + 1 })
  expect(now!.waybill).not.toBe(old!.waybill)
  expect(now!.code).not.toBe(old!.code)
  await house.settle()
  expect((await get('clerk', `/api/orders/${first}/prints`)).papers.map((p: { state: string; why: string }) => [p.state, p.why])).toEqual([['void', 'outdated'], ['void', 'outdated']])
  for (const code of [old!.code, old!.waybill, `DL1:${old!.waybill}:${old!.number}:${old!.code}`]) {
    expect(await get('packer', `/api/stations/parcels?code=${encodeURIComponent(code)}&at=packing`)).toMatchObject({ parcel: null, reasons: [{ code: 'paper-void', clause: 'PR-3.void' }] })
  }
  // No reason is asked for: of this content nothing has been printed.
  const again = await post('clerk', '/api/print/batches', { orders: [first], documents: both })
  expect(again).toMatchObject({ papers: 2, refused: [] })
  await house.settle()
  expect((await pdfOf(again.batch)).status).toBe(200)
  await post('clerk', '/api/orders/moves/unblock', { orders: [first], reason: 'changed-after-print' })
  expect(await pack(first, { waybill: old!.waybill, slip: now!.code })).toEqual(['paper-void'])
  expect(await pack(first, { waybill: now!.waybill, slip: `DL1:${old!.waybill}:${old!.number}:${old!.code}` })).toEqual(['paper-void'])
  expect(await pack(first, { waybill: now!.waybill, slip: `DL1:${now!.waybill}:${now!.number}:${now!.code}` })).toBe('packed')
  const { handover } = await post('logistics', '/api/handovers', { warehouse: main, carrier: String(await house.idOf('carrier', 'ZTO')) })
  const scanned = await post('logistics', `/api/handovers/${handover}/scans`, { waybills: [old!.waybill, now!.waybill] })
  expect(scanned).toMatchObject({ taken: [now!.waybill], refused: [{ waybill: old!.waybill, reasons: [{ code: 'paper-void', values: { why: 'corrected' } }] }] })
  // A cancelled order's paper is void as well, and its number, which lies on paper, serves nobody else.
  await post('service', '/api/orders/moves/cancel', { orders: [second] })
  await expect.poll(async () => { await house.settle(); return (await get('clerk', `/api/orders/${second}/prints`)).papers.map((p: { state: string }) => p.state) }, { timeout: 20_000 }).toEqual(['void', 'void'])
  expect(await house.company.db.rows(sql`select 1 from waybill_returned where waybill = any(${[old!.waybill, other!.waybill]}::text[])`)).toEqual([])
})

test('SH-2 · the life of a number is told from asked to used; dead numbers go back to the carrier, orphans to the next parcels', async () => {
  const carrier = String(await house.idOf('carrier', 'ZTO'))
  const all = (await get('logistics', `/api/print/numbers?carrier=${carrier}&limit=500`)).numbers as { waybill: string; state: string; prints: number; number: string | null }[]
  expect(all.find(n => n.number === 'PRINT2')).toMatchObject({ state: 'printed', prints: 2 })
  expect(all.find(n => n.number === 'FIELDS1')).toMatchObject({ state: 'got', prints: 0 })
  const dead = all.filter(n => n.state === 'void').map(n => n.waybill)
  expect(await post('logistics', '/api/print/numbers/returns', { carrier, numbers: dead })).toEqual({ carrier: dead.length, pool: 0 })
  expect((await get('logistics', `/api/print/numbers?carrier=${carrier}&state=returned&limit=500`)).numbers.length).toBe(dead.length)
  await house.company.db.rows(sql`update waybill_pool set next = next + 2 where carrier_id = ${Number(carrier)}`)
  const { orphans } = await get('logistics', '/api/print/numbers/orphans')
  expect(orphans.length).toBe(2)
  expect(await post('logistics', '/api/print/numbers/returns', { carrier, numbers: orphans.map((o: { waybill: string }) => o.waybill) })).toEqual({ carrier: 0, pool: 2 })
  expect((await get('logistics', '/api/print/numbers/orphans')).orphans).toEqual([])
})

test('PR-2 · a station fetches its own work, prints it by itself and reports; what nobody knows stops the batch', async () => {
  const id = await printer('bench-1', { channel: 'agent', language: 'pdf', address: 'Label', station: '打包台 1' })
  const { wave: w, orders } = await wave('AGENT', 4)
  const made = await post('clerk', '/api/print/batches', { wave: w, documents: ['waybill'], printers: { waybill: id } })
  expect((await post('packer', '/api/print/station/next', { printers: ['bench-1'] })).task).toBeNull()
  await house.settle()
  const { task } = await post('packer', '/api/print/station/next', { printers: ['bench-1'], most: 3 })
  expect(task).toMatchObject({ printer: 'bench-1', address: 'Label', widthMm: 100, heightMm: 180, papers: [{ place: 1 }, { place: 2 }, { place: 3 }] })
  const known = await parcels(orders)
  expect((await press.read(Buffer.from(task.pdf, 'base64'))).map(r => r.codes.find(c => isNumber(c.text))?.text)).toEqual(known.slice(0, 3).map(p => p.waybill))
  const [a, b, c] = task.papers.map((p: { id: string }) => p.id)
  expect(await post('packer', '/api/print/station/reports', { papers: [{ id: a, outcome: 'printed' }, { id: b, outcome: 'printed' }, { id: c, outcome: 'not-printed', why: 'no paper' }] })).toEqual({ taken: 3 })
  expect((await batchOf(made.batch)).batch).toMatchObject({ state: 'paused', confirmed: 2, waiting: 2, stopCode: 'printer-refuses' })
  await post('packer', `/api/print/batches/${made.batch}/acts`, { act: 'resume' })
  const rest = (await post('packer', '/api/print/station/next', { printers: ['bench-1'], form: 'fields' })).task
  expect(rest.papers.map((p: { place: number; fields: Record<string, string> }) => [p.place, p.fields['parcel.waybill']])).toEqual([[3, known[2]!.waybill], [4, known[3]!.waybill]])
  await post('packer', '/api/print/station/reports', { papers: rest.papers.map((p: { id: string }) => ({ id: p.id, outcome: 'printed' })) })
  expect((await batchOf(made.batch)).batch).toMatchObject({ state: 'printed', confirmed: 4 })
})

test('PR-2 · the agent of a station prints by the program of its machine; what that refuses goes back to the house', async () => {
  const id = await printer('bench-2', { channel: 'agent', language: 'pdf', address: 'Label_2', copies: 2 })
  const { wave: w, orders } = await wave('LP', 2, () => other('DM003'))
  const made = await post('clerk', '/api/print/batches', { wave: w, documents: ['waybill'], printers: { waybill: id } })
  await house.settle()
  const dir = mkdtempSync(path.join(os.tmpdir(), 'danliu-agent-'))
  const program = (body: string) => { const file = path.join(dir, 'lp'); writeFileSync(file, `#!/bin/sh\n${body}\n`, { mode: 0o700 }); return file }
  const run = (command: string) => runAgent({ house: house.address, printers: 'bench-2', token: tokens.packer!, once: true, command }) // made above
  await run(program('echo "no such printer" >&2; exit 1'))
  expect((await batchOf(made.batch)).batch).toMatchObject({ state: 'paused', waiting: 2, stopCode: 'printer-refuses', stopValues: { why: 'no such printer' } })
  await post('clerk', `/api/print/batches/${made.batch}/acts`, { act: 'resume' })
  await run(program(`echo "$@" > ${dir}/args; cp "$5" ${dir}/printed.pdf`))
  expect(readFileSync(path.join(dir, 'args'), 'utf8')).toMatch(/^-d Label_2 -n 2 \S+\.pdf\n$/)
  const known = await parcels(orders)
  expect((await press.read(new Uint8Array(readFileSync(path.join(dir, 'printed.pdf'))))).map(r => r.codes.find(c => isNumber(c.text))?.text)).toEqual(known.map(p => p.waybill))
  expect((await batchOf(made.batch)).batch).toMatchObject({ state: 'printed', printed: 2, confirmed: 0 })
  rmSync(dir, { recursive: true })
})

test('PR-3 · what papers said is erased after the days of the handbook; that they were printed stays', async () => {
  const after = (days: number) => forgetContents({ ...house.company, now: () => new Date(house.company.now().getTime() + days * 86_400_000) })
  const kept = async () => (await house.company.db.rows<{ papers: number; sealed: number }>(sql`select count(*) as papers, count(sealed) as sealed from print_paper`))[0]! // a count is one row
  const before = await kept()
  expect([before.sealed > 0, await after(29), (await kept()).sealed]).toEqual([true, 0, before.sealed])
  expect([await after(31), await kept()]).toEqual([before.sealed, { papers: before.papers, sealed: 0 }])
})

/** The waybill's number as a scanner reads it off the burnt label. */
async function waybillOn({ width, height, bits }: { width: number; height: number; bits: Uint8Array }): Promise<string> {
  const row = Math.ceil(width / 8)
  const data = new Uint8ClampedArray(width * height * 4).fill(255)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) if (bits[y * row + (x >> 3)]! & (0x80 >> (x & 7))) data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3)
  return (await readBarcodes({ data, width, height, colorSpace: 'srgb' } as ImageData, { formats: ['Code128'], tryHarder: true })).map(c => c.text).find(isNumber) ?? ''
}
