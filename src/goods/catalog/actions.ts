import type { CompanyDb, Db } from '#kit/db.ts'
import { readTable } from '#kit/files/tables.ts'
import type { Vault } from '#kit/pii.ts'
import { invalid } from '#kit/problem.ts'
import type { Actor, Work } from '#kit/work.ts'
import { ensurePlaces, ensureWarehouse, movedBefore, placeOf, receive } from '#goods/inventory/actions.ts'
import { missingColumns, readLine, whyNotBundle, type CatalogueLine, type LineProblem, type Product, type Sku } from './rules.ts'
import * as store from './store.ts'

export interface Opening { code: string; name: string; province: string; rank?: number }
export interface Importing { db: Pick<CompanyDb, 'transaction'>; now: Date; actor: Actor; vault: Vault; main?: Opening; branch?: Opening }
export interface Imported { products: number; pieces: number; problems: LineProblem[] }

/**
 * Reads a catalogue file: good lines become products with their opening stock, bad ones are told with row and column.
 * A second import changes products; stock is opened only where a product has never moved.
 */
export const importCatalogue = ({ db, now, actor, vault, main = mainWarehouse, branch = branchWarehouse }: Importing, file: string): Promise<Imported> =>
  db.transaction(async tx => {
    const work: Work = { tx, now, actor, vault }
    const houses = { main: await ensureWarehouse(work, main), branch: await ensureWarehouse(work, branch) }
    const done: Imported = { products: 0, pieces: 0, problems: [] }
    const seen = new Set<string>()
    const bundles: { row: number; product: Product }[] = []
    for await (const { header, rows, problems } of readTable(file)) {
      const missing = missingColumns(header)
      if (missing.length > 0) throw invalid(`The catalogue lacks the column ${missing.join(', ')}.`)
      done.problems.push(...problems.map(p => ({ row: p.row, column: p.column ?? '', value: p.value ?? '', message: p.message })))
      const lines: CatalogueLine[] = []
      for (const { row, cells } of rows) {
        const read = readLine(header, row, cells)
        if ('problems' in read) done.problems.push(...read.problems)
        else if (seen.has(read.line.product.code)) done.problems.push({ row, column: '商家编码', value: read.line.product.code, message: 'This merchant code stands in the file before.' })
        else {
          seen.add(read.line.product.code)
          // Its parts may stand further below in the file.
          if (read.line.product.parts?.length) bundles.push({ row, product: read.line.product })
          else lines.push(read.line)
        }
      }
      const ids = await upsertProducts(work, lines.map(l => l.product))
      done.products += lines.length
      done.pieces += await openStock(work, houses, lines, ids)
    }
    const good = await siftBundles(work, bundles, done.problems)
    await upsertProducts(work, good)
    done.products += good.length
    return done
  })

/** Bundles whose parts are all there; the others are told with their row. */
async function siftBundles(work: Work, bundles: readonly { row: number; product: Product }[], problems: LineProblem[]): Promise<Product[]> {
  if (bundles.length === 0) return []
  const made = new Set(bundles.map(b => b.product.code))
  const partCodes = bundles.flatMap(b => (b.product.parts ?? []).map(p => p.code))
  const skus = await skusByCode(work.tx, partCodes)
  const known = new Set([...skus.keys(), ...made])
  const now = new Set([...made, ...[...skus.values()].filter(s => s.bundle).map(s => s.code)])
  // What a bundle of this file was made of before no longer counts.
  const used = new Set((await store.partsUsed(work.tx, [...made])).filter(u => !made.has(u.bundle)).map(u => u.code))
  return bundles.flatMap(({ row, product }) => {
    const reasons = whyNotBundle(product.code, product.parts ?? [], known, now, used)
    problems.push(...reasons.map(message => ({ row, column: '组合', value: (product.parts ?? []).map(p => `${p.code}×${p.quantity}`).join('+').slice(0, 80), message })))
    return reasons.length ? [] : [product]
  })
}

/** Writes a set of products and their parts; answers code → id. A part must be a product and no bundle itself. */
export async function upsertProducts(work: Work, products: readonly Product[]): Promise<Map<string, number>> {
  if (products.length === 0) return new Map()
  const last = [...new Map(products.map(p => [p.code, p])).values()]
  await store.upsertSkus(work.tx, work.now, last.map(({ parts: _, ...product }) => product))
  const bundles = last.filter(p => p.parts !== undefined)
  const skus = await skusByCode(work.tx, [...last.map(p => p.code), ...bundles.flatMap(p => p.parts?.map(part => part.code) ?? [])])
  if (bundles.length > 0) await writeParts(work, bundles, skus)
  return new Map([...skus].map(([code, sku]) => [code, sku.id]))
}

export async function skusByCode(tx: Db, codes: readonly string[]): Promise<Map<string, Sku>> {
  const skus = await store.skusByCode(tx, [...new Set(codes)])
  return new Map(skus.map(s => [s.code, s]))
}

async function writeParts(work: Work, bundles: readonly Product[], skus: ReadonlyMap<string, Sku>): Promise<void> {
  const made = new Set(bundles.filter(b => b.parts?.length).map(b => b.code))
  const parts = bundles.flatMap(bundle => {
    const sums = new Map<string, number>()
    for (const part of bundle.parts ?? []) sums.set(part.code, (sums.get(part.code) ?? 0) + part.quantity)
    return [...sums].map(([code, quantity]) => {
      const sku = skus.get(code)
      if (!sku) throw invalid(`Bundle ${bundle.code}: there is no product ${code}.`)
      if (made.has(code) || (sku.bundle && !bundles.some(b => b.code === code))) throw invalid(`Bundle ${bundle.code}: its part ${code} is a bundle itself.`)
      return { bundleId: skus.get(bundle.code)!.id, skuId: sku.id, quantity } // written just before
    })
  })
  const ids = bundles.map(b => skus.get(b.code)!.id) // written just before
  await store.deleteParts(work.tx, ids)
  await store.insertParts(work.tx, parts)
  await store.markBundles(work.tx, ids, bundles.map(b => made.has(b.code)))
}

/** The products' rows are locked by the upsert, so that two imports at once do not both open the same stock. */
async function openStock(work: Work, houses: { main: number; branch: number }, lines: readonly CatalogueLine[], ids: ReadonlyMap<string, number>): Promise<number> {
  const moved = new Set((await movedBefore(work, [...ids.values()])).map(m => `${m.skuId}/${m.warehouseId}`))
  const goods: { skuId: number; toPlace: number; quantity: number }[] = []
  for (const [house, warehouseId] of Object.entries(houses) as ['main' | 'branch', number][]) {
    const opening = lines.flatMap(line => {
      const skuId = ids.get(line.product.code)! // every line has just become a product
      return line[house] > 0 && !moved.has(`${skuId}/${warehouseId}`) ? [{ skuId, bin: line.bin, quantity: line[house] }] : []
    })
    const bins = await ensurePlaces(work, warehouseId, opening.flatMap(o => o.bin || []))
    const floor = await placeOf(work, warehouseId, 'receiving')
    goods.push(...opening.map(o => ({ skuId: o.skuId, toPlace: bins.get(o.bin) ?? floor, quantity: o.quantity })))
  }
  await receive(work, goods, 'opening', 0)
  return goods.reduce((sum, g) => sum + g.quantity, 0)
}

const mainWarehouse: Opening = { code: 'MAIN', name: '主仓', province: '上海市', rank: 1 }
const branchWarehouse: Opening = { code: 'BRANCH', name: '分仓', province: '广东省', rank: 2 }
