import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { Busy, openDb, sqlState, type CompanyDb } from '#kit/db.ts'
import { vaultOf } from '#kit/pii.ts'
import { sql } from '#kit/sql.ts'
import { system, type Work } from '#kit/work.ts'
import { upsertProducts } from '#goods/catalog/actions.ts'
import { freshDatabase } from '../../../test/database.ts'
import { consume, ensurePlaces, ensureWarehouse, ledgerFaults, levelsOf, moveGoods, placeOf, promise, putBack, receive, release, reserve, ship } from './actions.ts'
import { grant, takeFrom, walkOf, type Want } from './rules.ts'

let db: CompanyDb
let drop: () => Promise<void>
let warehouseId: number
const vault = vaultOf(randomBytes(32), 'demo')
const act = <T>(doing: (work: Work) => Promise<T>) => db.transaction(tx => doing({ tx, now: new Date('2026-03-02T02:00:00Z'), actor: system, vault }))
/** Everything these orders have reserved, taken from where the picker was told. */
const consumeOrders = async (work: Work, ids: readonly number[]) => consume(work, (await promise(work, ids)).map(t => ({ ...t, fromPlace: t.placeId })))
let made = 0
/** New products with so many pieces each, in one bin. */
const stocked = (quantities: number[]) => act(async work => {
  const codes = quantities.map(() => `T-${++made}`)
  const ids = await upsertProducts(work, codes.map(code => ({ code, title: code, priceFen: 100 })))
  const skus = codes.map(code => ids.get(code)!)
  const bins = await ensurePlaces(work, warehouseId, ['A-01-1-1'])
  await receive(work, skus.map((skuId, i) => ({ skuId, toPlace: bins.get('A-01-1-1')!, quantity: quantities[i]! })).filter(g => g.quantity > 0), 'opening', 0)
  return { skus, bin: bins.get('A-01-1-1')! }
})
const want = (orderId: number, skuId: number, quantity = 1, line = 1): Want => ({ orderId, line, skuId, quantity, warehouseId })
const inSets = <T>(all: T[], size: number) => Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))
const sumReserved = async (skus: number[]) => (await levelsOf(db, skus)).map(l => l.reserved)

beforeAll(async () => {
  const fresh = await freshDatabase()
  drop = fresh.drop
  db = openDb({ url: fresh.url, schema: 'demo', connections: 20 })
  warehouseId = await act(work => ensureWarehouse(work, { code: 'MAIN', name: '主仓', province: '上海市' }))
})
afterAll(async () => { await db?.end(); await drop?.() })

describe('rules', () => {
  test('ST-1 bins are walked aisle by aisle', () => {
    const bins = ['B-01-1-1', 'A-02-1-1', 'A-01-1-2', 'AA-01-1-1', 'A-01-1-1']
    expect(bins.toSorted((a, b) => walkOf(a) - walkOf(b))).toEqual(['A-01-1-1', 'A-01-1-2', 'A-02-1-1', 'B-01-1-1', 'AA-01-1-1'])
  })
  test('K2 two lines of one SKU are one demand', () => {
    const wants = [{ orderId: 1, line: 1, skuId: 7, quantity: 2, warehouseId: 1 }, { orderId: 1, line: 2, skuId: 7, quantity: 2, warehouseId: 1 }]
    expect(grant(wants, [{ skuId: 7, warehouseId: 1, available: 3 }])).toEqual({ reserved: [], short: [{ orderId: 1, skuId: 7, warehouseId: 1, missing: 1 }] })
    expect(grant(wants, [{ skuId: 7, warehouseId: 1, available: 4 }]).reserved).toEqual([1])
  })
  test('ST-1 a shelf that holds too little is not emptied', () => {
    const shelf = { placeId: 1, skuId: 1, lot: '', quantity: 2, walk: 1, warehouseId: 1 }
    expect(takeFrom([shelf], { skuId: 1, warehouseId: 1, quantity: 3 })).toBeUndefined()
    expect(takeFrom([shelf, { ...shelf, placeId: 2 }], { skuId: 1, warehouseId: 1, quantity: 3 })?.map(t => [t.placeId, t.quantity])).toEqual([[1, 2], [2, 1]])
  })
})

