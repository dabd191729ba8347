import type { CompanyDb } from '#kit/db.ts'
import type { FileAnswer } from '#kit/endpoint.ts'
import { listFile, named, type Column, type Form } from '#kit/files/list.ts'
import type { Scope } from '#kit/scope.ts'
import { withoutCustomers } from '#journey/order/export.actions.ts'
import { countedMost } from './board.actions.ts'
import type { Moments } from './board.rules.ts'
import { listParcels, type ListedParcel, type ParcelFilter } from './board.store.ts'
import { parcelStates, scans, text } from './words.ts'

const columns: readonly Column<ListedParcel>[] = [
  [text.waybill, p => p.waybill], [text.code, p => p.code], [text.state, (p, tongue) => named(tongue, parcelStates, p.state)], [text.carrier, p => p.carrierName], [text.order, p => p.number],
  [text.lastScan, (p, tongue) => p.lastScan && named(tongue, scans, p.lastScan)], [text.lastScanAt, p => p.lastScanAt], [text.receiver, p => p.receiver], [text.region, p => [p.province, p.city].filter(Boolean).join(' ')],
  [text.handed, p => p.handedAt], [text.upload, p => p.uploadedAt], [text.signedAt, p => p.signedAt], [text.warehouse, p => p.warehouse], [text.shop, p => p.shop],
]

/** Parcels as a file, in the order of the board. */
export const exportParcels = (db: CompanyDb, scope: Scope, moments: Moments, filter: ParcelFilter, form: Form, most = countedMost, reads = db): FileAnswer =>
  listFile(text.tracking, columns, most, async (after, limit) => withoutCustomers(db, await listParcels(reads, scope, moments, filter, { after, limit })), form)
