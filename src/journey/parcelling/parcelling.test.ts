import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDb, type CompanyDb } from '#kit/db.ts'
import { vaultOf } from '#kit/pii.ts'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { loadHandbook } from '#handbook/clauses/load.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { upsertProducts } from '#goods/catalog/actions.ts'
import { ensurePlaces, ensureWarehouse, ledgerFaults, receive } from '#goods/inventory/actions.ts'
import { takeOrders } from '#journey/1-intake/actions.ts'
import { allocateReady, allocateThese, unallocate } from '#journey/3-allocation/actions.ts'
import { block, moveOrders } from '#journey/order/actions.ts'
import { rebuild, verify } from '#oversight/verify/actions.ts'
import { freshDatabase } from '../../../test/database.ts'
import { openHouse } from '../../../test/house.ts'
import { mergeOrders, splitOrder, type Parcelling } from './actions.ts'
import { mergeableStages, partAmounts, summed, waitingBlocks, whyNotMerged, whyNotSplit, type Parcelled, type ParcelledLine, type Part } from './rules.ts'
import { mergeHints } from './store.ts'

const order = (more: Partial<Parcelled> = {}): Parcelled => ({
  id: 1, shopId: 1, stage: 'ready', blocks: [], customerId: 1, currency: 'CNY', addressKey: '7', totalFen: 300, discountFen: 0, freightFen: 0, paidFen: 300, refundedFen: 0, ...more,
})
const line = (number: number, quantity: number): ParcelledLine => ({ line: number, quantity, unitFen: 100, discountFen: 0, totalFen: 100 * quantity })
const codes = (reasons: { code: string }[]) => reasons.map(r => r.code)

describe('rules', () => {
  test('RV-8 orders of one buyer and address may be merged, also while they wait for goods', () => {
    expect(whyNotMerged([order(), order({ id: 2, stage: 'received', blocks: ['preorder', 'shortage', 'transfer'] }), order({ id: 3, customerId: null })])).toEqual([])
  })
  test.each<[string, Parcelled[], string[]]>([
    ['one alone', [order()], ['too-few-orders']],
    ['one twice', [order(), order()], ['order-twice']],
    ['two shops', [order(), order({ id: 2, shopId: 2 })], ['other-shop']],
    ['two buyers', [order(), order({ id: 2, customerId: 2 })], ['other-buyer']],
    ['two addresses', [order(), order({ id: 2, addressKey: '8' })], ['other-address']],
    ['unknown addresses', [order({ addressKey: null }), order({ id: 2, addressKey: null })], ['address-unknown', 'address-unknown']],
    ['two currencies', [order(), order({ id: 2, currency: 'USD' })], ['other-currency']],
    ['one in the warehouse', [order(), order({ id: 2, stage: 'picking' })], ['wrong-stage']],
    ['one blocked', [order(), order({ id: 2, blocks: ['refund-asked', 'shortage'] })], ['blocked']],
    ['everything at once', [order({ stage: 'unpaid' }), order({ id: 2, shopId: 2, addressKey: '8', blocks: ['risk'] })], ['other-shop', 'other-address', 'wrong-stage', 'blocked']],
  ])('RV-8 no merge: %s', (_, orders, wanted) => { expect(codes(whyNotMerged(orders))).toEqual(wanted) })

  const lines = [line(1, 2), line(2, 1)]
  test.each<[string, Parcelled, Part[][], string[]]>([
    ['nothing against it', order(), [[{ line: 1, quantity: 1 }], [{ line: 1, quantity: 1 }, { line: 2, quantity: 1 }]], []],
    ['one part', order(), [[{ line: 1, quantity: 2 }, { line: 2, quantity: 1 }]], ['too-few-parts']],
    ['an empty part', order(), [[], [{ line: 1, quantity: 2 }, { line: 2, quantity: 1 }]], ['empty-part']],
    ['too little', order(), [[{ line: 1, quantity: 1 }], [{ line: 2, quantity: 1 }]], ['quantity-differs']],
    ['too much', order(), [[{ line: 1, quantity: 2 }], [{ line: 1, quantity: 1 }, { line: 2, quantity: 1 }]], ['quantity-differs']],
    ['a line nobody ordered', order(), [[{ line: 1, quantity: 2 }, { line: 2, quantity: 1 }], [{ line: 9, quantity: 1 }]], ['no-such-line']],
    ['a line twice in one part', order(), [[{ line: 1, quantity: 1 }, { line: 1, quantity: 1 }], [{ line: 2, quantity: 1 }]], ['line-twice']],
    ['nothing and less', order(), [[{ line: 1, quantity: 2 }], [{ line: 2, quantity: 1 }], [{ line: 2, quantity: 0 }]], ['bad-quantity']],
    ['not reviewed, held', order({ stage: 'received', blocks: ['hold'] }), [[{ line: 1, quantity: 2 }], [{ line: 2, quantity: 1 }]], ['wrong-stage', 'blocked']],
  ])('RV-8 split: %s', (_, of, parts, wanted) => { expect(codes(whyNotSplit(of, lines, parts))).toEqual(wanted) })

  test('RV-8 the parts are the whole to the fen, whatever the amounts', () => {
    const fen = (max: number) => fc.integer({ min: 0, max })
    const oneLine = fc.record({ quantities: fc.array(fen(9), { minLength: 3, maxLength: 3 }).filter(q => q.some(n => n > 0)), unitFen: fen(1_000_000), discountFen: fen(5000), odd: fc.integer({ min: -3, max: 3 }) })
    fc.assert(fc.property(fc.array(oneLine, { minLength: 1, maxLength: 6 }), fen(100_000), fen(50_000), fen(9_000_000), fen(9_000_000), fc.integer({ min: -50, max: 50 }), (given, discountFen, freightFen, paidFen, refund, odd) => {
      const whole = given.map<ParcelledLine>((g, i) => {
        const quantity = g.quantities.reduce((a, b) => a + b, 0)
        return { line: i + 1, quantity, unitFen: g.unitFen, discountFen: g.discountFen, totalFen: quantity * g.unitFen - g.discountFen + g.odd }
      })
      const parts = [0, 1, 2].map(p => given.flatMap((g, i) => (g.quantities[p]! > 0 ? [{ line: i + 1, quantity: g.quantities[p]! }] : []))).filter(p => p.length > 0)
      const amounts = { discountFen, freightFen, paidFen, refundedFen: Math.min(refund, paidFen), totalFen: whole.reduce((s, l) => s + l.totalFen, 0) - discountFen + freightFen + odd }
      const shared = partAmounts(amounts, whole, parts)
      expect(summed(shared)).toEqual(amounts)
      expect(shared.every(s => s.refundedFen >= 0 && s.refundedFen <= s.paidFen)).toBe(true)
      for (const l of whole) {
        const of = shared.flatMap(s => s.lines).filter(x => x.line === l.line)
        expect([of.reduce((s, x) => s + x.quantity, 0), of.reduce((s, x) => s + x.discountFen, 0), of.reduce((s, x) => s + x.totalFen, 0)]).toEqual([l.quantity, l.discountFen, l.totalFen])
      }
    }))
  })
})

