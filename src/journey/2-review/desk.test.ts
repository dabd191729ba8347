import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { ensureShop, findShop } from '#journey/1-intake/store.ts'
import { block, moveOrders } from '#journey/order/actions.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'

let house: TestHouse
let clerk: string
let n = 0
const ids = new Map<string, string>()

interface Wanted { name?: string; phone?: string; street?: string; buyer?: string; sku?: string; quantity?: number; remark?: string; class?: string; placed?: string; shop?: string; extra?: object }
/** An order of 19 yuan a piece, reviewed by the house as soon as it is here. */
async function place({ name = '陈敏', phone = '13800001111', street = '文三路1号', buyer = 'b1', sku = 'DM001', quantity = 1, remark = '', class: kind, placed = new Date().toISOString(), shop = 'demo', extra = {} }: Wanted): Promise<string> {
  const number = `DESK${++n}`
  const order = {
    number, placedAt: placed, paidAt: placed, buyer: { account: buyer }, receiver: { name, phone, province: '浙江省', city: '杭州市', district: '西湖区', street },
    lines: [{ sku, title: '桂花乌龙茶', quantity, unitFen: 1900 }], totalFen: 1900 * quantity, paidFen: 1900 * quantity, buyerRemark: remark, ...(kind && { class: kind }), ...extra,
  }
  const answer = await house.call('POST', '/api/intake/orders', { token: clerk, body: { shop, orders: [order] } })
  expect(answer.json).toMatchObject({ accepted: 1, refused: [] })
  await house.settle()
  const [row] = await house.company.db.rows<{ id: number }>(sql`select id from orders where number = ${number}`)
  ids.set(number, String(row!.id))
  return String(row!.id)
}
const queue = async (query = '', token = clerk) => (await house.call('GET', `/api/review/queue${query}`, { token })).json
const review = async (id: string, token = clerk) => (await house.call('GET', `/api/orders/${id}/review`, { token })).json

beforeAll(async () => {
  house = await openHouse()
  clerk = await house.token('clerk')
  await ensureShop(house.company.db, 'other', '另一家店铺', new Date())
})
afterAll(() => house?.close())

test('RV-4: the queue gives the urgent first, then the oldest, each with the rule, the clause and the values that sent it there and when it is due', async () => {
  const [first, second] = [await place({ sku: 'NONE1', buyer: 'q1', phone: '13811110001' }), await place({ quantity: 60, buyer: 'q2', phone: '13811110002' })]
  const urgent = await place({ sku: 'NONE2', buyer: 'q3', phone: '13811110003', remark: '加急' })
  const { orders, counts } = await queue()
  expect(orders.map((o: { id: string }) => o.id)).toEqual([urgent, first, second])
  expect(orders[1].why).toMatchObject({ kind: 'order.refer', verdict: [{ rule: 'product-unknown', clause: 'RV-1', values: { codes: 'NONE1' } }] })
  expect(orders[2].why.verdict).toEqual([{ rule: expect.stringContaining('large first order'), clause: 'RV-3.proof', values: { 'order.first': true, 'order.totalFen': 114000, 'limit.RV-3.proof.large': 100000 } }])
  const minutes = (Date.parse(orders[0].dueAt) - Date.parse(orders[0].why.at)) / 60_000
  expect(minutes).toBe(30)
  expect(counts).toMatchObject({ open: 3, waiting: 0, overdue: 0 })
  expect(JSON.stringify(orders)).not.toMatch(/1381111000|文三路1号/)
})

test('RV-4: pages by priority and order give every order once, also while the queue moves', async () => {
  const seen: string[] = []
  let next: string | null = null
  do {
    const page: { orders: { id: string }[]; next: string | null } = await queue(`?limit=1${next ? `&after=${next}` : ''}`)
    seen.push(...page.orders.map(o => o.id))
    next = page.next
  } while (next)
  expect(seen).toEqual((await queue()).orders.map((o: { id: string }) => o.id))
  expect((await house.call('GET', '/api/review/queue?after=1', { token: clerk })).status).toBe(400)
})

