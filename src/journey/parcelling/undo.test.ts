import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { ledgerFaults, receive } from '#goods/inventory/actions.ts'
import { loadHandbook } from '#handbook/clauses/load.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { takeOrders } from '#journey/1-intake/actions.ts'
import { allocateReady, allocateThese, unallocate } from '#journey/3-allocation/actions.ts'
import { planWave } from '#journey/5-picking/actions.ts'
import { block, moveOrders, unblock } from '#journey/order/actions.ts'
import { correct } from '#journey/order/correct.actions.ts'
import { rebuild, verify } from '#oversight/verify/actions.ts'
import { knownEvents } from '#company.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'
import { mergeOrders, splitOrder, undoParcelling, type Parcelling } from './actions.ts'

let house: TestHouse
let shop: number
let made = 0
const { book } = loadHandbook(knownEvents)
const goods = { unallocate, allocate: allocateThese }
const act = <T>(doing: (work: Work) => Promise<T>) => house.company.act(system, doing)
const done = (answer: Parcelling) => { if (!answer.ok) throw new Error(JSON.stringify(answer.reasons)); return answer.orders }
const codes = (answer: Parcelling) => (answer.ok ? [] : answer.reasons.map(r => r.code))
const merge = (ids: number[]) => act(work => mergeOrders(work, ids, goods))
const undo = (id: number) => act(work => undoParcelling(work, id, goods))
const split = async (id: number) => {
  const lines = await house.company.db.rows<{ line: number; quantity: number }>(sql`select line, quantity from order_line where order_id = ${id} order by line`)
  const first = lines.map(l => ({ line: l.line, quantity: Math.ceil(l.quantity / 2) })), rest = lines.map(l => ({ line: l.line, quantity: Math.floor(l.quantity / 2) })).filter(p => p.quantity > 0)
  return act(work => splitOrder(work, id, [first, rest], goods))
}
/** What an undo must give back of an order: everything but the time of the last move and the version. */
const row = async (id: number) => (await house.company.db.rows<Record<string, unknown>>(sql`
  select stage, blocks, warehouse_id as warehouse, into_id as into, class, priority, total_fen as total, discount_fen as discount, freight_fen as freight, paid_fen as paid, refunded_fen as refunded, pieces, shape,
    (select json_agg(json_build_object('line', l.line, 'quantity', l.quantity, 'total', l.total_fen) order by l.line) from order_line l where l.order_id = o.id) as lines,
    (select json_agg(json_build_object('sku', r.sku_id, 'warehouse', r.warehouse_id, 'quantity', r.quantity) order by r.line) from reservation r where r.order_id = o.id) as reserved,
    (select json_agg(json_build_object('clause', c.clause, 'state', c.state, 'due', c.due_at) order by c.clause, c.id) from clock c where c.subject = 'order' and c.subject_id = o.id) as clocks
  from orders o where id = ${id}`))[0]!
const fine = async () => {
  expect((await verify(house.company.db, { book })).checks.filter(c => !c.ok)).toEqual([])
  expect((await rebuild(house.company.db)).different).toEqual([])
  expect(await ledgerFaults(house.company.db)).toEqual([])
}

async function place(buyer: string, quantities: number[], stage: 'received' | 'review' | 'ready' | 'allocated'): Promise<number> {
  const number = `U${++made}`
  const at = new Date().toISOString()
  const lines = quantities.map((quantity, i) => ({ sku: `DM00${1 + i}`, quantity, unitFen: 333 + i * 50, discountFen: i }))
  const totalFen = lines.reduce((s, l) => s + l.quantity * l.unitFen - l.discountFen, 0) + 7 - 2
  await act(work => takeOrders(work, shop, [{
    number, placedAt: at, paidAt: at, totalFen, paidFen: totalFen, freightFen: 7, discountFen: 2, buyer: { account: buyer, name: buyer }, status: 'paid',
    receiver: { name: buyer, phone: '18626421963', province: '上海市', city: '上海市', street: '南京路 1 号' }, lines,
  }]))
  const id = (await house.company.db.rows<{ id: number }>(sql`select id from orders where number = ${number}`))[0]!.id
  if (stage === 'review') await act(work => moveOrders(work, { move: 'refer', ids: [id] }))
  if (stage === 'ready' || stage === 'allocated') await act(work => moveOrders(work, { move: 'pass', ids: [id] }))
  if (stage === 'allocated') await act(work => allocateReady(work))
  return id
}

beforeAll(async () => {
  house = await openHouse()
  shop = await house.idOf('shop', 'demo')
  // Plenty of it, so that an order that was taken apart never has to wait.
  const main = await house.idOf('warehouse', 'main')
  await act(async work => {
    const bins = await work.tx.rows<{ sku: number; place: number }>(sql`select k.id as sku, min(p.id) as place from sku k, place p where k.code in ('DM001', 'DM002', 'DM003') and p.warehouse_id = ${main} and p.kind = 'bin' group by k.id`)
    await receive(work, bins.map(b => ({ skuId: b.sku, toPlace: b.place, quantity: 5000 })), 'opening', 0)
  })
})
afterAll(() => house?.close())

