import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDb, type CompanyDb } from '#kit/db.ts'
import { vaultOf } from '#kit/pii.ts'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { loadHandbook } from '#handbook/clauses/load.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { upsertProducts } from '#goods/catalog/actions.ts'
import { ensurePlaces, ensureWarehouse, ledgerFaults, levelsOf, receive } from '#goods/inventory/actions.ts'
import { block, unblock } from '#journey/order/actions.ts'
import { freshDatabase } from '../../../test/database.ts'
import { allocateReady, arrived, carryOutTransfers, unallocate } from './actions.ts'

let db: CompanyDb
let drop: () => Promise<void>
let main: number, branch: number, shop: number, payload: number
const { book } = loadHandbook([])
const calendar: Work['calendar'] = { utcOffsetMinutes: 480, days: new Map(), loadedYears: new Set([2026]), shifts: [{ from: '09:00', to: '18:00' }], promotions: [] }
const vault = vaultOf(randomBytes(32), 'demo')
const now = new Date('2026-03-02T02:00:00Z')
const act = <T>(doing: (work: Work) => Promise<T>) => db.transaction(tx => doing({ tx, now, actor: system, vault, book, calendar }))

beforeAll(async () => {
  const fresh = await freshDatabase()
  drop = fresh.drop
  db = openDb({ url: fresh.url, schema: 'demo', connections: 20 })
  main = await act(work => ensureWarehouse(work, { code: 'MAIN', name: '主仓', province: '上海市', rank: 1 }))
  branch = await act(work => ensureWarehouse(work, { code: 'BRANCH', name: '分仓', province: '广东省', rank: 2 }))
  shop = (await db.rows<{ id: number }>(sql`insert into shop (code, name, created_at) values ('S', 'S', ${now}) returning id`))[0]!.id
  payload = (await db.rows<{ id: number }>(sql`insert into payload (shop_id, at, sealed) values (${shop}, ${now}, '\\x00') returning id`))[0]!.id
})
afterAll(async () => { await db?.end(); await drop?.() })

let made = 0
/** A product with stock in the main and the branch warehouse, or a bundle of others. */
async function product(inMain: number, inBranch: number, parts?: string[]) {
  const code = `P-${++made}`
  const id = await act(async work => (await upsertProducts(work, [{ code, title: code, priceFen: 100, ...(parts && { parts: parts.map(p => ({ code: p, quantity: 1 })) }) }])).get(code)!)
  await stock(id, main, inMain)
  await stock(id, branch, inBranch)
  return { id, code }
}
const stock = (skuId: number, warehouseId: number, quantity: number) => act(async work => {
  const bins = await ensurePlaces(work, warehouseId, ['A-01-1-1'])
  if (quantity > 0) await receive(work, [{ skuId, toPlace: bins.get('A-01-1-1')!, quantity }], 'receipt', 1)
})
async function order(lines: [number, number][], { province = '上海市', priority = 0, kind = 'normal' } = {}): Promise<number> {
  const number = `O-${++made}`
  const [source] = await db.rows<{ id: number }>(sql`insert into platform_order (shop_id, number, content, payload_id, payload_index, first_at) values (${shop}, ${number}, 1, ${payload}, 0, ${now}) returning id`)
  const [row] = await db.rows<{ id: number }>(sql`
    insert into orders (shop_id, number, source_id, stage, class, priority, placed_at, received_at, stage_at, total_fen, discount_fen, freight_fen, paid_fen, pieces)
    values (${shop}, ${number}, ${source!.id}, 'ready', ${kind}, ${priority}, ${now}, ${now}, ${now}, 100, 0, 0, 100, 1) returning id`)
  const id = row!.id
  await db.rows(sql`insert into receiver (order_id, province, city, district, mask, address_key) values (${id}, ${province}, '', '', '', 1)`)
  await db.rows(sql`insert into order_line (order_id, line, sku_id, code, title, quantity, unit_fen, discount_fen, total_fen)
    select ${id}::bigint, l.line, l.sku, 'P', 'P', l.quantity, 100, 0, 100
    from unnest(${lines.map((_, i) => i + 1)}::int[], ${lines.map(l => l[0])}::bigint[], ${lines.map(l => l[1])}::int[]) as l(line, sku, quantity)`)
  return id
}
const seen = async (id: number) => (await db.rows<{ blocks: string[]; warehouse: number | null; class: string; stage: string }>(sql`select blocks, warehouse_id as warehouse, class, stage from orders where id = ${id}`))[0]!
const kinds = async (id: number) => (await db.rows<{ kind: string }>(sql`select kind from event where subject = 'order' and subject_id = ${id} order by number`)).map(e => e.kind)

