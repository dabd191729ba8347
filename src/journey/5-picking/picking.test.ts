import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { upsertProducts } from '#goods/catalog/actions.ts'
import { ensurePlaces, ensureWarehouse, ledgerFaults, moveGoods, placeOf, receive } from '#goods/inventory/actions.ts'
import { spread, type Shelf } from '#goods/inventory/rules.ts'
import { findShop } from '#journey/1-intake/store.ts'
import { takeOrders } from '#journey/1-intake/actions.ts'
import { moveOrders } from '#journey/order/actions.ts'
import { verify } from '#oversight/verify/actions.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'
import { finishPicked, planWave, scanPick, shortPick } from './actions.ts'
import { openPutBacks } from './put-back.store.ts'
import { waveRows } from './store.ts'

const shelf = (placeId: number, quantity: number, more: Partial<Shelf & { zone: string }> = {}) => ({ placeId, skuId: 1, lot: '', quantity, walk: placeId, warehouseId: 1, zone: 'A', ...more })
const told = (wanted: number[], shelves: ReturnType<typeof shelf>[], zone?: string) =>
  spread(wanted.map((quantity, i) => ({ orderId: i + 1, skuId: 1, quantity })), shelves, zone)?.map(t => [t.orderId, t.placeId, t.quantity])

describe('FU-1 · where a picker is sent', () => {
  test('to one bin that holds it whole, the first on the walk', () => expect(told([3], [shelf(1, 2), shelf(2, 3), shelf(3, 9)])).toEqual([[1, 2, 3]]))
  test('to the fewest bins when none holds it whole', () => expect(told([9], [shelf(1, 2), shelf(2, 3), shelf(3, 7)])).toEqual([[1, 3, 7], [1, 1, 2]]))
  test('what one order is told is not there for the next', () => expect(told([2, 2, 2], [shelf(1, 3), shelf(2, 3)])).toEqual([[1, 1, 2], [2, 2, 2], [3, 1, 1], [3, 2, 1]]))
  test('a zone goes first, but is never forced', () => expect(told([4], [shelf(1, 9), shelf(2, 3, { zone: 'B' })], 'B')).toEqual([[1, 2, 3], [1, 1, 1]]))
  test('nowhere when the shelves hold too little', () => expect(told([4], [shelf(1, 3)])).toBeUndefined())
})

let house: TestHouse
let shop: number
beforeAll(async () => {
  house = await openHouse()
  shop = (await findShop(house.company.db, 'demo'))!.id
})
afterAll(() => house?.close())

const order = (number: string, lines: { sku: string; quantity: number }[]) => ({
  number, placedAt: '2026-03-02T01:00:00Z', paidAt: '2026-03-02T01:05:00Z', buyer: { account: `b-${number}`, name: '' },
  receiver: { name: '孔娟超', phone: '18626421963', province: '浙江省', city: '杭州市', district: '西湖区', street: '文三路1号' },
  lines: lines.map(l => ({ ...l, title: l.sku, spec: '', unitFen: 100, discountFen: 0 })), totalFen: lines.reduce((n, l) => n + l.quantity * 100, 0), paidFen: lines.reduce((n, l) => n + l.quantity * 100, 0),
})

/** A shelf of one's own: products with so many pieces in so many bins, in a warehouse nobody else uses. */
async function shelves(name: string, stock: number[][]) {
  return house.company.act(system, async work => {
    const warehouse = await ensureWarehouse(work, { code: name, name, province: '浙江省', rank: -1 })
    const codes = stock.map((_, i) => `${name}-S${i}`)
    const ids = await upsertProducts(work, codes.map(code => ({ code, title: code, priceFen: 100, weightGrams: 100 })))
    const names = ['A-01-1-1', 'A-02-1-1', 'B-01-1-1']
    const bins = await ensurePlaces(work, warehouse, names)
    await receive(work, stock.flatMap((row, i) => row.flatMap((quantity, b) => quantity ? [{ skuId: ids.get(codes[i]!)!, toPlace: bins.get(names[b]!)!, quantity, lot: b === 1 ? 'L2' : '' }] : [])), 'opening', 0)
    return { warehouse, codes, ids, bins }
  })
}
const balances = async (warehouse: number) => new Map((await house.company.db.rows<{ key: string; quantity: number }>(sql`
  select p.code || '/' || s.code || '/' || b.lot as key, b.quantity from balance b join place p on p.id = b.place_id join sku s on s.id = b.sku_id where p.warehouse_id = ${warehouse} and p.kind = 'bin'`)).map(r => [r.key, r.quantity]))
