import { afterAll, beforeAll, expect, test } from 'vitest'
import { system } from '#kit/work.ts'
import { sql } from '#kit/sql.ts'
import { sweep } from '#handbook/clocks/actions.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'
import { openCollections } from './collection.actions.ts'
import { ensureShop } from './store.ts'

let house: TestHouse
let clerk: string, it: string, foreign: string
const csv = (rows: readonly (readonly string[])[]) => `\ufeff${rows.map(r => r.map(c => (/[",\n]/.test(c) ? `"${c.replaceAll('"', '""')}"` : c)).join(',')).join('\r\n')}\r\n`
const upload = async (name: string, content: string | Buffer, shop = 'demo', token = clerk) => house.call('POST', `/api/intake/files?shop=${shop}&name=${encodeURIComponent(name)}`, { token, raw: content, headers: { 'content-type': 'application/octet-stream' } })
const get = (path: string, token = clerk) => house.call('GET', path, { token })
const file = (path: string, token = clerk) => fetch(house.address + path, { headers: { authorization: `Bearer ${token}` } })
const numbersHere = async (like: string) => (await house.company.db.rows<{ number: string; totalFen: number }>(sql`select number, total_fen as "totalFen" from orders where number like ${like} order by number`))

beforeAll(async () => {
  house = await openHouse()
  await ensureShop(house.company.db, 'other', '另一家店铺', new Date())
  clerk = await house.token('clerk')
  it = await house.token('it')
  foreign = await house.token('clerk', { shops: [await house.idOf('shop', 'other')] })
})
afterAll(() => house?.close())

const head = ['单号', '日期', '收货人', '电话', '收货地址', '货号', '品名', '数量', '单价', '实付', '业务员']
const row = (n: string, { price = '19.00', quantity = '2', address = '浙江省杭州市西湖区文三路1号', date = '2026-03-02 10:00', remark = '老王' } = {}) => [n, date, '陈敏', '13800001111', address, 'DM001', '桂花乌龙茶', quantity, price, '38.00', remark]

test('IN-4: a file no mapping knows is guessed by its heads, shown with personal data masked, imported in the background, and its mapping is remembered', async () => {
  const sent = await upload('门店.csv', csv([head, row('S-1'), row('S-2'), row('S-3')]))
  expect(sent.json).toMatchObject({ file: expect.any(String), name: '门店.csv' })
  const seen = (await house.call('POST', '/api/intake/previews', { token: clerk, body: { shop: 'demo', files: [sent.json.file] } })).json
  expect(seen).toMatchObject({ known: false, remembered: false, missing: [], lacking: [] })
  expect(seen.mapping.files[0].columns).toEqual({ number: '单号', placedAt: '日期', name: '收货人', phone: '电话', address: '收货地址', sku: '货号', title: '品名', quantity: '数量', price: '单价', paid: '实付', salesman: '业务员' })
  expect(seen.files[0].rows[0].slice(0, 5)).toEqual(['S-1', '2026-03-02 10:00', '陈*', '138******11', '浙江省杭****'])
  expect(JSON.stringify(seen)).not.toMatch(/13800001111|文三路/)
  const { run } = (await house.call('POST', '/api/intake/runs', { token: clerk, body: { shop: 'demo', files: [sent.json.file], mapping: seen.mapping } })).json
  expect((await get(`/api/intake/runs/${run}`)).json).toMatchObject({ state: 'waiting', by: 'test clerk' })
  await house.settle()
  expect((await get(`/api/intake/runs/${run}`)).json).toMatchObject({ state: 'done', accepted: 3, refused: 0, sourceOrders: 3, sourceFen: 11400, acceptedFen: 11400, gap: false, problems: 0, rowsAll: 3 })
  expect((await numbersHere('S-%')).map(o => o.number)).toEqual(['S-1', 'S-2', 'S-3'])
  // IT-3: names and phones lie on disk no longer than an import needs them.
  expect((await house.call('POST', '/api/intake/previews', { token: clerk, body: { shop: 'demo', files: [sent.json.file] } })).json.code).toBe('files-gone')
  const again = await upload('门店2.csv', csv([head, row('S-3'), row('S-4')]))
  const next = (await house.call('POST', '/api/intake/previews', { token: clerk, body: { shop: 'demo', files: [again.json.file] } })).json
  expect([next.known, next.remembered, next.mapping.name]).toEqual([true, true, seen.mapping.name])
  const second = (await house.call('POST', '/api/intake/runs', { token: clerk, body: { shop: 'demo', files: [again.json.file], mapping: next.mapping } })).json.run
  await house.settle()
  expect((await get(`/api/intake/runs/${second}`)).json).toMatchObject({ state: 'done', accepted: 1, duplicates: 1, gap: false })
})

