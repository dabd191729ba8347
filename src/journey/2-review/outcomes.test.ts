import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'
import { reviewReceived } from './actions.ts'
import { judge, partsOf, type CompiledRule, type ReviewedLine, type ReviewedOrder, type RuleOutcome } from './rules.ts'
import { changesOf } from './trial.rules.ts'

const order: ReviewedOrder = { id: 1, class: 'normal', priority: 0, totalFen: 1900, paidFen: 1900, refundedFen: 0, discountFen: 0, freightFen: 0, pieces: 1, first: false, paid: true, province: '浙江省', city: '杭州市', hasReceiver: true, remark: '', shop: 'demo', sameAddress: 0, twin: null }
const line = (n: number, more: Partial<ReviewedLine> = {}): ReviewedLine => ({ line: n, code: `P${n}`, known: true, onSale: true, custom: false, cold: false, quantity: 1, unitFen: 1900, discountFen: 0, totalFen: 1900, listFen: 1900, refundAsked: false, ...more })
const rule = (outcome: RuleOutcome, name = 'rule'): CompiledRule => ({ name, clause: null, outcome, fits: () => true, values: () => ({}) })
const verdict = (...outcomes: RuleOutcome[]) => judge(order, [line(1)], outcomes.map((o, i) => rule(o, `rule ${i}`)))

test('RV-2: tags gather, gifts of one product are given once, the highest rank and the last carrier hold; none of them stops an order', () => {
  expect(verdict({ tag: '会员' }, { tag: '大促' }, { tag: '会员' }, { priority: 30 }, { priority: 70 }, { carrier: '顺丰速运' }, { carrier: '圆通速递' }, { gift: { sku: 'G', quantity: 1 } }, { gift: { sku: 'G', quantity: 2 } }))
    .toMatchObject({ pass: true, tags: ['会员', '大促'].toSorted(), priority: 70, carrier: '圆通速递', gifts: [{ sku: 'G', quantity: 2 }], split: null })
})

test('CL-2: a rule lifts an order in the queues and never pushes it back; a class has its own rank', () => {
  expect(verdict({ class: 'urgent' }, { priority: 30 }).priority).toBe(90)
  expect(judge({ ...order, priority: 90 }, [line(1)], [rule({ priority: 30 })]).priority).toBe(90)
})

test('RV-8: an order is divided by fresh, by custom or by product; what was given goes with the first part, and nothing is divided in one', () => {
  const lines = [line(1), line(2, { cold: true, quantity: 3 }), line(3), line(4, { totalFen: 0 })]
  expect(partsOf('cold', lines)).toEqual([[{ line: 1, quantity: 1 }, { line: 3, quantity: 1 }, { line: 4, quantity: 1 }], [{ line: 2, quantity: 3 }]])
  expect(partsOf('lines', lines)).toHaveLength(3)
  expect(partsOf('custom', lines)).toHaveLength(1)
})

test('RV-2: a trial says what would be tagged, given, sent, ranked and split otherwise', () => {
  const [before, after] = [verdict({ tag: 'old' }), verdict({ tag: 'new' }, { gift: { sku: 'G', quantity: 1 } }, { split: 'cold' }, { carrier: '顺丰速运' }, { priority: 50 })]
  expect(changesOf(before, after).map(c => [c.kind, c.value])).toEqual([['ranked', '0 50'], ['tagged', 'new'], ['untagged', 'old'], ['gifted', 'G × 1'], ['parted', 'cold'], ['carried', '顺丰速运']])
  expect(changesOf(after, after)).toEqual([])
})

let house: TestHouse
let clerk = '', manager = ''
beforeAll(async () => { house = await openHouse(); clerk = await house.token('clerk'); manager = await house.token('manager') })
afterAll(() => house?.close())

const save = (name: string, outcome: object, tests: object[]) => house.call('POST', '/api/review/rules', { token: manager, body: { name, outcome, form: { match: 'all', tests }, clause: null, rank: 60, live: true } })
const remark = (value: string) => [{ field: 'order.remark', compare: 'contains', value }]
async function placed(number: string, buyerRemark: string, skus: [string, number, number][], more: object = {}) {
  const totalFen = skus.reduce((sum, [, quantity, unitFen]) => sum + quantity * unitFen, 0)
  const given = {
    number, placedAt: '2026-03-02T01:00:00Z', paidAt: '2026-03-02T01:05:00Z', buyer: { account: `buyer-${number}` }, buyerRemark, totalFen, paidFen: totalFen,
    receiver: { name: '孔娟超', phone: '18626421963', province: '浙江省', city: '杭州市', district: '', street: `文三路${number}号` }, lines: skus.map(([sku, quantity, unitFen]) => ({ sku, quantity, unitFen })), ...more,
  }
  expect((await house.call('POST', '/api/intake/orders', { token: clerk, body: { shop: 'demo', orders: [given] } })).json.refused).toEqual([])
  await house.settle()
  return house.company.db.rows<{ id: number; number: string; stage: string; priority: number; tags: string[]; delivery: string; pieces: number; shape: string; totalFen: number; lines: [string, number, number][] }>(sql`
    select o.id, o.number, o.stage, o.priority, o.tags, o.delivery, o.pieces, o.shape, o.total_fen as "totalFen", (select json_agg(json_build_array(l.code, l.quantity, l.total_fen) order by l.line) from order_line l where l.order_id = o.id) as lines
    from orders o where o.number like ${`${number}%`} order by o.id`)
}