test('RV-5: who waits for a customer is not on the desk but in the list of those who wait; late ones are counted', async () => {
  const [, first] = (await queue()).orders as { id: string }[]
  await house.company.act(system, work => block(work, [{ id: Number(first!.id), reason: 'awaiting-customer' }]))
  expect((await queue()).orders.map((o: { id: string }) => o.id)).not.toContain(first!.id)
  expect((await queue('?show=waiting')).orders.map((o: { id: string }) => o.id)).toEqual([first!.id])
  await house.company.db.rows(sql`update clock set due_at = ${new Date(Date.now() - 60_000)} where clause = 'RV-4.human' and subject_id = ${Number(first!.id)}`)
  expect((await queue()).counts).toMatchObject({ open: 2, waiting: 1 })
})

test('RV-4 CU-5: one answer holds the order, why it is here, the customer’s history by account, phone and address, and what could be merged', async () => {
  const old = await place({ buyer: 'h1', phone: '13822220001', street: '体育场路9号', placed: '2026-01-05T01:00:00Z' })
  const cancelled = await place({ buyer: 'h1', phone: '13822220001', street: '体育场路9号', placed: '2026-02-05T01:00:00Z' })
  await house.company.act(system, work => moveOrders(work, { move: 'cancel', ids: [Number(cancelled)] }))
  const refunded = await place({ buyer: 'h2', phone: '13822220001', street: '庆春路2号', quantity: 2 })
  await house.company.act(system, work => block(work, [{ id: Number(refunded), reason: 'refund-asked' }]))
  const twin = await place({ buyer: 'h1', phone: '13822220001', street: '体育场路9号' })
  const id = await place({ buyer: 'h1', phone: '13822220001', street: '体育场路9号', extra: { salesman: '老王', store: '武林店', special: '礼盒', invoice: '某某公司' } })
  const seen = await review(id)
  expect(seen.order).toMatchObject({ id, number: `DESK${n}`, lines: [{ code: 'DM001', quantity: 1 }], openBlocks: [] })
  expect(seen.first).toBe(false)
  expect(seen.offline).toMatchObject({ salesman: '老王', store: '武林店', special: '礼盒', invoice: '某某公司', by: 'test clerk' })
  const by = Object.fromEntries(seen.history.map((h: { by: string }) => [h.by, h]))
  expect(by.buyer).toMatchObject({ orders: 3, totalFen: 5700, cancelled: 1, refunds: 0, firstAt: '2026-01-05T01:00:00.000Z' })
  expect(by.phone).toMatchObject({ orders: 4, totalFen: 9500, cancelled: 1, refunds: 1 })
  expect(by.address).toMatchObject({ orders: 3 })
  expect(seen.recent.map((r: { id: string }) => r.id)).toEqual([twin, refunded, cancelled, old])
  expect(seen.recent[0].by).toEqual(['address', 'buyer', 'phone'])
  // The twin is recent, the same goods, the same everything: it may be merged; the other has another address and a block.
  expect(seen.similar.map((s: { id: string; sameLines: boolean; mergeable: boolean }) => [s.id, s.sameLines, s.mergeable])).toEqual([[twin, true, true], [refunded, false, false]])
  expect(seen.similar[1].reasons.map((r: { code: string }) => r.code)).toEqual(expect.arrayContaining(['other-buyer', 'other-address', 'blocked']))
})

test('IT-3: what lies outside the reader’s shops is neither in the queue nor in a history, and a foreign order is not there', async () => {
  const there = (await findShop(house.company.db, 'other'))!
  const other = await house.token('clerk', { shops: [there.id] })
  const foreign = await place({ buyer: 'h1', phone: '13822220001', street: '体育场路9号', shop: 'other', sku: 'NONE3' })
  const own = [...ids.values()][6]!
  expect((await queue('?show=all', other)).orders.map((o: { id: string }) => o.id)).toEqual([foreign])
  expect((await review(foreign, other)).recent).toEqual([])
  expect((await review(foreign, other)).history).toEqual([])
  expect((await house.call('GET', `/api/orders/${own}/review`, { token: other })).status).toBe(404)
})