const overTold = () => house.company.db.rows(sql`
  select k.place_id from pick k join balance b on b.place_id = k.place_id and b.sku_id = k.sku_id and b.lot = k.lot
  where k.dropped_at is null and k.taken_at is null group by k.place_id, k.sku_id, k.lot, b.quantity having sum(k.quantity) > b.quantity`)

interface Day { stock: number[][]; orders: { sku: number; other: number; quantity: number; fate: 'pick' | 'pick' | 'cancel-before' | 'cancel-half' | 'short' }[]; waves: number; stray: number }
const day: fc.Arbitrary<Day> = fc.record({
  stock: fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 3, maxLength: 3 }), { minLength: 3, maxLength: 3 }),
  orders: fc.array(fc.record({ sku: fc.integer({ min: 0, max: 2 }), other: fc.integer({ min: 0, max: 2 }), quantity: fc.integer({ min: 1, max: 5 }), fate: fc.constantFrom('pick', 'pick', 'pick', 'cancel-before', 'cancel-half', 'short') }), { minLength: 4, maxLength: 14 }),
  waves: fc.integer({ min: 1, max: 3 }), stray: fc.integer({ min: 0, max: 8 }),
})

test('FU-1 · pickers are never told more than a bin holds, and after a day every bin holds what they were told to leave', async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31)
  console.log(`FU-1 seed ${seed}`)
  let run = 0
  await fc.assert(fc.asyncProperty(day, async ({ stock, orders, waves, stray }) => {
    const name = `T${seed}x${++run}`
    const { warehouse, codes, bins, ids } = await shelves(name, stock)
    await house.company.act(system, work => takeOrders(work, shop, orders.map((o, i) => order(`${name}-${i}`, [{ sku: codes[o.sku]!, quantity: o.quantity }, { sku: codes[o.other]!, quantity: 1 }]))))
    await house.settle()
    const rows = await house.company.db.rows<{ id: number; number: string }>(sql`select id, number from orders where number like ${`${name}-%`} order by id`)
    const fateOf = new Map(rows.map(r => [r.id, orders[Number(r.number.split('-').at(-1))]!.fate]))
    const model = await balances(warehouse)
    const change = (place: string, code: string, lot: string, quantity: number) => model.set(`${place}/${code}/${lot}`, (model.get(`${place}/${code}/${lot}`) ?? 0) + quantity)
    const planned: number[] = []
    for (let w = 0; w < waves; w++) for (const kind of ['multi', 'single'] as const) {
      const wave = await house.company.act(system, work => planWave(work, { warehouseId: warehouse, kind, limit: 5 }))
      if (wave?.wave) planned.push(wave.wave)
    }
    expect(await overTold()).toEqual([])
    // Somebody carries goods elsewhere: only what no picker was told to take can go.
    const damaged = await house.company.act(system, work => placeOf(work, warehouse, 'damaged'))
    for (let n = 0; n < stray; n++) {
      const place = [...bins.keys()][n % 3]!, code = codes[n % codes.length]!, lot = place === 'A-02-1-1' ? 'L2' : ''
      await house.company.act(system, work => moveGoods(work, [{ skuId: ids.get(code)!, fromPlace: bins.get(place)!, toPlace: damaged, quantity: 1, cause: 'adjustment', causeId: 1, lot }]))
        .then(() => change(place, code, lot, -1), (error: { code?: string }) => { if (error.code !== 'goods-missing') throw error })
      expect(await overTold()).toEqual([])
    }
    const scope = { warehouses: null, shops: null }
    for (const wave of planned) {
      const picks = await waveRows(house.company.db, wave, scope)
      for (const [id, own] of Map.groupBy(picks, p => p.orderId)) {
        const fate = fateOf.get(id)!
        const some = fate === 'pick' ? own : fate === 'cancel-before' ? [] : own.slice(0, 1)
        for (const p of some) {
          const scan = { gesture: `${wave}-${id}-${p.code}-${p.place}-${p.lot}`, wave, code: p.code, quantity: p.quantity, position: p.position, place: p.place, lot: p.lot, at: new Date(), scope, by: 7 }
          expect(await scanPick(house.company.db, scan)).toMatchObject({ ok: true, orderId: id, picked: p.quantity })
        }
        if (fate === 'pick') for (const p of own) change(p.place, p.code, p.lot, -p.quantity)
        else if (fate === 'short') {
          const missing = own.slice(1).map(p => ({ code: p.code, place: p.place }))
          await house.company.act(system, work => shortPick(work, [id], 'bin-empty', missing))
          // A bin may hold two lines of one product for this order; all of what was not found there is missing.
          for (const p of own) if (missing.some(m => m.code === p.code && m.place === p.place) && !(p === own[0])) change(p.place, p.code, p.lot, -p.quantity)
        } else await house.company.act(system, work => moveOrders(work, { move: 'cancel', ids: [id] }))
      }
      await house.company.act(system, work => finishPicked(work, wave))
    }
    await house.settle()
    for (const [key, quantity] of await balances(warehouse)) expect([key, quantity]).toEqual([key, model.get(key) ?? 0])
    expect(await overTold()).toEqual([])
    expect((await openPutBacks(house.company.db, scope, { warehouseId: warehouse, wave: null })).every(g => g.quantity > 0)).toBe(true)
    expect((await ledgerFaults(house.company.db)).filter(f => [...ids.values()].includes(f.skuId))).toEqual([])
  }), { seed, numRuns: Number(process.env['RUNS'] ?? 12) })
  expect((await verify(house.company.db)).checks.filter(c => !c.ok)).toEqual([])
}, 240_000)