test('K1 ten hot SKUs with 100 units and 5,000 buyers sell exactly 100 each, bundles included', async () => {
  const { skus } = await stocked(Array.from({ length: 10 }, () => 100))
  // Every tenth buyer wants a bundle: one piece of each of two neighbouring SKUs.
  const buyers = Array.from({ length: 5000 }, (_, i) => {
    const one = skus[i % 10]!, other = skus[(i + 1) % 10]!
    return i % 7 === 3 ? [want(i + 1, one), want(i + 1, other)] : [want(i + 1, one)]
  })
  const answers = await Promise.all(inSets(buyers, 50).map(set => act(work => reserve(work, set.flat()))))
  expect(await sumReserved(skus)).toEqual(Array(10).fill(100))
  const sold = new Map(skus.map(s => [s, 0]))
  for (const id of answers.flatMap(a => a.reserved)) for (const w of buyers[id - 1]!) sold.set(w.skuId, sold.get(w.skuId)! + w.quantity)
  expect([...sold.values()]).toEqual(Array(10).fill(100))
  expect(await ledgerFaults(db)).toEqual([])
})

test('K2 one SKU on two lines and in a bundle is never promised above stock', async () => {
  const { skus: [sku] } = await stocked([5])
  const first = await act(work => reserve(work, [want(900_001, sku!, 3, 1), want(900_001, sku!, 3, 2), want(900_002, sku!, 2, 1), want(900_002, sku!, 3, 2)]))
  expect(first).toEqual({ reserved: [900_002], short: [{ orderId: 900_001, skuId: sku, warehouseId, missing: 1 }] })
  expect(await sumReserved([sku!])).toEqual([5])
})

test('K8 orders with shuffled lines in 16 parallel transactions never deadlock', async () => {
  const { skus } = await stocked(Array.from({ length: 30 }, () => 100_000))
  let seed = 42
  const chance = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648
  const shuffled = () => skus.toSorted(() => chance() - 0.5).slice(0, 12)
  // Without the retry of db.transaction, so that a deadlock would be seen.
  const once = async (doing: (work: Work) => Promise<unknown>) => {
    const client = await db.pool.connect()
    try {
      await client.query('begin')
      await doing({ tx: { rows: async s => (await client.query(s.text, s.values as unknown[])).rows }, now: new Date(), actor: system, vault })
      await client.query('commit')
    } catch (error) { await client.query('rollback'); throw error } finally { client.release() }
  }
  const run = async (worker: number) => {
    for (let round = 0; round < 10; round++) {
      const ids = Array.from({ length: 5 }, (_, i) => 1_000_000 + worker * 1000 + round * 10 + i)
      await once(work => reserve(work, ids.flatMap(id => shuffled().map((sku, line) => want(id, sku, 1, line)))))
      await once(work => round % 2 ? release(work, ids) : consumeOrders(work, ids))
    }
  }
  const faults = (await Promise.allSettled(Array.from({ length: 16 }, (_, w) => run(w)))).flatMap(r => r.status === 'rejected' ? [sqlState(r.reason) ?? String(r.reason)] : [])
  expect(faults).toEqual([])
  expect(await ledgerFaults(db)).toEqual([])
})

test('ST-1 goods picked, put back, picked again and shipped are told by the ledger and shipped once', async () => {
  const { skus: [sku], bin } = await stocked([10])
  const order = 2_000_001
  await act(work => reserve(work, [want(order, sku!, 4)]))
  await act(work => promise(work, [order]))
  await act(work => consume(work, [{ orderId: order, skuId: sku!, fromPlace: bin, quantity: 3 }]))
  expect((await levelsOf(db, [sku!]))[0]).toMatchObject({ onHand: 7, reserved: 1, packed: 3 })
  await expect(act(work => consume(work, [{ orderId: order, skuId: sku!, fromPlace: bin, quantity: 2 }]))).rejects.toMatchObject({ code: 'not-reserved' })
  await act(work => consume(work, [{ orderId: order, skuId: sku!, fromPlace: bin, quantity: 1 }]))
  expect((await levelsOf(db, [sku!]))[0]).toMatchObject({ onHand: 6, reserved: 0, packed: 4 })
  expect(await act(work => putBack(work, [order]))).toEqual([sku])
  expect((await levelsOf(db, [sku!]))[0]).toMatchObject({ onHand: 10, reserved: 0, packed: 0 })
  await act(work => reserve(work, [want(order, sku!, 4)]))
  await act(work => consumeOrders(work, [order]))
  await act(work => ship(work, [order]))
  await act(work => ship(work, [order]))
  expect((await levelsOf(db, [sku!]))[0]).toMatchObject({ onHand: 6, packed: 0 })
  const [customer] = await db.rows<{ quantity: number }>(sql`select b.quantity from balance b join place p on p.id = b.place_id where p.kind = 'customer' and b.sku_id = ${sku}`)
  expect(customer?.quantity).toBe(4)
  expect(await ledgerFaults(db)).toEqual([])
})

