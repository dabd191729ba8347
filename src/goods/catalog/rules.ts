import { fenOf, plainText, quantityOf } from '#kit/files/cells.ts'

/** A product as the house gets it. What is left out stays as it is; `parts` makes it a bundle of other products. */
export interface Product {
  code: string
  title: string
  priceFen: number
  barcode?: string | null
  brand?: string | null
  spec?: string | null
  weightGrams?: number
  liquid?: boolean
  fragile?: boolean
  cold?: boolean
  custom?: boolean
  parts?: readonly { code: string; quantity: number }[]
}

export interface Sku {
  id: number; code: string; barcode: string | null; title: string; brand: string | null; spec: string | null; priceFen: number
  weightGrams: number; liquid: boolean; fragile: boolean; cold: boolean; custom: boolean; bundle: boolean
}

/** `A001×2+B002` → the parts of a bundle; an empty text is none, undefined is no such text. */
export function partsOf(text: string): { code: string; quantity: number }[] | undefined {
  if (text === '') return []
  const parts = text.split(/[+＋]/).map(part => /^\s*(\S(?:.{0,62}\S)?)\s*$/.exec(part)?.[1]).map(part => {
    if (part === undefined) return undefined
    const [, code, times] = /^(.{1,200}?)(?:\s{0,5}[×*＊]\s{0,5}|\s{1,5}[xX]\s{0,5})(\d{1,5})$/.exec(part) ?? [part, part, '1']
    return { code: code!, quantity: Number(times) } // both are matched, or given
  })
  return parts.every(p => p !== undefined && p.quantity > 0 && !/[×＊]/.test(p.code)) && parts.length <= 50 ? parts as { code: string; quantity: number }[] : undefined
}

/** Why these parts make no bundle, part by part: `known` are products by code, `bundles` the codes that are bundles after this file. */
export function whyNotBundle(code: string, parts: readonly { code: string }[], known: ReadonlySet<string>, bundles: ReadonlySet<string>, used: ReadonlySet<string>): string[] {
  return [
    ...parts.filter(p => !known.has(p.code)).map(p => `There is no product ${p.code.slice(0, 64)}.`),
    ...parts.filter(p => bundles.has(p.code)).map(p => `Its part ${p.code.slice(0, 64)} is a bundle itself.`),
    ...(used.has(code) ? ['It is a part of another bundle.'] : []),
  ]
}

export interface LineProblem { row: number; column: string; value: string; message: string }
export interface CatalogueLine { product: Product; main: number; branch: number; bin: string }

/** What is looked for while one types: `from` ≤ code < `below`, and a title that holds every word. */
export interface Search { text: string; from: string; below: string; words: string[]; pairs: string[] }
export function searchFor(typed: string): Search {
  const text = typed.trim()
  const words = text.normalize('NFKC').toLowerCase().split(/\s+/u).filter(Boolean).slice(0, 8)
  const pairs = words.flatMap(word => { const signs = [...word]; return signs.slice(1).map((sign, i) => signs[i]! + sign) }) // one before each
  return { text, from: text, below: `${text}\u{10FFFF}`, words, pairs: [...new Set(pairs)] }
}

/** Columns of a catalogue; the others may be missing. */
export const needed = ['商家编码', '宝贝标题', '售价'] as const
const columns = [...needed, '条码', '品牌', '规格', '重量克', '液体', '易碎', '冷藏', '定制', '主仓库存', '分仓库存', '货位', '组合'] as const
type Column = (typeof columns)[number]
/** Other names under which files bring a column. */
const aliases: Record<string, Column> = { 库位: '货位' }
const columnOf = (heading: string) => aliases[heading.trim()] ?? heading.trim()

export const missingColumns = (header: readonly string[]): string[] => needed.filter(name => !header.some(h => h.trim() === name))

/** One line of a catalogue, or everything that is wrong with it. */
export function readLine(header: readonly string[], row: number, cells: readonly string[]): { line: CatalogueLine } | { problems: LineProblem[] } {
  const problems: LineProblem[] = []
  const at = new Map(header.map((h, i) => [columnOf(h), i]))
  const has = (column: Column) => at.has(column)
  const text = (column: Column) => plainText(cells[at.get(column) ?? -1] ?? '').trim()
  const called = (column: Column) => header.find(h => columnOf(h) === column)?.trim() ?? column
  const fault = (column: Column, message: string) => { problems.push({ row, column: called(column), value: text(column).slice(0, 80), message }) }
  const count = (column: Column) => {
    if (/^0*(\.0*)?$/.test(text(column))) return 0
    const read = quantityOf(text(column))
    if (!read.ok) fault(column, read.message)
    return read.ok ? read.value : 0
  }
  const flag = (column: Column) => {
    const word = text(column).toLowerCase()
    if (['1', '是', 'y', 'yes', 'true'].includes(word)) return true
    if (!['', '0', '否', 'n', 'no', 'false'].includes(word)) fault(column, `"${word.slice(0, 20)}" is neither 1 (yes) nor 0 (no).`)
    return false
  }
  const code = text('商家编码')
  if (code === '') fault('商家编码', 'The merchant code is empty.')
  if (code.length > 64) fault('商家编码', 'A merchant code has at most 64 characters.')
  const title = text('宝贝标题')
  if (title === '') fault('宝贝标题', 'The title is empty.')
  const price = fenOf(text('售价'))
  if (!price.ok) fault('售价', price.message)
  const bin = text('货位').toUpperCase()
  if (!/^[A-Z0-9]*(-[A-Z0-9]+){0,5}$/.test(bin)) fault('货位', 'A bin is written like A-01-1-1.')
  const product: Product = {
    code, title, priceFen: price.ok ? price.value : 0,
    ...(has('条码') && { barcode: text('条码') || null }), ...(has('品牌') && { brand: text('品牌') || null }), ...(has('规格') && { spec: text('规格') || null }),
    ...(has('重量克') && { weightGrams: count('重量克') }), ...(has('液体') && { liquid: flag('液体') }), ...(has('易碎') && { fragile: flag('易碎') }),
    ...(has('冷藏') && { cold: flag('冷藏') }), ...(has('定制') && { custom: flag('定制') }),
  }
  const line = { product, main: count('主仓库存'), branch: count('分仓库存'), bin }
  if (has('组合')) {
    const parts = partsOf(text('组合'))
    if (parts === undefined) fault('组合', 'Parts are written like A001×2+B002, each a merchant code and how many.')
    else if (parts.some(p => p.code === code)) fault('组合', 'A bundle cannot be a part of itself.')
    else if (parts.length > 0 && line.main + line.branch > 0) fault('主仓库存', 'A bundle has no stock of its own; its parts have.')
    else product.parts = parts
  }
  return problems.length > 0 ? { problems } : { line }
}