test('RV-8 a merge is undone: each order stands where it stood, with its stock, its clocks and their due times', async () => {
  const ids = [await place('m', [2, 1], 'allocated'), await place('m', [1], 'review'), await place('m', [3], 'received')]
  const before = await Promise.all(ids.map(row))
  const [merged] = done(await merge(ids))
  expect((await row(ids[0]!)).stage).toBe('merged')
  expect(done(await undo(merged!)).toSorted()).toEqual(ids.toSorted())
  expect(await Promise.all(ids.map(row))).toEqual(before)
  expect(await row(merged!)).toMatchObject({ stage: 'undone', warehouse: null, reserved: null })
  expect(codes(await undo(merged!))).toEqual(['nothing-to-undo'])
  await fine()
})

test('RV-8 a split is undone, asked by the old order or by a part, also after its parts were allocated', async () => {
  const id = await place('s', [4, 3], 'allocated')
  const before = await row(id)
  for (const askedBy of ['old', 'part']) {
    const parts = done(await split(id))
    await act(work => allocateReady(work))
    expect((await row(parts[0]!)).reserved).not.toBe(null)
    expect(done(await undo(askedBy === 'old' ? id : parts[1]!))).toEqual([id])
    expect(await row(id)).toEqual(before)
  }
  await fine()
})

test('RV-8 no undo once something was picked, decided, corrected or told by the channel; every reason is named', async () => {
  const id = await place('n', [2, 2], 'allocated')
  const parts = done(await split(id)) as [number, number]
  await act(work => block(work, [{ id: parts[0], reason: 'hold' }]))
  expect(codes(await undo(id))).toEqual(['blocked'])
  await act(work => unblock(work, [parts[0]], 'hold'))
  await act(work => correct(work, parts[1], { street: '北京路 2 号' }, 'moved house', 'customer'))
  expect(codes(await undo(id))).toEqual(['corrected-since'])
  await act(work => allocateReady(work))
  const main = await house.idOf('warehouse', 'main')
  await act(work => planWave(work, { warehouseId: main, kind: 'multi' }))
  expect(codes(await undo(id))).toEqual(expect.arrayContaining(['wrong-stage', 'corrected-since']))
  const a = await place('c', [1], 'ready'), b = await place('c', [1], 'ready')
  const [merged] = done(await merge([a, b]))
  await house.company.db.rows(sql`update platform_order set changed_at = ${new Date(Date.now() + 1000)} where id = (select source_id from orders where id = ${b})`)
  expect(codes(await undo(merged!))).toEqual(['channel-changed-since'])
  await fine()
})

test('RV-8 through the door: undone by a clerk; a foreign scope finds nothing', async () => {
  const [clerk, foreign] = [await house.token('clerk'), await house.token('clerk', { shops: [999] })]
  const id = await place('d', [2], 'ready')
  done(await split(id))
  expect((await house.call('POST', `/api/orders/${id}/undo`, { token: foreign })).status).toBe(404)
  expect((await house.call('POST', `/api/orders/${id}/undo`, { token: clerk })).json).toEqual({ orders: [String(id)] })
  expect((await house.call('POST', `/api/orders/${id}/undo`, { token: clerk })).json.reasons[0].code).toBe('nothing-to-undo')
  const { steps } = (await house.call('GET', `/api/orders/${id}/story`, { token: clerk })).json
  expect(steps.find((s: { kind: string }) => s.kind === 'order.restore-ready')).toMatchObject({ before: 'split', after: 'ready', stage: 'ready', sentence: { en: 'The merge or split was undone; the order is ready again' } })
})

test('RV-8 amounts and pieces add up over any chain of merges, splits and undos, and undoing all of them gives every order back', async () => {
  let run = 0
  const step = fc.record({ act: fc.constantFrom('merge', 'split', 'undo'), at: fc.nat(30), with: fc.nat(30) })
  await fc.assert(fc.asyncProperty(fc.array(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 4 }), fc.array(step, { minLength: 3, maxLength: 9 }), async (orders, steps) => {
    const buyer = `chain${++run}`
    const ids: number[] = []
    for (const quantities of orders) ids.push(await place(buyer, quantities, 'ready'))
    const before = await Promise.all(ids.map(row))
    const living = async () => (await house.company.db.rows<{ id: number; total: number; paid: number; pieces: number }>(sql`
      select o.id, o.total_fen as total, o.paid_fen as paid, o.pieces from orders o join customer c on c.id = o.customer_id
      where o.stage = 'ready' and o.customer_id = (select customer_id from orders where id = ${ids[0]!}) order by o.id`))
    const sums = async () => (await living()).reduce((s, o) => [s[0]! + o.total, s[1]! + o.paid, s[2]! + o.pieces], [0, 0, 0])
    const whole = await sums()
    for (const { act: what, at, with: other } of steps) {
      const now = await living()
      const one = now[at % now.length]!.id, two = now[other % now.length]!.id
      if (what === 'merge') await merge([one, two]) // the same one twice is refused
      else if (what === 'split') await split(one)
      else await undo(one)
      expect(await sums()).toEqual(whole)
    }
    // Children first: an undo of what was merged or split further is refused until that is undone.
    for (let rounds = 0; rounds < 50; rounds++) {
      const answers = []
      for (const { id } of await living()) answers.push((await undo(id)).ok)
      if (!answers.includes(true)) break
    }
    expect((await living()).map(o => o.id)).toEqual(ids)
    expect((await Promise.all(ids.map(row))).map(({ warehouse: _, reserved: __, clocks: ___, ...rest }) => rest)).toEqual(before.map(({ warehouse: _, reserved: __, clocks: ___, ...rest }) => rest))
  }), { numRuns: 12, seed: 20261126 })
  await fine()
}, 120_000)
