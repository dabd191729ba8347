import { Readable } from 'node:stream'
import type { CompanyDb } from '#kit/db.ts'
import type { FileAnswer } from '#kit/endpoint.ts'
import { csvStream, type Written } from '#kit/files/write.ts'
import { xlsxOf, xlsxType } from '#kit/files/xlsx.ts'
import type { Scope } from '#kit/scope.ts'
import { textIn, type Text, type Tongue } from '#kit/words.ts'
import { countedMost } from './board.actions.ts'
import { type Moments } from './board.rules.ts'
import { listParcels, type ListedParcel, type ParcelFilter } from './board.store.ts'
import { parcelStates, scans, text } from './words.ts'

const pageSize = 2000
const china = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium' })
const time = (at: Date | null) => at && china.format(at)
const named = (tongue: Tongue, of: Readonly<Record<string, Text>>, code: string) => (Object.hasOwn(of, code) ? textIn(tongue, of[code]!) : code) // hasOwn says so

const columns: readonly (readonly [Text, (p: ListedParcel, tongue: Tongue) => Written])[] = [
  [text.waybill, p => p.waybill], [text.code, p => p.code], [text.state, (p, tongue) => named(tongue, parcelStates, p.state)], [text.carrier, p => p.carrierName], [text.order, p => p.number],
  [text.lastScan, (p, tongue) => p.lastScan && named(tongue, scans, p.lastScan)], [text.lastScanAt, p => time(p.lastScanAt)], [text.receiver, p => p.receiver], [text.region, p => [p.province, p.city].join(' ')],
  [text.handed, p => time(p.handedAt)], [text.upload, p => time(p.uploadedAt)], [text.signedAt, p => time(p.signedAt)], [text.warehouse, p => p.warehouse], [text.shop, p => p.shop],
]

/** Parcels as a file, in the order of the board, page by page while it is read. */
export function exportParcels(db: CompanyDb, scope: Scope, moments: Moments, filter: ParcelFilter, { format, tongue, day }: { format: 'xlsx' | 'csv'; tongue: Tongue; day: string }): FileAnswer {
  const header = columns.map(([title]) => textIn(tongue, title))
  const title = textIn(tongue, text.tracking)
  const rows = pages(db, scope, moments, filter, tongue)
  return format === 'csv' ? { name: `${title}-${day}.csv`, type: 'text/csv; charset=utf-8', body: Readable.from(csvStream(header, rows)) } : { name: `${title}-${day}.xlsx`, type: xlsxType, body: Readable.from(xlsxOf(title, header, rows)) }
}

async function* pages(db: CompanyDb, scope: Scope, moments: Moments, filter: ParcelFilter, tongue: Tongue): AsyncGenerator<Written[][]> {
  let after: number | undefined
  for (let given = 0; given < countedMost; given += pageSize) {
    const parcels = await listParcels(db, scope, moments, filter, { after, limit: pageSize })
    yield parcels.map(p => columns.map(([, cell]) => cell(p, tongue)))
    if (parcels.length < pageSize) return
    after = parcels.at(-1)!.id // a full page has a last row
  }
}
