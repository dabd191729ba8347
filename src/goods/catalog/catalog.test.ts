import { fileURLToPath } from 'node:url'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDb, type CompanyDb } from '#kit/db.ts'
import { vaultOf } from '#kit/pii.ts'
import { sql } from '#kit/sql.ts'
import { system, type Work } from '#kit/work.ts'
import { ledgerFaults, levelsOf } from '#goods/inventory/actions.ts'
import { freshDatabase } from '../../../test/database.ts'
import { importCatalogue, skusByCode, upsertProducts } from './actions.ts'

let db: CompanyDb
let drop: () => Promise<void>
const vault = vaultOf(randomBytes(32), 'demo')
const now = new Date('2026-03-02T02:00:00Z')
const act = <T>(doing: (work: Work) => Promise<T>) => db.transaction(tx => doing({ tx, now, actor: system, vault }))
const home = mkdtempSync(join(tmpdir(), 'danliu-catalog-'))
const load = (text: string) => {
  const file = join(home, 'catalogue.csv')
  writeFileSync(file, text)
  return importCatalogue({ db, now, actor: system, vault }, file)
}
const header = '商家编码,条码,宝贝标题,品牌,规格,售价,重量克,液体,易碎,主仓库存,分仓库存,货位\n'

beforeAll(async () => {
  const fresh = await freshDatabase()
  drop = fresh.drop
  db = openDb({ url: fresh.url, schema: 'demo' })
})
afterAll(async () => { await db?.end(); await drop?.(); rmSync(home, { recursive: true, force: true }) })

test('good lines go in, bad ones are told with row, column and value', async () => {
  const done = await load(`${header}A1,690,红景天,相宜,标准,188.00,180,1,0,36,2,A-01-1-1\nA2,691,套装,,,abc,180,0,0,1,0,A-01-1-2\n,692,x,,,1,1,maybe,0,1,0,A-01-1-3\nA1,690,again,,,1.00,1,0,0,9,9,A-01-1-4\n`)
  expect(done).toMatchObject({ products: 1, pieces: 38 })
  expect(done.problems.map(p => [p.row, p.column, p.value])).toEqual([[3, '售价', 'abc'], [4, '商家编码', ''], [4, '液体', 'maybe'], [5, '商家编码', 'A1']])
  const sku = (await skusByCode(db, ['A1'])).get('A1')!
  expect(sku).toMatchObject({ title: '红景天', brand: '相宜', priceFen: 18800, weightGrams: 180, liquid: true, fragile: false })
  expect((await levelsOf(db, [sku.id])).map(l => l.onHand)).toEqual([36, 2])
})

test('a file that calls its bins 库位 is read alike, and told of by its own word', async () => {
  const done = await load('商家编码,宝贝标题,售价,主仓库存,库位\nG1,桂花茶,19.00,3,B-02-1-1\nG2,龙井,29.00,3,somewhere else\n')
  expect(done).toMatchObject({ products: 1, pieces: 3, problems: [{ row: 3, column: '库位', value: 'somewhere else' }] })
})

test('PR-1 what is chilled or made to order is told by the catalogue, as what is liquid or fragile', async () => {
  expect(await load('商家编码,宝贝标题,售价,易碎,冷藏,定制\nK1,冰淇淋,9.00,0,1,0\nK2,刻字杯,19.00,1,0,是\n')).toMatchObject({ products: 2, problems: [] })
  const skus = await skusByCode(db, ['K1', 'K2'])
  expect([skus.get('K1'), skus.get('K2')]).toMatchObject([{ cold: true, fragile: false, custom: false }, { cold: false, fragile: true, custom: true }])
})

test('ST-1 a second import changes products and opens no stock twice', async () => {
  await act(work => upsertProducts(work, [{ code: 'A1', title: '红景天', priceFen: 1, cold: true }]))
  const done = await load(`${header}A1,690,红景天新,相宜,标准,99.00,180,1,0,500,500,A-01-1-1\nB1,693,新品,,,10.00,0,0,0,3,0,\n`)
  expect(done).toMatchObject({ products: 2, pieces: 3, problems: [] })
  const skus = await skusByCode(db, ['A1', 'B1'])
  expect(skus.get('A1')).toMatchObject({ title: '红景天新', priceFen: 9900, cold: true })
  expect((await levelsOf(db, [...skus.values()].map(s => s.id))).map(l => l.onHand)).toEqual([36, 2, 3])
  expect(await ledgerFaults(db)).toEqual([])
})

