import type { CompanyDb } from '#kit/db.ts'
import type { FileAnswer } from '#kit/endpoint.ts'
import { listFile, named, type Column, type Form } from '#kit/files/list.ts'
import type { Scope } from '#kit/scope.ts'
import { listOrders, mostCounted, shopsThatStayInside, type Filter, type OrderOfList } from './list.store.ts'
import { blocks, classes, stages, text } from './words.ts'

const columns: readonly Column<OrderOfList>[] = [
  [text.number, o => o.number], [text.stage, (o, tongue) => named(tongue, stages, o.stage)], [text.blocks, (o, tongue) => o.blocks.map(b => named(tongue, blocks, b)).join(' ')],
  [text.class, (o, tongue) => named(tongue, classes, o.class)], [text.shop, o => o.shop], [text.warehouse, o => o.warehouse], [text.receiver, o => o.receiver], [text.region, o => [o.province, o.city].filter(Boolean).join(' ')],
  [text.pieces, o => o.pieces], [text.total, o => o.totalFen / 100], [text.paid, o => o.paidFen / 100], [text.placed, o => o.placedAt], [text.deadline, o => o.dueAt],
  [text.carrier, o => o.carrier], [text.waybill, o => o.waybill],
]

/** Orders as a file, the newest first; at most so many, and none later than `newest`. */
export const exportOrders = (db: CompanyDb, scope: Scope, filter: Filter, form: Form, { most = mostCounted, newest, reads = db }: { most?: number; newest?: number | null; /** Where the rows are read; what must not leave is asked of `db`. */ reads?: CompanyDb | undefined } = {}): FileAnswer =>
  listFile(text.orders, columns, most, async (after = newest ? newest + 1 : undefined, limit) => withoutCustomers(db, await listOrders(reads, scope, filter, { sort: 'newest', limit, ...(after !== undefined && { after: { value: 0, id: after } }) })), form)

/** What a platform forbids to pass on is left out of the rows of its shops (P5). */
export async function withoutCustomers<R extends { shop: string; receiver: string; province: string; city: string }>(db: CompanyDb, rows: R[]): Promise<R[]> {
  const inside = await shopsThatStayInside(db)
  return inside.size === 0 ? rows : rows.map(row => (inside.has(row.shop) ? { ...row, receiver: '', province: '', city: '' } : row))
}