test('CL-2 the most urgent order gets the last piece, near warehouse first', async () => {
  const sku = await product(1, 1)
  const [late, urgent, south] = [await order([[sku.id, 1]]), await order([[sku.id, 1]], { priority: 90 }), await order([[sku.id, 1]], { priority: 50, province: '海南省' })]
  const answer = await act(work => allocateReady(work))
  expect(answer).toEqual({ allocated: [urgent, south], transfer: [], short: [late], refused: [] })
  expect(await seen(urgent)).toMatchObject({ warehouse: main, blocks: [] })
  expect(await seen(south)).toMatchObject({ warehouse: branch, blocks: [] })
  expect(await seen(late)).toMatchObject({ warehouse: null, blocks: ['preorder'], class: 'preorder' })
  expect(await kinds(urgent)).toEqual(['order.allocate'])
  expect(await ledgerFaults(db)).toEqual([])
})

test('CL-2 EX-3 a pre-order goes first when its goods arrive, those that still lack keep their block', async () => {
  const sku = await product(0, 0)
  const [first, second, urgent] = [await order([[sku.id, 2]]), await order([[sku.id, 2]]), await order([[sku.id, 2]], { priority: 90, kind: 'urgent' })]
  expect((await act(work => allocateReady(work))).short).toEqual([urgent, first, second])
  expect((await seen(urgent)).class).toBe('urgent')
  const newcomer = await order([[sku.id, 2]], { priority: 95 })
  await stock(sku.id, main, 5)
  expect((await act(work => arrived(work, [sku.id]))).allocated).toEqual([urgent, first])
  expect(await kinds(second)).toEqual(['order.block', 'order.classify'])
  expect((await act(work => allocateReady(work))).short).toEqual([newcomer])
  expect(await seen(newcomer)).toMatchObject({ blocks: ['shortage'], class: 'normal' })
})

test('EX-3 an order that is held besides loses its shortage, but gets its goods only when the hold is over', async () => {
  const sku = await product(0, 0)
  const id = await order([[sku.id, 1]])
  await act(work => allocateReady(work))
  await act(work => block(work, [{ id, reason: 'hold' }]))
  await stock(sku.id, main, 1)
  expect((await act(work => arrived(work, [sku.id]))).allocated).toEqual([])
  expect(await seen(id)).toMatchObject({ blocks: ['hold'], warehouse: null })
  await act(work => unblock(work, [id], 'hold'))
  expect((await act(work => allocateReady(work))).allocated).toEqual([id])
})

test('EX-3 the rest comes from the other warehouse, then the order has everything in one place', async () => {
  const [a, b, c] = [await product(1, 5), await product(2, 0), await product(1, 0)]
  const id = await order([[a.id, 3], [b.id, 1], [c.id, 1]])
  expect(await act(work => allocateReady(work))).toMatchObject({ allocated: [], transfer: [id] })
  expect(await seen(id)).toMatchObject({ blocks: ['transfer'], warehouse: null })
  expect(await act(work => carryOutTransfers(work, 10))).toEqual({ moved: 1, allocated: [id], transfer: [], short: [], refused: [] })
  expect(await seen(id)).toMatchObject({ blocks: [], warehouse: main })
  expect((await levelsOf(db, [a.id])).map(l => [l.onHand, l.reserved])).toEqual([[3, 3], [3, 0]])
  expect(await act(work => carryOutTransfers(work, 10))).toMatchObject({ moved: 0 })
  expect(await ledgerFaults(db)).toEqual([])
})

