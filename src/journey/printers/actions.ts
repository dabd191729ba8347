import type { Db } from '#kit/db.ts'
import { record } from '#kit/events.ts'
import type { Scope } from '#kit/scope.ts'
import { reason, type Reason } from '#kit/verdict.ts'
import type { Work } from '#kit/work.ts'
import { whyNotPrinter, type PrinterGiven } from './rules.ts'
import * as store from './store.ts'

export const printersByIds = (db: Db, scope: Scope, ids: readonly number[]) => store.printersByIds(db, scope, ids)
export const printersByCodes = (db: Db, scope: Scope, codes: readonly string[]) => store.printersByCodes(db, scope, codes)
export const seePrinters = (db: Db, ids: readonly number[], at: Date) => store.seePrinters(db, ids, at)

/** A new printer or a changed one; what it prints by itself, no other of its station does. */
export async function putPrinter(work: Work, given: PrinterGiven): Promise<{ printer: number } | { reasons: Reason[] }> {
  const outside = work.actor.scope.warehouses && (given.warehouseId === null || !work.actor.scope.warehouses.includes(given.warehouseId))
  const reasons = [...whyNotPrinter(given), ...(outside ? [reason('other-warehouse')] : [])]
  if (reasons.length) return { reasons }
  const printer = await store.putPrinter(work.tx, given, work.now)
  if (given.documents.length) await store.takeDocuments(work.tx, { ...given, id: printer })
  await record(work, [{ subject: 'printer', id: printer, kind: 'printer.change', facts: { code: given.code, channel: given.channel, address: given.address, documents: given.documents } }])
  return { printer }
}

export async function retirePrinter(work: Work, code: string): Promise<boolean> {
  const gone = await store.retirePrinter(work.tx, code, work.actor.scope, work.now)
  await record(work, gone.map(({ id }) => ({ subject: 'printer', id, kind: 'printer.retire', facts: { code } })))
  return gone.length > 0
}
