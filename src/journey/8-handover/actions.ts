import { record } from '#kit/events.ts'
import { reason, type Outcome, type Reason } from '#kit/verdict.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { deadNumbers } from '#partners/carriers/actions.ts'
import { ship } from '#goods/inventory/actions.ts'
import { noteDifferences } from '#journey/discrepancy/actions.ts'
import { moveOrders } from '#journey/order/actions.ts'
import { moveParcels } from '#journey/parcel/actions.ts'
import { askUpload } from '#journey/parcel/upload.actions.ts'
import { parcelsByWaybill, parcelsOnSheet, putOnSheet, takeOffSheet } from '#journey/parcel/facts.actions.ts'
import * as store from './store.ts'

export const openHandover = (work: Work, warehouseId: number, carrierId: number) => store.openHandover(work.tx, warehouseId, carrierId, work.actor.id, work.now)

/** Scans waybills into an open hand-over; each is taken or refused with its reasons. A second scan of the same one is harmless. */
export async function scanWaybills(work: Work, handover: number, waybills: readonly string[]): Promise<{ taken: string[]; refused: { waybill: string; reasons: Reason[] }[] }> {
  const sheet = await store.lockHandover(work.tx, handover, work.actor.scope)
  const parcels = new Map((await parcelsByWaybill(work, waybills)).map(p => [p.waybill!, p]))
  const orders = new Map((await store.stagesOf(work.tx, [...parcels.values()].map(p => p.orderId))).map(o => [o.id, o]))
  const dead = new Map((await deadNumbers(work.tx, waybills)).map(n => [n.waybill, n.why]))
  const refused: { waybill: string; reasons: Reason[] }[] = []
  const taken: string[] = []
  for (const waybill of new Set(waybills)) {
    const parcel = parcels.get(waybill)
    const order = parcel && orders.get(parcel.orderId)
    const reasons: Reason[] = []
    if (!sheet || sheet.state !== 'open') reasons.push(reason('handover-closed'))
    if (!parcel) reasons.push(dead.has(waybill) ? reason('paper-void', { scanned: waybill, why: dead.get(waybill)! }, 'PR-3.void') : reason('waybill-unknown', { waybill }))
    else {
      if (parcel.state === 'void' || order?.stage === 'cancelled') reasons.push(reason('parcel-void', { code: parcel.code }, 'PR-3.void'))
      else if (parcel.state !== 'packed') reasons.push(reason('parcel-not-packed', { state: parcel.state }))
      if (sheet && parcel.warehouseId !== sheet.warehouseId) reasons.push(reason('other-warehouse'))
      if (sheet && parcel.carrierId !== sheet.carrierId) reasons.push(reason('other-carrier'))
      for (const block of order?.blocks ?? []) reasons.push(reason('blocked', { block }))
      if (parcel.handoverId !== null && parcel.handoverId !== handover) reasons.push(reason('other-handover', { handover: parcel.handoverId }))
    }
    if (reasons.length) refused.push({ waybill, reasons })
    else taken.push(waybill)
  }
  // A parcel at the wrong dock is an error with its owner (FU-5); scanned again it is the same one.
  await noteDifferences(work, 'handover', refused.map(({ waybill, reasons }) => ({
    reasons, gesture: `handover/${handover}/${waybill}`, ...(parcels.has(waybill) ? { order: parcels.get(waybill)!.orderId, ownerId: parcels.get(waybill)!.packedBy } : sheet && { warehouse: sheet.warehouseId }), // it has it
  })))
  await putOnSheet(work, taken.map(w => parcels.get(w)!.id), handover)
  return { taken, refused }
}

/** Takes parcels off the sheet, stopped ones or such that stay; the sheet must be open. */
export async function removeFromSheet(work: Work, handover: number, waybills: readonly string[]): Promise<{ removed: string[]; reasons: Reason[] }> {
  const sheet = await store.lockHandover(work.tx, handover, work.actor.scope)
  if (!sheet || sheet.state !== 'open') return { removed: [], reasons: [reason('handover-closed')] }
  const off = await takeOffSheet(work, handover, waybills)
  await record(work, off.map(p => ({ subject: 'parcel', id: p.id, kind: 'parcel.leave-sheet', facts: { order: p.orderId, handover } })))
  return { removed: off.map(p => p.waybill), reasons: [] }
}

/** The carrier signs: every scanned parcel that may still go leaves the house, its goods leave the stock (FU-4). */
export async function signHandover(work: Work, handover: number, signer: string): Promise<Outcome> {
  const sheet = await store.lockHandover(work.tx, handover, work.actor.scope)
  if (!sheet || sheet.state !== 'open') return { moved: [], refused: [{ id: handover, reasons: [reason('handover-closed')] }] }
  const parcels = await parcelsOnSheet(work, handover)
  const outcome = await moveOrders(work, { move: 'hand-over', ids: parcels.map(p => p.orderId), clause: 'FU-4.hand-over' })
  const gone = new Set(outcome.moved)
  await askUpload(work, (await moveParcels(work, { move: 'hand-over', ids: parcels.filter(p => gone.has(p.orderId)).map(p => p.id) })).moved)
  await ship(work, outcome.moved)
  await store.signHandover(work.tx, handover, signer, work.now)
  return outcome
}