test('two imports at once open the stock once', async () => {
  const file = join(home, 'twice.csv')
  writeFileSync(file, `${header}C1,,x,,,1.00,0,0,0,7,0,A-01-1-1\nC2,,y,,,1.00,0,0,0,8,0,A-01-1-1\n`)
  const both = await Promise.all([1, 2].map(() => importCatalogue({ db, now, actor: system, vault }, file)))
  expect(both.map(d => d.pieces).sort((a, b) => a - b)).toEqual([0, 15])
})

test('a catalogue without a needed column is refused', async () => {
  await expect(load('商家编码,宝贝标题\nA,B\n')).rejects.toMatchObject({ code: 'invalid' })
})

test('K2 a bundle is made of products, not of bundles or of nothing known', async () => {
  const part = (code: string, quantity = 1) => ({ code, quantity })
  await act(work => upsertProducts(work, [{ code: 'X', title: 'X', priceFen: 1 }, { code: 'Y', title: 'Y', priceFen: 1, parts: [part('X'), part('X', 2)] }]))
  expect(await db.rows(sql`select quantity from bundle_part`)).toEqual([{ quantity: 3 }])
  expect((await skusByCode(db, ['Y'])).get('Y')!.bundle).toBe(true)
  await expect(act(work => upsertProducts(work, [{ code: 'Z', title: 'Z', priceFen: 1, parts: [part('Y')] }]))).rejects.toMatchObject({ code: 'invalid' })
  await expect(act(work => upsertProducts(work, [{ code: 'Z', title: 'Z', priceFen: 1, parts: [part('nobody')] }]))).rejects.toMatchObject({ code: 'invalid' })
  await act(work => upsertProducts(work, [{ code: 'Y', title: 'Y', priceFen: 1, parts: [] }]))
  expect((await skusByCode(db, ['Y'])).get('Y')!.bundle).toBe(false)
})

test('K2 bundles come by file too: parts above or below them, errors with their row, no stock of their own', async () => {
  const wide = header.replace('\n', ',组合\n')
  const done = await load(`${wide}SET1,,礼盒,,,99.00,0,0,0,0,0,,P1×2+P2\nP1,,一,,,10.00,0,0,0,5,0,A-01-1-1,\nP2,,二,,,20.00,0,0,0,5,0,A-01-1-2,\nSET2,,空,,,1.00,0,0,0,0,0,,P1×2+NOBODY\nSET3,,套套,,,1.00,0,0,0,0,0,,SET1 x1\nSET4,,坏,,,1.00,0,0,0,0,0,,P1××2\nSET5,,有货,,,1.00,0,0,0,9,0,,P1\nSET6,,己,,,1.00,0,0,0,0,0,,SET6*2\n`)
  expect(done).toMatchObject({ products: 3, pieces: 10 })
  expect(done.problems.map(p => [p.row, p.column, p.message]).toSorted()).toEqual([
    [5, '组合', 'There is no product NOBODY.'], [6, '组合', 'Its part SET1 is a bundle itself.'], [7, '组合', 'Parts are written like A001×2+B002, each a merchant code and how many.'],
    [8, '主仓库存', 'A bundle has no stock of its own; its parts have.'], [9, '组合', 'A bundle cannot be a part of itself.'],
  ])
  const parts = () => db.rows(sql`select s.code, p.quantity from bundle_part p join sku s on s.id = p.sku_id join sku b on b.id = p.bundle_id where b.code = 'SET1' order by s.code`)
  expect(await parts()).toEqual([{ code: 'P1', quantity: 2 }, { code: 'P2', quantity: 1 }])
  // The same file again changes nothing; a part cannot become a bundle; an empty cell takes a bundle apart.
  expect((await load(`${wide}P1,,一,,,10.00,0,0,0,0,0,,P2\n`)).problems.map(p => p.message)).toEqual(['It is a part of another bundle.'])
  expect(await parts()).toHaveLength(2)
  expect((await load(`${wide}SET1,,礼盒,,,99.00,0,0,0,0,0,,\n`)).problems).toEqual([])
  expect(await parts()).toEqual([])
})

const whole = fileURLToPath(new URL('../../../../shared/data/tmall-2020-02/catalogue.csv', import.meta.url))
test.skipIf(!existsSync(whole))('the whole real catalogue goes in within seconds', async () => {
  const done = await importCatalogue({ db, now, actor: system, vault }, whole)
  expect(done.problems).toEqual([])
  expect(done.products).toBeGreaterThan(3000)
  expect(await ledgerFaults(db)).toEqual([])
})
