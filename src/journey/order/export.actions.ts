import { Readable } from 'node:stream'
import type { CompanyDb } from '#kit/db.ts'
import type { FileAnswer } from '#kit/endpoint.ts'
import { csvStream, type Written } from '#kit/files/write.ts'
import { xlsxOf, xlsxType } from '#kit/files/xlsx.ts'
import type { Scope } from '#kit/scope.ts'
import { textIn, type Text, type Tongue } from '#kit/words.ts'
import { listOrders, mostCounted, type Filter, type OrderOfList } from './list.store.ts'
import { blocks, classes, stages, text } from './words.ts'

const pageSize = 2000
const china = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium' })
const named = (tongue: Tongue, of: Readonly<Record<string, Text>>, code: string) => (Object.hasOwn(of, code) ? textIn(tongue, of[code]!) : code) // hasOwn says so

const columns: readonly (readonly [Text, (o: OrderOfList, tongue: Tongue) => Written])[] = [
  [text.number, o => o.number], [text.stage, (o, tongue) => named(tongue, stages, o.stage)], [text.blocks, (o, tongue) => o.blocks.map(b => named(tongue, blocks, b)).join(' ')],
  [text.class, (o, tongue) => named(tongue, classes, o.class)], [text.shop, o => o.shop], [text.warehouse, o => o.warehouse], [text.receiver, o => o.receiver], [text.region, o => [o.province, o.city].join(' ')],
  [text.pieces, o => o.pieces], [text.total, o => o.totalFen / 100], [text.paid, o => o.paidFen / 100], [text.placed, o => china.format(o.placedAt)], [text.deadline, o => o.dueAt && china.format(o.dueAt)],
  [text.carrier, o => o.carrier], [text.waybill, o => o.waybill],
]

/** Orders as a file, page by page while it is read: a hundred thousand rows never stand in memory. */
export function exportOrders(db: CompanyDb, scope: Scope, filter: Filter, { format, tongue, day }: { format: 'xlsx' | 'csv'; tongue: Tongue; day: string }): FileAnswer {
  const header = columns.map(([title]) => textIn(tongue, title))
  const name = `${textIn(tongue, text.orders)}-${day}.${format}`
  const rows = pages(db, scope, filter, tongue)
  return format === 'csv' ? { name, type: 'text/csv; charset=utf-8', body: Readable.from(csvStream(header, rows)) } : { name, type: xlsxType, body: Readable.from(xlsxOf(textIn(tongue, text.orders), header, rows)) }
}

async function* pages(db: CompanyDb, scope: Scope, filter: Filter, tongue: Tongue): AsyncGenerator<Written[][]> {
  let after: number | undefined
  for (let given = 0; given < mostCounted; given += pageSize) {
    const orders = await listOrders(db, scope, filter, { sort: 'newest', limit: pageSize, ...(after !== undefined && { after: { value: 0, id: after } }) })
    yield orders.map(o => columns.map(([, cell]) => cell(o, tongue)))
    if (orders.length < pageSize) return
    after = orders.at(-1)!.id // a full page has a last row
  }
}