test('IN-4 IN-5: rows that cannot be taken are shown with their reasons, given out as a file, corrected on the screen, and then the account is even', async () => {
  const given = await upload('坏.csv', csv([head, row('B-1'), row('B-2', { price: '十九' }), row('B-3', { address: '文三路1号' }), row('B-4', { quantity: '0', remark: '=cmd()' })]))
  const { mapping } = (await house.call('POST', '/api/intake/previews', { token: clerk, body: { shop: 'demo', files: [given.json.file] } })).json
  const { run } = (await house.call('POST', '/api/intake/runs', { token: clerk, body: { shop: 'demo', files: [given.json.file], mapping } })).json
  await house.settle()
  const after = (await get(`/api/intake/runs/${run}`)).json
  expect(after).toMatchObject({ state: 'done', accepted: 1, refused: 3, gap: true, fixable: true })
  expect(after.open.map((p: { row: number; field: string; code: string }) => [p.row, p.field, p.code])).toEqual([[3, '单价', 'money-unreadable'], [4, '收货地址', 'address-unclear'], [5, '数量', 'quantity-not-positive']])
  expect(JSON.stringify(after)).not.toMatch(/13800001111|文三路/)
  const here = async () => (await house.company.db.rows<{ here: boolean }>(sql`select gone_at is null as here from intake_file where id = ${Number(given.json.file)}`))[0]!.here
  expect(await here(), 'rows are still to be corrected').toBe(true)

  const bad = (await get(`/api/intake/runs/${run}/rows`)).json
  expect(bad.files).toEqual([{ name: '坏.csv', header: head }])
  expect(bad.rows.map((r: { row: number; cells: string[] }) => [r.row, r.cells[0], r.cells[8]])).toEqual([[3, 'B-2', '十九'], [4, 'B-3', '19.00'], [5, 'B-4', '19.00']])
  const [look] = await house.company.db.rows<{ facts: object }>(sql`select facts from event where kind = 'intake.reveal' and subject_id = ${Number(run)}`)
  expect(look).toEqual({ facts: { rows: 3 } })
  const sheet = await (await file(`/api/intake/runs/${run}/bad-rows`)).text()
  expect(sheet.split('\r\n')).toHaveLength(5)
  expect(sheet).toContain(`"'=cmd()"`)

  const fix = (rows: object[]) => house.call('POST', `/api/intake/runs/${run}/rows`, { token: clerk, body: { rows } })
  expect((await fix([{ file: '坏.csv', row: 3, cells: { 单价: '19.00' } }, { file: '坏.csv', row: 5, cells: { 数量: '两' } }])).json).toMatchObject({ accepted: 1, problems: [{ row: 5, code: 'quantity-unreadable' }] })
  expect((await fix([{ file: '坏.csv', row: 4, cells: { 收货地址: '浙江省杭州市西湖区文三路1号' } }, { file: '坏.csv', row: 5, cells: { 数量: '2' } }])).json).toMatchObject({ accepted: 2, problems: [] })
  expect((await get(`/api/intake/runs/${run}`)).json).toMatchObject({ accepted: 4, refused: 0, gap: false, problems: 0, sourceFen: 15200, acceptedFen: 15200 })
  expect((await fix([{ file: '坏.csv', row: 4, cells: { 收货地址: '浙江省杭州市西湖区文三路1号' } }])).json).toMatchObject({ accepted: 0, duplicates: 1 })
  expect((await get(`/api/intake/runs/${run}`)).json).toMatchObject({ accepted: 4, duplicates: 0, gap: false })
  expect(await numbersHere('B-%')).toHaveLength(4)
  await house.settle()
  expect(await here()).toBe(false)
})

test('IN-1: a worker that died in the middle is followed by another, which goes on where it stood; a stopped run keeps what it took', async () => {
  const many = Array.from({ length: 600 }, (_, i) => row(`D-${i}`)) // more than one batch
  const given = await upload('多.csv', csv([head, ...many]))
  const { mapping } = (await house.call('POST', '/api/intake/previews', { token: clerk, body: { shop: 'demo', files: [given.json.file] } })).json
  const { run } = (await house.call('POST', '/api/intake/runs', { token: clerk, body: { shop: 'demo', files: [given.json.file], mapping } })).json
  // Somebody took it, did a part, and never came back.
  await house.company.db.rows(sql`update intake_run set state = 'running', lease_until = ${new Date(Date.now() - 1000)}, attempts = 1 where id = ${Number(run)}`)
  await house.settle()
  expect((await get(`/api/intake/runs/${run}`)).json).toMatchObject({ state: 'done', accepted: 600, gap: false })
  const other = await upload('停.csv', csv([head, row('E-1')]))
  const late = (await house.call('POST', '/api/intake/runs', { token: clerk, body: { shop: 'demo', files: [other.json.file], mapping } })).json.run
  expect((await house.call('POST', `/api/intake/runs/${late}/stop`, { token: clerk })).json).toEqual({ asked: true })
  await house.settle()
  expect((await get(`/api/intake/runs/${late}`)).json).toMatchObject({ state: 'stopped', accepted: 0 })
  expect((await house.call('POST', `/api/intake/runs/${late}/stop`, { token: clerk })).status).toBe(409)
})