test('EX-3 what a transfer will take is not promised to another order, and a transfer whose goods are gone is decided anew', async () => {
  const [a, b] = [await product(0, 1), await product(1, 0)]
  const id = await order([[a.id, 1], [b.id, 1]])
  expect((await act(work => allocateReady(work))).transfer).toEqual([id])
  const other = await order([[a.id, 1]])
  expect((await act(work => allocateReady(work))).short).toEqual([other])
  await act(async work => { await work.tx.rows(sql`update stock set reserved = 1 where sku_id = ${a.id} and on_hand = 1`) })
  expect(await act(work => carryOutTransfers(work, 10))).toMatchObject({ moved: 0, allocated: [], short: [id] })
  expect(await seen(id)).toMatchObject({ blocks: ['shortage'] })
  await act(async work => { await work.tx.rows(sql`update stock set reserved = 0 where sku_id = ${a.id}`) })
})

test('EX-3 a waiting transfer that is taken back leaves no block and no suggestion behind', async () => {
  const [a, b] = [await product(0, 1), await product(1, 0)]
  const id = await order([[a.id, 1], [b.id, 1]])
  expect((await act(work => allocateReady(work))).transfer).toEqual([id])
  await act(work => unallocate(work, [id]))
  expect(await seen(id)).toMatchObject({ blocks: [], warehouse: null })
  expect(await db.rows(sql`select id from transfer_suggestion where order_id = ${id} and done_at is null`)).toEqual([])
  expect((await act(work => allocateReady(work))).transfer).toEqual([id])
})

test('K2 a bundle and its part alone are one demand, and what is taken back serves those who wait', async () => {
  const [a, b] = [await product(3, 0), await product(3, 0)]
  const bundle = await product(0, 0, [a.code, b.code])
  const [both, waiting] = [await order([[bundle.id, 2], [a.id, 1]]), await order([[bundle.id, 1]])]
  expect(await act(work => allocateReady(work))).toMatchObject({ allocated: [both], short: [waiting] })
  expect((await levelsOf(db, [a.id, b.id])).filter(l => l.warehouseId === main).map(l => l.reserved)).toEqual([3, 2])
  const freed = await act(work => unallocate(work, [both]))
  await act(work => block(work, [{ id: both, reason: 'hold' }]))
  expect((await act(work => arrived(work, freed.map(f => f.skuId)))).allocated).toEqual([waiting])
  expect(await seen(both)).toMatchObject({ warehouse: null, stage: 'ready' })
  expect(await ledgerFaults(db)).toEqual([])
})

test('a line without a product makes the order wait', async () => {
  const sku = await product(5, 0)
  const id = await order([[sku.id, 1], [null as never, 1]])
  expect((await act(work => allocateReady(work))).short).toEqual([id])
})

test('K1 eight workers allocate 400 orders for 150 pieces: 150 have a warehouse, nobody has too much', async () => {
  const sku = await product(100, 50)
  for (let i = 0; i < 400; i++) await order([[sku.id, 1]], { province: i % 2 ? '上海市' : '广东省' })
  const answers = await Promise.all(Array.from({ length: 8 }, () => act(work => allocateReady(work, 50))))
  expect(answers.flatMap(a => a.allocated)).toHaveLength(150)
  expect(answers.flatMap(a => a.short)).toHaveLength(250)
  expect((await levelsOf(db, [sku.id])).map(l => l.available)).toEqual([0, 0])
  expect(await ledgerFaults(db)).toEqual([])
})