test('FU-1 · a wave is of chilled goods or of others, and may take only what is soon due; what is ready says so beforehand', async () => {
  const name = `COLD${Date.now() % 100_000}`
  const { warehouse, codes } = await shelves(name, [[9, 0, 0], [9, 0, 0]])
  await house.company.act(system, async work => {
    await upsertProducts(work, [{ code: codes[0]!, title: codes[0]!, priceFen: 100, cold: true }])
    await takeOrders(work, shop, [order(`${name}-0`, [{ sku: codes[0]!, quantity: 1 }]), order(`${name}-1`, [{ sku: codes[1]!, quantity: 1 }])])
  })
  await house.settle()
  const token = await house.token('clerk')
  const ready = async (query: string) => ((await house.call('GET', `/api/waves/ready${query}`, { token })).json.ready as { warehouseId: string; cold: boolean; orders: number; due: string | null }[]).filter(r => r.warehouseId === String(warehouse))
  expect((await ready('')).map(r => [r.cold, r.orders, r.due !== null]).toSorted()).toEqual([[false, 1, true], [true, 1, true]])
  expect(await ready('?dueWithin=60')).toEqual([])
  expect((await ready('?dueWithin=300')).length).toBe(2)
  const plan = (wish: Partial<Parameters<typeof planWave>[1]>) => house.company.act(system, work => planWave(work, { warehouseId: warehouse, kind: 'single', ...wish }))
  expect(await plan({ dueWithin: 60 })).toBeNull()
  expect((await plan({ cold: true, dueWithin: 300 }))!.orders.length).toBe(1)
  expect((await ready('')).map(r => r.cold)).toEqual([false])
  expect(await plan({ cold: true })).toBeNull()
})