test('IN-4: a file that is no table, and columns that are not there, are said and nothing is taken', async () => {
  const picture = await upload('photo.csv', Buffer.from('89504e470d0a1a0a0000', 'hex'))
  expect((await house.call('POST', '/api/intake/previews', { token: clerk, body: { shop: 'demo', files: [picture.json.file] } })).json).toMatchObject({ status: 422, code: 'file-unknown' })
  const poor = await upload('少.csv', csv([['单号', '日期'], ['P-1', '2026-03-02']]))
  const seen = (await house.call('POST', '/api/intake/previews', { token: clerk, body: { shop: 'demo', files: [poor.json.file] } })).json
  expect(seen.lacking).toEqual(expect.arrayContaining(['sku', 'price', 'phone', 'province']))
  const { run } = (await house.call('POST', '/api/intake/runs', { token: clerk, body: { shop: 'demo', files: [poor.json.file], mapping: 'tmall' } })).json
  await house.settle()
  expect((await get(`/api/intake/runs/${run}`)).json).toMatchObject({ state: 'failed', code: 'columns-missing' })
  for (const type of ['text/csv', 'application/json', 'multipart/form-data']) expect((await house.call('POST', '/api/intake/files?shop=demo&name=x', { token: clerk, raw: 'a', headers: { 'content-type': type } })).status).toBe(415)
})

test('IN-7: the hand form brings its own numbers; a row with the platform’s number and the platform’s own order are one order', async () => {
  const { readTable } = await import('#kit/files/tables.ts')
  const { writeFile } = await import('node:fs/promises')
  const answer = await file('/api/intake/hand-form?rows=5')
  expect(answer.headers.get('content-disposition')).toContain('attachment')
  const path = `/tmp/danliu-hand-${process.pid}.xlsx`
  await writeFile(path, Buffer.from(await answer.arrayBuffer()))
  let header: string[] = [], numbers: string[] = []
  for await (const batch of readTable(path)) { header = batch.header; numbers = batch.rows.map(r => r.cells[0]!) }
  expect(header.slice(0, 3)).toEqual(['手工单号', '平台单号（知道就填）', '下单时间'])
  expect(new Set(numbers).size).toBe(5)
  const filled = (number: string, platform: string) => [number, platform, '2026-03-02 10:00', '陈敏', '13800001111', '浙江省杭州市西湖区文三路1号', 'DM001', '桂花乌龙茶', '1', '19.00', '19.00', '', '老王', '武林店']
  const given = await upload('手工单.csv', csv([header, filled(numbers[0]!, ''), filled(numbers[1]!, 'PLAT-77'), [numbers[2]!, ...header.slice(1).map(() => '')]]))
  const seen = (await house.call('POST', '/api/intake/previews', { token: clerk, body: { shop: 'demo', files: [given.json.file] } })).json
  expect([seen.known, seen.mapping.name, seen.missing]).toEqual([true, 'hand-form', []])
  const { run } = (await house.call('POST', '/api/intake/runs', { token: clerk, body: { shop: 'demo', files: [given.json.file], mapping: 'hand-form' } })).json
  await house.settle()
  expect((await get(`/api/intake/runs/${run}`)).json).toMatchObject({ state: 'done', accepted: 2, refused: 0, gap: false })
  const own = { number: 'PLAT-77', placedAt: '2026-03-02T02:00:00Z', paidAt: '2026-03-02T02:00:00Z', receiver: { name: '陈敏', phone: '13800001111', province: '浙江省', city: '杭州市', district: '西湖区', street: '文三路1号' }, lines: [{ sku: 'DM001', title: '桂花乌龙茶', quantity: 1, unitFen: 1900 }], totalFen: 1900, paidFen: 1900 }
  expect((await house.call('POST', '/api/intake/orders', { token: clerk, body: { shop: 'demo', orders: [own] } })).json).toMatchObject({ accepted: 0, refused: [] })
  expect(await numbersHere('PLAT-77')).toHaveLength(1)
})