test('ST-1 goods promised to orders cannot be moved off the shelf, and nothing is written', async () => {
  const { skus: [sku], bin } = await stocked([5])
  await act(work => reserve(work, [want(3_000_001, sku!, 4)]))
  const away = (quantity: number) => act(async work => moveGoods(work, [{ skuId: sku!, fromPlace: bin, toPlace: await placeOf(work, warehouseId, 'damaged'), quantity, cause: 'adjustment', causeId: 1 }]))
  await expect(away(2)).rejects.toMatchObject({ code: 'goods-missing', reasons: [{ code: 'promised-to-orders' }] })
  await expect(away(6)).rejects.toMatchObject({ reasons: [{ code: 'not-in-place' }, { code: 'promised-to-orders' }] })
  await away(1)
  expect((await levelsOf(db, [sku!]))[0]).toMatchObject({ onHand: 4, reserved: 4, available: 0, damaged: 1 })
  expect(await ledgerFaults(db)).toEqual([])
})

type Step = { act: 'reserve' | 'release' | 'consume' | 'put-back' | 'ship' | 'receive' | 'adjust'; order: number; sku: number; other: number; quantity: number }
const step: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom('reserve', 'reserve', 'reserve', 'release', 'consume', 'put-back', 'ship', 'receive', 'adjust'),
  order: fc.integer({ min: 1, max: 6 }), sku: fc.integer({ min: 0, max: 2 }), other: fc.integer({ min: 0, max: 2 }), quantity: fc.integer({ min: 1, max: 6 }),
})

/** How many sequences are played at once: they share the shelves of the house and nothing else. */
const abreast = 24

test('K3 reserve, release, receive, adjust, consume, put back and ship in any order, some at once, keep stock true', async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31)
  const numRuns = Number(process.env['RUNS'] ?? 20)
  const began = performance.now()
  let base = 10_000_000, played = 0, acts = 0
  const damaged = await act(work => placeOf(work, warehouseId, 'damaged'))
  const rounds: fc.Arbitrary<Step[][]> = fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 12 })
  await fc.assert(fc.asyncProperty(fc.array(rounds, { minLength: 1, maxLength: abreast, size: 'max' }), async sequences => {
    const { skus, bin } = await stocked(sequences.flatMap(() => [4, 6, 0]))
    await Promise.all(sequences.map((sequence, i) => playSequence(sequence, { orders: base += 100, skus: skus.slice(3 * i, 3 * i + 3), bin, damaged })))
    const faults = await ledgerFaults(db, skus)
    if (faults.length > 0) throw new Error(JSON.stringify(faults))
    played += sequences.length
    acts += sequences.flat(2).length
  }), { seed, numRuns })
  expect(await ledgerFaults(db)).toEqual([])
  console.log(JSON.stringify({ seed, sequences: played, acts, seconds: Math.round((performance.now() - began) / 100) / 10 }))
}, 6 * 3_600_000)

/** Plays the rounds on products of their own. */
async function playSequence(rounds: readonly Step[][], { orders, skus, bin, damaged }: { orders: number; skus: readonly number[]; bin: number; damaged: number }): Promise<void> {
  // As in life, an order is locked by its mover: one act at a time for one order.
  const play = async (s: Step): Promise<void> => {
    const id = orders + s.order
    const sku = skus[s.sku]!, other = skus[s.other]! // three of them
    await act(async work => {
      if (s.act === 'reserve') {
        const [held] = await work.tx.rows(sql`select 1 from reservation where order_id = ${id} limit 1`)
        if (!held) await reserve(work, [want(id, sku, s.quantity, 1), want(id, other, 1, 2)])
      } else if (s.act === 'release') await release(work, [id])
      else if (s.act === 'consume') await consumeOrders(work, [id])
      else if (s.act === 'put-back') await putBack(work, [id])
      else if (s.act === 'ship') await ship(work, [id])
      else if (s.act === 'receive') await receive(work, [{ skuId: sku, toPlace: bin, quantity: s.quantity }], 'receipt', 1)
      else await moveGoods(work, [{ skuId: sku, fromPlace: bin, toPlace: damaged, quantity: s.quantity, cause: 'adjustment', causeId: 1 }])
    }).catch((error: { code?: string }) => {
      // Who is turned away because every connection is taken comes again, as a caller of the door does.
      if (error instanceof Busy) return play(s)
      if (error.code !== 'goods-missing') throw error
    })
  }
  for (const round of rounds) await Promise.all([...new Map(round.map(s => [s.order, s])).values()].map(play))
}
