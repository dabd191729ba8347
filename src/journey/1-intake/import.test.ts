import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDb, type CompanyDb, type Db } from '#kit/db.ts'
import { vaultOf } from '#kit/pii.ts'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { defaultCalendar } from '#handbook/calendar/days.ts'
import { loadHandbook } from '#handbook/clauses/load.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { importTracking } from '#journey/9-delivery/import.actions.ts'
import { ensureCarrier } from '#partners/carriers/actions.ts'
import { freshDatabase } from '../../../test/database.ts'
import { importOrders, mappings, type ImportRequest } from './import.actions.ts'
import { builtIn, recognise, type Mapping } from './mapping.rules.ts'
import { ensureShop } from './store.ts'

let db: CompanyDb
let drop: () => Promise<void>
let dir: string
let made = 0
const vault = vaultOf(randomBytes(32), 'demo')
const { book } = loadHandbook([])
const calendar = defaultCalendar()
const workOf = (tx: Db): Work => ({ tx, now: new Date('2026-03-02T02:00:00Z'), actor: system, vault, book, calendar })

beforeAll(async () => {
  const fresh = await freshDatabase()
  drop = fresh.drop
  db = openDb({ url: fresh.url, schema: 'demo' })
  dir = await mkdtemp(join(tmpdir(), 'danliu-import-'))
})
afterAll(async () => { await db?.end(); await drop?.(); if (dir) await rm(dir, { recursive: true, force: true }) })