test('IN-4 IN-8 IT-3: the paper’s photo lies sealed beside the order, is given only within scope and as what it is', async () => {
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(1000, 7)])
  const add = (number: string, bytes: Buffer, type = 'image/png', token = clerk) => house.call('POST', `/api/intake/papers?shop=demo&number=${number}&name=${encodeURIComponent('纸单.png')}`, { token, raw: bytes, headers: { 'content-type': type } })
  const paper = (await add('S-1', png)).json.paper
  expect((await add('NOPE', png)).status).toBe(404)
  expect((await add('S-1', Buffer.from('<svg onload=alert(1)>'))).status).toBe(415)
  expect((await add('S-1', png, 'image/svg+xml')).status).toBe(415)
  expect((await add('S-1', Buffer.concat([png, Buffer.alloc(9 * 1024 * 1024)]))).status).toBe(413)
  expect((await add('S-1', png, 'image/png', foreign)).status).toBe(404)
  const [order] = await house.company.db.rows<{ id: number }>(sql`select id from orders where number = 'S-1'`)
  const given = await file(`/api/orders/${order!.id}/papers/${paper}`)
  expect(Buffer.from(await given.arrayBuffer()).equals(png)).toBe(true)
  expect([given.headers.get('content-type'), given.headers.get('cache-control'), given.headers.get('x-content-type-options')]).toEqual(['image/png', 'no-store', 'nosniff'])
  expect((await file(`/api/orders/${order!.id}/papers/${paper}`, foreign)).status).toBe(404)
  const [stored] = await house.company.db.rows<{ sealed: Buffer }>(sql`select sealed from paper where id = ${Number(paper)}`)
  expect(stored!.sealed.includes(Buffer.alloc(50, 7))).toBe(false)
})

test('IT-3: another shop’s files, imports and rows are not there', async () => {
  const runs = (await get('/api/intake/runs')).json.runs
  expect(runs.length).toBeGreaterThan(3)
  expect((await get('/api/intake/runs', foreign)).json.runs).toEqual([])
  for (const path of ['', '/rows', '/bad-rows']) expect((await get(`/api/intake/runs/${runs.at(-1).id}${path}`, foreign)).status).toBe(404)
  expect((await upload('x.csv', 'a', 'demo', foreign)).status).toBe(404)
  const own = await upload('x.csv', csv([head, row('F-1')]), 'other', foreign)
  expect((await house.call('POST', '/api/intake/previews', { token: clerk, body: { shop: 'demo', files: [own.json.file] } })).json.code).toBe('files-gone')
  expect((await get('/api/intake/shops', foreign)).json.shops.map((s: { code: string }) => s.code)).toEqual(['other'])
})

test('IN-4: at nine, two and five offline orders are collected; an hour without a word is missed, shows, and is an event; a late one stays missed', async () => {
  const at = <T>(time: string, doing: (work: Parameters<typeof openCollections>[0]) => Promise<T>) => house.company.act(system, work => doing({ ...work, now: new Date(`2026-03-03T${time}:00+08:00`) }))
  expect(await at('08:59', openCollections)).toBe(0)
  expect(await at('09:00', openCollections)).toBe(1)
  expect(await at('09:01', openCollections)).toBe(0)
  const day = async () => (await get('/api/intake/collections?day=2026-03-03')).json.hours
  const [nine, two] = await day()
  expect([nine.collection.state, two.hour, two.collection]).toEqual(['open', '14:00', null])
  expect(nine.collection.dueAt).toBe('2026-03-03T02:00:00.000Z')
  await at('10:01', work => sweep(work))
  expect((await day())[0].collection.missed).toBe(true)
  const [breach] = await house.company.db.rows<{ clause: string }>(sql`select clause from event where kind = 'clock.breach' and subject = 'collection'`)
  expect(breach?.clause).toBe('IN-4.collect')
  expect((await house.call('POST', '/api/intake/collections', { token: clerk, body: { collection: nine.collection.id, papers: 7, note: '武林店' } })).json).toEqual({ collected: true })
  expect((await day())[0].collection).toMatchObject({ state: 'collected', papers: 7, by: 'test clerk', missed: true })
  expect((await house.call('POST', '/api/intake/collections', { token: clerk, body: { collection: nine.collection.id, papers: 7 } })).json.code).toBe('not-collected')
})

test('IN-4: a pasted text is read through the door and nothing of it is kept or logged', async () => {
  const { json } = await house.call('POST', '/api/intake/addresses', { token: clerk, body: { text: '张三 13800138000 浙江省杭州市西湖区文三路138号' } })
  expect(json).toMatchObject({ name: '张三', phone: '13800138000', province: '浙江省', city: '杭州市', district: '西湖区', street: '文三路138号', uncertain: [] })
  expect(house.lines.join('')).not.toContain('13800138000')
  expect((await house.call('POST', '/api/intake/addresses', { token: it, body: { text: 'x' } })).status).toBe(403)
})