describe('acts', () => {
  let db: CompanyDb
  let drop: () => Promise<void>
  let shop: number
  const { book } = loadHandbook([])
  const calendar: Work['calendar'] = { utcOffsetMinutes: 480, days: new Map(), loadedYears: new Set([2026]), shifts: [{ from: '09:00', to: '18:00' }], promotions: [] }
  const vault = vaultOf(randomBytes(32), 'demo')
  let minute = 0
  const act = <T>(doing: (work: Work) => Promise<T>) => db.transaction(tx => doing({ tx, now: new Date(Date.UTC(2026, 2, 2, 2, minute++)), actor: system, vault, book, calendar }))
  const ordersOf = (a: Parcelling) => { if (!a.ok) throw new Error(JSON.stringify(a.reasons)); return a.orders }
  const row = async (id: number) => (await db.rows<Record<string, unknown>>(sql`
    select number, stage, blocks, warehouse_id as warehouse, into_id as into, placed_at as placed, class, priority, total_fen as total, discount_fen as discount, freight_fen as freight, paid_fen as paid, pieces, shape
    from orders where id = ${id}`))[0]!
  const fine = async () => {
    expect((await verify(db, { book })).checks.filter(c => !c.ok)).toEqual([])
    expect((await rebuild(db)).different).toEqual([])
    expect(await ledgerFaults(db)).toEqual([])
  }
  let made = 0
  const goods = { unallocate, allocate: allocateThese }
  async function place(buyer: string, lines: { sku: string; quantity: number; unitFen: number }[], { minutes = 0, more = {} as Record<string, unknown>, ready = true } = {}): Promise<number> {
    const number = `N${++made}`
    const at = new Date(Date.UTC(2026, 2, 2, 0, minutes)).toISOString()
    const goods = lines.reduce((s, l) => s + l.quantity * l.unitFen, 0)
    await act(work => takeOrders(work, shop, [{
      number, placedAt: at, paidAt: at, totalFen: goods, paidFen: goods, buyer: { account: buyer, name: buyer },
      receiver: { name: buyer, phone: '18626421963', province: '上海市', street: '南京路 1 号' }, lines, status: 'paid', ...more,
    }]))
    const id = (await db.rows<{ id: number }>(sql`select id from orders where number = ${number}`))[0]!.id
    if (ready) await act(work => moveOrders(work, { move: 'pass', ids: [id] }))
    return id
  }

  beforeAll(async () => {
    const fresh = await freshDatabase()
    drop = fresh.drop
    db = openDb({ url: fresh.url, schema: 'demo', connections: 5 })
    const warehouse = await act(work => ensureWarehouse(work, { code: 'MAIN', name: '主仓', province: '上海市' }))
    shop = (await db.rows<{ id: number }>(sql`insert into shop (code, name, created_at) values ('S', 'S', '2026-03-02') returning id`))[0]!.id
    await act(async work => {
      const skus = await upsertProducts(work, ['A', 'B'].map(code => ({ code, title: code, priceFen: 100 })))
      const bins = await ensurePlaces(work, warehouse, ['A-01-1-1'])
      await receive(work, ['A', 'B'].map(c => ({ skuId: skus.get(c)!, toPlace: bins.get('A-01-1-1')!, quantity: 6 })), 'opening', 0)
    })
  })
  afterAll(async () => { await db?.end(); await drop?.() })

  test('RV-8 allocated orders are merged: amounts are summed, stock is given back and allocated to the new one', async () => {
    const late = await place('m', [{ sku: 'A', quantity: 4, unitFen: 100 }], { minutes: 9 })
    const early = await place('m', [{ sku: 'A', quantity: 2, unitFen: 100 }, { sku: 'B', quantity: 1, unitFen: 50 }], { more: { buyerRemark: '加急', freightFen: 10, discountFen: 5, totalFen: 255, paidFen: 255 } })
    expect((await act(work => allocateReady(work))).allocated).toEqual([early, late])
    expect((await mergeHints(db, system.scope, mergeableStages, waitingBlocks, 10)).map(h => h.orders.map(o => o.id))).toEqual([[late, early]])
    const [merged] = ordersOf(await act(work => mergeOrders(work, [late, early], goods)))
    expect(await row(merged!)).toMatchObject({
      stage: 'ready', blocks: [], warehouse: null, into: null, placed: new Date('2026-03-02T00:00:00Z'), class: 'urgent', priority: 90, total: 655, discount: 5, freight: 10, paid: 655, pieces: 7,
    })
    for (const old of [late, early]) expect(await row(old)).toMatchObject({ stage: 'merged', into: merged, warehouse: null })
    expect((await act(work => allocateReady(work))).allocated).toEqual([merged])
    expect((await mergeHints(db, system.scope, mergeableStages, waitingBlocks, 10))).toEqual([])
    await fine()
  })

  test('RV-8 an order is split, its parts go on by themselves and add up', async () => {
    const id = await place('s', [{ sku: 'B', quantity: 3, unitFen: 33 }, { sku: 'A', quantity: 1, unitFen: 100 }], { more: { freightFen: 10, discountFen: 2, totalFen: 207, paidFen: 207 } })
    await act(work => allocateReady(work)) // no A is left: it waits
    expect((await row(id)).blocks).not.toEqual([])
    const parts = ordersOf(await act(work => splitOrder(work, id, [[{ line: 1, quantity: 2 }], [{ line: 1, quantity: 1 }], [{ line: 2, quantity: 1 }]], goods)))
    expect(await row(id)).toMatchObject({ stage: 'split', blocks: [], into: null })
    const rows = await Promise.all(parts.map(row))
    for (const of of ['total', 'discount', 'freight', 'paid', 'pieces']) expect([of, rows.reduce((s, r) => s + Number(r[of]), 0)]).toEqual([of, Number((await row(id))[of])])
    expect(rows.map(r => [r.stage, r.shape])).toEqual([['ready', 'multi'], ['ready', 'single'], ['ready', 'single']])
    expect(await act(work => allocateReady(work))).toMatchObject({ allocated: [parts[0], parts[1]], short: [parts[2]] })
    await fine()
    // The parts may go together again: a split is taken back by merging.
    const [whole] = ordersOf(await act(work => mergeOrders(work, parts, goods)))
    expect(await row(whole!)).toMatchObject({ total: 207, discount: 2, freight: 10, paid: 207, pieces: 4, stage: 'ready' })
    await fine()
  })

  test('RV-8 RV-1 who was not reviewed yet does not slip past review by a merge', async () => {
    const [a, b] = [await place('r', [{ sku: 'B', quantity: 1, unitFen: 9 }]), await place('r', [{ sku: 'B', quantity: 1, unitFen: 9 }], { ready: false })]
    const [merged] = ordersOf(await act(work => mergeOrders(work, [a, b], goods)))
    expect((await row(merged!)).stage).toBe('review')
    await fine()
  })

  test('RV-8 IN-1 a refund the channel tells later stops what the order was merged into and split over', async () => {
    const at = new Date(Date.UTC(2026, 2, 2)).toISOString()
    const again = (number: string, refundedFen: number) => act(work => takeOrders(work, shop, [{
      number, placedAt: at, paidAt: at, totalFen: 18, paidFen: 18 - refundedFen, refundedFen, buyer: { account: 'z', name: 'z' },
      receiver: { name: 'z', phone: '18626421963', province: '上海市', street: '南京路 1 号' }, lines: [{ sku: 'B', quantity: 2, unitFen: 9 }], status: 'paid',
    }]))
    const numberOf = async (id: number) => String((await row(id)).number)
    const [a, b] = [await place('z', [{ sku: 'B', quantity: 2, unitFen: 9 }]), await place('z', [{ sku: 'B', quantity: 2, unitFen: 9 }])]
    const [merged] = ordersOf(await act(work => mergeOrders(work, [a, b], goods)))
    const parts = ordersOf(await act(work => splitOrder(work, merged!, [[{ line: 1, quantity: 2 }], [{ line: 2, quantity: 2 }]], goods)))
    expect(await again(await numberOf(b), 9)).toMatchObject({ changed: 1 })
    for (const part of parts) expect((await row(part)).blocks).toContain('refund-asked')
    for (const old of [a, b, merged!]) expect((await row(old)).blocks).toEqual([])
    await fine()
  })

  test('RV-8 a refused merge or split changes nothing and says every reason', async () => {
    const [a, b, other] = [await place('x', [{ sku: 'B', quantity: 1, unitFen: 9 }]), await place('x', [{ sku: 'B', quantity: 1, unitFen: 9 }]), await place('y', [{ sku: 'B', quantity: 1, unitFen: 9 }])]
    await act(work => block(work, [{ id: b, reason: 'hold' }]))
    const before = await db.rows(sql`select id, stage, version from orders order by id`)
    const why = async (doing: (work: Work) => Promise<Parcelling>) => { const answer = await act(doing); return answer.ok ? [] : codes(answer.reasons) }
    expect(await why(work => mergeOrders(work, [a, b, other], goods))).toEqual(['other-buyer', 'other-address', 'blocked'])
    expect(await why(work => mergeOrders(work, [a, 999_999], goods))).toEqual(['not-found'])
    expect(await why(work => splitOrder(work, a, [[{ line: 1, quantity: 2 }], []], goods))).toEqual(['empty-part', 'quantity-differs'])
    expect(await why(work => splitOrder(work, 999_999, [], goods))).toEqual(['not-found'])
    expect(await db.rows(sql`select id, stage, version from orders order by id`)).toEqual(before)
    await fine()
  })
})