const newShop = async () => { const code = `shop-${++made}`; await ensureShop(db, code, code, new Date('2026-03-02T00:00:00Z')); return code }
const file = async (name: string, content: string | Buffer) => { const path = join(dir, `${++made}-${name}`); await writeFile(path, content); return { path, name } }
const csv = (rows: readonly (readonly string[])[]) => rows.map(r => r.map(c => (/[",\n]/.test(c) ? `"${c.replaceAll('"', '""')}"` : c)).join(',')).join('\r\n') + '\r\n'
const bring = (shop: string, files: ImportRequest['files'], more: Partial<ImportRequest> = {}) => importOrders({ db }, { workOf, shop, files, ...more })
const inShop = (shop: string) => db.rows<{ number: string; stage: string; closing: string | null; totalFen: number; buyerRemark: string; blocks: string[]; currency: string; pieces: number; freightFen: number; paidFen: number; refundedFen: number }>(sql`
  select o.number, o.stage, o.closing, o.total_fen as "totalFen", o.buyer_remark as "buyerRemark", o.blocks, o.currency, o.pieces, o.freight_fen as "freightFen", o.paid_fen as "paidFen", o.refunded_fen as "refundedFen"
  from orders o join shop s on s.id = o.shop_id where s.code = ${shop} order by o.number`)

const PAID = '买家已付款,等待卖家发货'
const heads = {
  orders: ['订单编号', '买家会员名', '总金额', '买家应付货款', '买家实际支付金额', '退款金额', '收货地址省份', '订单状态', '订单创建时间', '订单付款时间', '买家留言'],
  lines: ['订单编号', '子订单编号', '商家编码', '宝贝标题', '商品属性', '价格', '购买数量', '优惠金额', '小计'],
  receivers: ['订单编号', '收货人姓名', '联系手机', '省', '市', '区', '详细地址'],
}
const order = (n: string, { total = '38.00', paid = '38.00', refunded = '0.00', status = PAID, remark = '', at = '2020-02-01 00:17:47' } = {}) => [n, `tb${n}`, total, total, paid, refunded, '江苏省', status, at, status === '交易关闭(未付款)' ? '' : '2020-02-01 00:17:58', remark]
const line = (n: string, { quantity = '2', subtotal = '38.00' } = {}) => [n, `${n}01`, 'A17009254956', '护手霜', '标准', '20.00', quantity, '2.00', subtotal]
const receiver = (n: string) => [n, '𠮷田', '18687463379', '江苏省', '镇江市', '京口区', '胜利路75号']

interface Trio { orders: string[][]; lines: string[][]; receivers: string[][] }
const trio = (numbers: readonly string[], change: (t: Trio) => void = () => {}) => {
  const t = { orders: numbers.map(n => order(n)), lines: numbers.map(n => line(n)), receivers: numbers.map(n => receiver(n)) }
  change(t)
  return t
}
const files = async (t: Trio, shape: (text: string) => string | Buffer = text => text, turn: (row: string[]) => string[] = row => row) => [
  await file('lines.csv', shape(csv([heads.lines, ...t.lines].map(turn)))),
  await file('orders.csv', shape(csv([heads.orders, ...t.orders].map(turn)))),
  await file('receivers.csv', shape(csv([heads.receivers, ...t.receivers].map(turn)))),
]
const numbers = (count: number, from = 1) => Array.from({ length: count }, (_, i) => `2020010002${String(from + i).padStart(5, '0')}`)

test('IN-1 订单文件合并进入，一单一次 · orders, lines and receivers become orders once, with their closings', async () => {
  const shop = await newShop()
  const given = await files(trio(['1', '2', '3', '4'], t => {
    t.orders = [order('1'), order('2', { paid: '0.00', refunded: '38.00', status: '交易关闭' }), order('3', { paid: '0.00', status: '交易关闭(未付款)' }), order('4', { paid: '28.00', refunded: '10.00' })]
  }))
  const first = await bring(shop, given)
  expect(first).toMatchObject({ accepted: 4, duplicates: 0, refused: 0, sourceOrders: 4, sourceFen: 15200, acceptedFen: 15200, gap: false, problemCount: 0, byStage: { received: 2, cancelled: 2 }, byClosing: { 'refunded-before-shipping': 1, 'never-paid': 1 }, run: { state: 'done', mapping: 'tmall' } })
  const second = await bring(shop, given)
  expect(second).toMatchObject({ accepted: 0, duplicates: 4, changed: 0, refused: 0, gap: false, acceptedFen: 15200 })
  const all = await inShop(shop)
  expect(all.map(o => [o.stage, o.closing])).toEqual([['received', null], ['cancelled', 'refunded-before-shipping'], ['cancelled', 'never-paid'], ['received', null]])
  expect(all[3]).toMatchObject({ paidFen: 2800, refundedFen: 1000, blocks: ['refund-asked'] })
})

test.each([
  ['UTF-8 with BOM', (text: string) => `\ufeff${text}`],
  ['GBK', (text: string) => iconv.encode(text.replaceAll('𠮷', '吉'), 'gbk')],
])('IN-4 任意编码与列序 · %s in any column order', async (_, shape) => {
  const shop = await newShop()
  const answer = await bring(shop, await files(trio(numbers(3)), shape, row => ['x', ...row].reverse()))
  expect(answer).toMatchObject({ accepted: 3, problemCount: 0, gap: false })
  const [sealed] = await db.rows<{ sealed: Buffer; mask: string }>(sql`select r.sealed, r.mask from receiver r join orders o on o.id = r.order_id join shop s on s.id = o.shop_id where s.code = ${shop} limit 1`)
  expect(vault.open(sealed!.sealed)).toContain('田","18687463379","胜利路75号"')
})

test('IN-4 缺列时说明文件与列 · a missing column is named with its file, and nothing comes in', async () => {
  const shop = await newShop()
  const given = await files(trio(numbers(1)))
  const short = await file('lines.csv', csv([heads.lines.slice(0, 6), line('1').slice(0, 6)]))
  await expect(bring(shop, [short, given[1]!, given[2]!])).rejects.toMatchObject({ status: 422, code: 'columns-missing', message: expect.stringContaining('"lines.csv" has no column "购买数量"') })
  await expect(bring(shop, [given[1]!, given[2]!])).rejects.toMatchObject({ message: expect.stringContaining('The file with the lines is missing') })
  const strange = recognise(builtIn[0]!, [{ name: 'strange.csv', header: ['a', 'b', ''] }])
  expect(strange.missing.map(m => m.message)).toContainEqual(expect.stringMatching(/^"strange\.csv" has none .*: it has "a", "b", looked for were "订单编号", .* …\.$/))
  expect(await inShop(shop)).toEqual([])
})

test('I6 坏行逐条报告，好行进入，重传不增 · each bad row is reported, good rows are in, a second upload adds nothing', async () => {
  const shop = await newShop()
  const given = await files(trio(numbers(9), t => {
    t.orders[0]![2] = 'abc'
    t.orders[1]![8] = '2020-02-31 10:00:00'
    t.orders[2]![0] = '1.234E+18'
    t.lines[3]![6] = '-1'
    t.orders[4]![7] = '__proto__'
    t.lines.splice(5, 1)
    t.receivers[6]![3] = 'x'.repeat(61)
    t.orders[7]!.push('too', 'many')
  }))
  const first = await bring(shop, given)
  expect(first).toMatchObject({ accepted: 1, refused: 8, sourceOrders: 9, gap: true })
  const codes = first.problems.map(p => [p.file, p.row, p.code])
  expect(codes).toEqual(expect.arrayContaining([
    ['orders.csv', 2, 'money-unreadable'], ['orders.csv', 3, 'moment-impossible'], ['orders.csv', 4, 'number-lost-digits'], ['lines.csv', 5, 'quantity-unreadable'],
    ['orders.csv', 6, 'status-unknown'], ['orders.csv', 7, 'lines-missing'], ['orders.csv', 8, 'too_big'], ['orders.csv', 9, 'row-malformed'],
  ]))
  expect(first.problems.find(p => p.code === 'money-unreadable')).toMatchObject({ field: '总金额', value: 'abc' })
  expect(JSON.stringify(first.problems)).not.toContain('18687463379')
  expect(await bring(shop, given)).toMatchObject({ accepted: 0, duplicates: 1, refused: 8, problemCount: first.problemCount })
  expect(await inShop(shop)).toHaveLength(1)
})

test('IN-1 同一文件中的重复订单只取一次 · an order twice in the files is taken once', async () => {
  const shop = await newShop()
  const answer = await bring(shop, await files(trio(['1', '2'], t => { t.orders.push(order('1')) })))
  expect(answer).toMatchObject({ accepted: 2, sourceOrders: 2, gap: false, problems: [{ file: 'orders.csv', row: 4, code: 'twice-in-files' }] })
})

test('IN-5 数目或金额不符即告警 · an order that does not come in is a gap with an event, never a silence', async () => {
  const shop = await newShop()
  const answer = await bring(shop, await files(trio(['1', '2'], t => { t.lines[1]![8] = '37.00' })))
  expect(answer).toMatchObject({ accepted: 1, refused: 1, sourceOrders: 2, sourceFen: 7600, acceptedFen: 3800, gap: true })
  const events = await db.rows(sql`select facts from event where subject = 'intake' and subject_id = ${answer.run.id} and kind = 'intake.gap'`)
  expect(events).toEqual([{ facts: { sourceOrders: 2, sourceFen: 7600, orders: 1, fen: 3800 } }])
})

test('IN-5 平台金额变动后金额不符 · a known order that comes with another amount is changed and a gap', async () => {
  const shop = await newShop()
  await bring(shop, await files(trio(['1'])))
  const answer = await bring(shop, await files(trio(['1'], t => { t.orders[0] = order('1', { total: '58.00', paid: '58.00' }); t.lines[0] = line('1', { quantity: '3', subtotal: '58.00' }) })))
  expect(answer).toMatchObject({ accepted: 0, changed: 1, sourceFen: 5800, acceptedFen: 3800, gap: true })
})

test('I6 一万行里每第三行有错 · of ten thousand orders every third is malformed in its own way; each is reported by its row, the good ones are in, a second upload adds nothing', async () => {
  const shop = await newShop()
  const spoil: ((o: string[]) => string[])[] = [
    o => o.with(2, 'ABC'), o => o.with(2, '-1.00'), o => o.with(8, '2020-13-45'), o => o.with(7, '神秘状态'), o => o.with(0, '1E+18'), o => o.with(4, '九十九'), o => o.with(8, ''), o => o.with(2, '1e309'),
  ]
  const numbers = Array.from({ length: 10_000 }, (_, i) => `I6M${100000 + i}`)
  const bad = new Set(numbers.filter((_, i) => i % 3 === 0))
  const t = trio(numbers, made => { made.orders = made.orders.map((o, i) => (i % 3 === 0 ? spoil[(i / 3) % spoil.length]!(o) : o)) })
  const files = [await file('orders.csv', csv([heads.orders, ...t.orders])), await file('lines.csv', csv([heads.lines, ...t.lines])), await file('receivers.csv', csv([heads.receivers, ...t.receivers]))]
  const answer = await bring(shop, files)
  const rowsOf = (name: string) => new Set(answer.problems.filter(p => p.file.endsWith(name)).map(p => p.row))
  expect(answer.accepted).toBe(10_000 - bad.size)
  expect(answer.gap).toBe(true)
  expect(answer.problemCount).toBeGreaterThanOrEqual(bad.size)
  expect([...rowsOf('orders.csv')].every(row => (row - 2) % 3 === 0)).toBe(true)
  const told = await db.rows<{ row: number }>(sql`select distinct p.row from intake_problem p where p.run_id = ${answer.run.id} and p.file like '%orders.csv'`)
  expect(told.length).toBe(bad.size)
  expect((await inShop(shop)).length).toBe(10_000 - bad.size)
  expect((await bring(shop, files)).accepted).toBe(0)
}, 180_000)

test('I6 公式与 HTML 仍是文字 · formulas and HTML in remarks stay the text they are', async () => {
  const shop = await newShop()
  const traps = ['=HYPERLINK("http://x.example","点")', '<script>alert(1)</script>', '@SUM(A1)', "'; drop table orders; --", '🎁 送礼']
  await bring(shop, await files(trio(['1', '2', '3', '4', '5'], t => { t.orders = traps.map((remark, i) => order(String(i + 1), { remark })) })))
  expect((await inShop(shop)).map(o => o.buyerRemark)).toEqual(traps)
})

test('R4 中断后继续，不重不漏 · an interrupted import goes on after its last batch: none twice, none missing', async () => {
  const shop = await newShop()
  const given = await files(trio(numbers(1700), t => { t.lines[1600]![6] = 'x' }))
  const stop = new AbortController()
  const first = await bring(shop, given, { signal: stop.signal, onProgress: p => { if (p.rows === 500) stop.abort() } })
  expect(first).toMatchObject({ accepted: 500, run: { state: 'interrupted', rowsDone: 500, resumedAt: 0 } })
  let transactions = 0
  // The connection breaks in the middle of a batch.
  const broken: CompanyDb = { ...db, transaction: work => db.transaction(async tx => { const answer = await work(tx); if (++transactions === 3) throw new Error('terminating connection'); return answer }) }
  await expect(importOrders({ db: broken }, { workOf, shop, files: given })).rejects.toThrow('terminating connection')
  expect(await inShop(shop)).toHaveLength(1000)
  const last = await bring(shop, given)
  expect(last).toMatchObject({ accepted: 1699, duplicates: 0, refused: 1, problemCount: 1, sourceOrders: 1700, run: { id: first.run.id, state: 'done', rowsDone: 1700, resumedAt: 1000 } })
  expect(await inShop(shop)).toHaveLength(1699)
  expect(await bring(shop, given)).toMatchObject({ accepted: 0, duplicates: 1699 })
})

test('R4 SIGTERM 在批次之间停下 · SIGTERM stops between two batches', async () => {
  const shop = await newShop()
  const answer = await bring(shop, await files(trio(numbers(1100))), { onProgress: p => { if (p.rows === 500) process.kill(process.pid, 'SIGTERM') } })
  expect(answer.run.state).toBe('interrupted')
  expect(await inShop(shop)).toHaveLength(answer.run.rowsDone)
})

test('R4 两人同时导入同一文件 · two imports of the same files at once bring each order once', async () => {
  const shop = await newShop()
  const given = await files(trio(numbers(1200)))
  const both = await Promise.allSettled([bring(shop, given), bring(shop, given)])
  expect(both.some(b => b.status === 'fulfilled')).toBe(true)
  expect(await inShop(shop)).toHaveLength(1200)
})

test('IN-4 映射记住并复用 · a mapping given once is remembered and found by the headers', async () => {
  const shop = await newShop()
  const own: Mapping = {
    name: 'store-form', currency: 'CNY', utcOffsetMinutes: 480, statuses: {},
    files: [{ role: 'orders', key: 'number', columns: { number: '单号', placedAt: '日期', paidAt: '日期', paid: '实收', name: '姓名', phone: '电话', province: '省份', street: '地址', sku: '货号', title: '品名', quantity: '数量', price: '单价', salesman: '导购' } }],
  }
  const head = ['导购', '单号', '日期', '实收', '姓名', '电话', '省份', '地址', '货号', '品名', '数量', '单价']
  const row = (n: string, sku: string) => ['王店员', n, '2026/3/1 9:00', '30', '李四', '13800138000', '上海市', '南京路1号', sku, '口红', '2 件', '¥10']
  const first = await bring(shop, [await file('周一.csv', csv([head, row('S-1', 'A1'), row('S-1', 'A2'), row('S-2', 'A1')]))], { mapping: own })
  expect(first).toMatchObject({ accepted: 2, gap: false, sourceFen: 6000, problemCount: 0, byStage: { received: 2 } })
  expect((await mappings(db, 480)).map(m => m.name)).toContain('store-form')
  const later = await bring(shop, [await file('周二.csv', csv([[...head].reverse(), row('S-3', 'A1').reverse()]))])
  expect(later).toMatchObject({ accepted: 1, run: { mapping: 'store-form' } })
  expect((await inShop(shop)).map(o => o.pieces)).toEqual([4, 2, 2])
})

test('IN-1 olist 样本：按件成行、雷亚尔、只有令牌 · one row a piece becomes lines, in BRL, receiver by token only', async () => {
  const shop = await newShop()
  const given = [
    await file('orders.csv', csv([['order_id', 'customer_id', 'order_status', 'order_purchase_timestamp', 'order_approved_at'],
      ['o1', 'c1', 'delivered', '2017-07-09 21:57:05', '2017-07-09 22:10:13'], ['o2', 'c2', 'canceled', '2017-07-09 21:57:05', ''], ['o3', 'c3', 'canceled', '2017-07-09 21:57:05', '2017-07-10 00:00:00']])),
    await file('items.csv', csv([['order_id', 'order_item_id', 'product_id', 'price', 'freight_value'], ['o1', '1', 'p1', '144.0', '8.77'], ['o1', '2', 'p1', '144.0', '8.77'], ['o1', '3', 'p2', '16.5', '1.1'], ['o2', '1', 'p1', '144.0', '0'], ['o3', '1', 'p1', '144.0', '0']])),
    await file('payments.csv', csv([['order_id', 'payment_value'], ['o1', '300.0'], ['o1', '23.14'], ['o3', '144.0']])),
    await file('customers.csv', csv([['customer_id', 'customer_unique_id', 'customer_city', 'customer_state'], ['c1', 'u1', 'ituiutaba', 'MG'], ['c2', 'u2', 'rio', 'RJ'], ['c3', 'u3', 'rio', 'RJ']])),
    await file('products.csv', csv([['product_id', 'product_category_name'], ['p1', 'cool_stuff'], ['p2', 'automotivo']])),
  ]
  expect(await bring(shop, given)).toMatchObject({ accepted: 3, gap: false, problemCount: 0, run: { mapping: 'olist' } })
  const [o1, o2, o3] = await inShop(shop)
  expect(o1).toMatchObject({ currency: 'BRL', totalFen: 32314, freightFen: 1864, pieces: 3, paidFen: 32314, stage: 'received' })
  expect([o2!.closing, o3!.closing, o3!.refundedFen]).toEqual(['never-paid', 'refunded-before-shipping', 14400])
})

test('IN-4 识别不看列序与文件名 · files are recognised by headers only, extra columns do not matter', () => {
  const tables = [heads.receivers, heads.orders, heads.lines].map((header, i) => ({ name: `${i}.csv`, header: ['extra', ...header].reverse() }))
  const { readings, missing } = recognise(builtIn[0]!, tables)
  expect([missing, readings.map(r => r.role)]).toEqual([[], ['receivers', 'orders', 'lines']])
})

test('SH-3 物流文件分批导入 · a file of scans with Chinese headers comes in once, bad rows are named', async () => {
  await db.transaction(tx => ensureCarrier(workOf(tx), { code: 'SF', name: '顺丰', prefix: 'SF', from: 1, to: 9 }))
  const rows = Array.from({ length: 2100 }, (_, i) => ['2020-02-02 10:00:00', `SF${i}`, '已揽收', 'SF', '上海'])
  const given = await file('scans.csv', csv([['时间', '运单号', '状态', '快递公司', '地点'], ...rows, ['nie', 'SF1', '签收', 'SF', ''], ['2020-02-02 10:00:00', 'SF1', '飞了', 'SF', '']]))
  const first = await importTracking({ db }, { workOf, file: given.path })
  expect(first).toMatchObject({ rows: 2102, taken: 2100, repeated: 0, bad: 2, problems: [{ row: 2102, field: 'at' }, { row: 2103, field: 'kind' }] })
  expect(await importTracking({ db }, { workOf, file: given.path })).toMatchObject({ taken: 0, repeated: 2100 })
})
