import type { Work } from '#handbook/clocks/work.ts'
import * as store from './store.ts'

// Facts of parcels that are no states: who worked on them, what they weigh, on which sheet they stand, what the carrier says. The steps tell them here.

export type Parcel = store.Parcel

/** Live parcels of these orders, of these waybills, of this sheet. */
export const parcelsOfOrders = (work: Work, orders: readonly number[]) => store.parcelsOfOrders(work.tx, orders)
export const parcelsByWaybill = (work: Work, waybills: readonly string[]) => store.parcelsByWaybill(work.tx, waybills)
export const parcelsOnSheet = (work: Work, handover: number) => store.parcelsOfHandover(work.tx, handover)

export const workedOn = (work: Work, orders: readonly number[], what: 'checked' | 'packed') => store.writeWorker(work.tx, orders, what, work.actor.id)
export const pickedBy = (work: Work, rows: Parameters<typeof store.writePickers>[1]) => store.writePickers(work.tx, rows)
export const weighed = (work: Work, rows: Parameters<typeof store.writeWeights>[1]) => store.writeWeights(work.tx, rows)

export const putOnSheet = (work: Work, parcels: readonly number[], handover: number) => store.writeHandover(work.tx, parcels, handover)
/** Answers those that stood on the open sheet. */
export const takeOffSheet = (work: Work, handover: number, waybills: readonly string[]) => store.clearHandover(work.tx, handover, waybills)

/** The newest scan of each parcel; an older one never overwrites it. */
export const scanned = (work: Work, rows: Parameters<typeof store.writeScans>[1]) => store.writeScans(work.tx, rows)
/** When the customer signed, by the carrier's word. */
export const signedAt = (work: Work, rows: Parameters<typeof store.writeSigned>[1]) => store.writeSigned(work.tx, rows)