test('RV-8 through the door: hints, a no with every reason, and another shop sees nothing', async () => {
  const house = await openHouse({ orders: 20 })
  try {
    const [clerk, foreign] = [await house.token('clerk'), await house.token('clerk', { shops: [999] })]
    await house.company.act(system, async work => {
      const ids = (await work.tx.rows<{ id: number }>(sql`select id from orders where stage = 'received' and blocks = '{}' order by id limit 1`)).map(o => o.id)
      await moveOrders(work, { move: 'pass', ids })
    })
    const id = String((await house.company.db.rows<{ id: number }>(sql`select id from orders where stage = 'ready' order by id limit 1`))[0]!.id)
    const lines = (await house.call('GET', `/api/orders/${id}`, { token: clerk })).json.lines as { line: number; quantity: number }[]
    const whole = lines.map(l => ({ line: l.line, quantity: l.quantity }))
    const no = await house.call('POST', `/api/orders/${id}/split`, { token: clerk, body: { parts: [whole, []] } })
    expect([no.status, codes(no.json.reasons)]).toEqual([409, ['empty-part']])
    expect((await house.call('POST', `/api/orders/${id}/split`, { token: foreign, body: { parts: [whole, []] } })).status).toBe(404)
    expect((await house.call('POST', '/api/orders/merge', { token: foreign, body: { orders: [id, id] } })).status).toBe(404)
    expect(codes((await house.call('POST', '/api/orders/merge', { token: clerk, body: { orders: [id, id] } })).json.reasons)).toEqual(['order-twice'])
    const hints = await house.call('GET', '/api/orders/merge-hints', { token: clerk })
    expect([hints.status, Array.isArray(hints.json.hints)]).toEqual([200, true])
    expect((await house.call('GET', '/api/orders/merge-hints', { token: foreign })).json.hints).toEqual([])
  } finally { await house.close() }
})