test('RV-2: a rule tags, ranks, gives, wishes a carrier, in the transaction of the move; the story tells it and the amount stays', async () => {
  expect((await save('赠品', { tag: '会员', priority: 55, carrier: '顺丰速运', gift: { sku: 'DM002', quantity: 2 } }, remark('会员'))).json).toMatchObject({ saved: true })
  const [order] = await placed('OUT-1', '会员您好', [['DM001', 1, 1900]])
  expect(order).toMatchObject({ stage: 'ready', priority: 55, tags: ['会员'], delivery: '顺丰速运', pieces: 3, shape: 'multi', totalFen: 1900, lines: [['DM001', 1, 1900], ['DM002', 2, 0]] })
  const { steps } = (await house.call('GET', `/api/orders/${order!.id}/story`, { token: clerk })).json
  expect(steps.find((s: { kind: string }) => s.kind === 'order.pass').facts).toMatchObject({ tags: ['会员'], gifts: [{ sku: 'DM002', quantity: 2 }], carrier: '顺丰速运', verdict: [{ rule: '赠品' }] })
  expect((await house.call('GET', '/api/orders?tag=%E4%BC%9A%E5%91%98', { token: clerk })).json.orders).toMatchObject([{ number: 'OUT-1', tags: ['会员'] }])
  expect((await house.call('GET', '/api/orders/count?tag=nobody', { token: clerk })).json).toMatchObject({ count: 0 })
  const [wished] = await placed('OUT-2', '会员，发圆通', [['DM001', 1, 1900]], { delivery: '圆通' })
  expect(wished, 'the customer’s wish stands above a rule').toMatchObject({ delivery: '圆通' })
})

test('RV-2 RV-8: an order that passes is divided and its parts keep its marks; one referred stays whole for its reviewer', async () => {
  await save('分开', { split: 'lines', tag: '分开' }, remark('分开'))
  await save('看一眼', { refer: true }, remark('先看'))
  const [whole, ...parts] = await placed('OUT-3', '请分开发', [['DM001', 1, 1900], ['DM003', 2, 4500]])
  expect(whole).toMatchObject({ stage: 'split' })
  expect(parts.map(p => [p.stage, p.tags, p.totalFen, p.lines.length])).toEqual([['ready', ['分开'], 1900, 1], ['ready', ['分开'], 9000, 1]])
  expect(await placed('OUT-4', '请分开发，先看', [['DM001', 1, 1900], ['DM003', 2, 4500]])).toMatchObject([{ stage: 'review', tags: ['分开'] }])
})

test('RV-2 RV-8: many orders are divided in as many statements as few, each into its own parts; one that may not be divided stays whole', async () => {
  /** Takes the orders in, reviews them as one set and answers how many statements that took. */
  async function reviewed(name: string, count: number) {
    const orders = Array.from({ length: count }, (_, i) => ({
      number: `${name}-${i}`, placedAt: '2026-03-02T01:00:00Z', paidAt: '2026-03-02T01:05:00Z', buyer: { account: `${name}-${i}` }, buyerRemark: '请分开发', totalFen: 10_900, paidFen: 10_900,
      receiver: { name: '孔娟超', phone: '18626421963', province: '浙江省', city: '杭州市', street: `文三路${name}${i}号` },
      lines: [{ sku: 'DM001', quantity: 1, unitFen: 1900 }, { sku: 'DM003', quantity: 2, unitFen: 4500, refundAsked: i === 1 }],
    }))
    expect((await house.call('POST', '/api/intake/orders', { token: clerk, body: { shop: 'demo', orders } })).json).toMatchObject({ accepted: count })
    let statements = 0
    await house.company.act(system, work => reviewReceived({ ...work, tx: { rows: statement => { statements++; return work.tx.rows(statement) } } }))
    return statements
  }
  const few = await reviewed('FEW', 2)
  expect(await reviewed('MANY', 30)).toBe(few)
  const parts = await house.company.db.rows<{ number: string; stage: string; parts: [string, number, number][] | null }>(sql`
    select o.number, o.stage, (select json_agg(json_build_array(p.number, p.total_fen, p.pieces) order by p.id) from orders p where p.source_id = o.source_id and p.id <> o.id) as parts
    from orders o where o.number in ('MANY-1', 'MANY-29') order by o.number`)
  expect(parts).toEqual([
    { number: 'MANY-1', stage: 'ready', parts: null },
    { number: 'MANY-29', stage: 'split', parts: [['MANY-29-1', 1900, 1], ['MANY-29-2', 9000, 2]] },
  ])
})

test('RV-2: a rule that names a product or a carrier that is not there is refused with the name', async () => {
  expect((await save('无', { gift: { sku: 'NOPE', quantity: 1 }, carrier: '飞鸽' }, remark('x'))).json.reasons).toMatchObject([{ code: 'gift-unknown', values: { sku: 'NOPE' } }, { code: 'carrier-unknown', values: { carrier: '飞鸽' } }])
})
