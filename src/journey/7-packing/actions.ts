import type { Outcome } from '#kit/verdict.ts'
import { amount } from '#handbook/clauses/rules.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { noteDifferences } from '#journey/discrepancy/actions.ts'
import { moveOrders } from '#journey/order/actions.ts'
import { moveParcels } from '#journey/parcel/actions.ts'
import { parcelsOfOrders, weighed, workedOn } from '#journey/parcel/facts.actions.ts'
import { materialFor, type Material } from '#journey/parcel/rules.ts'
import { whyNotPacked, whyNotPapers } from './rules.ts'
import { insides, papersOf } from './store.ts'

/** Packs a set of orders; a weight out of bounds stops that order and says by how much (FU-3). `grams` may be missing where no scale stands. */
export async function packOrders(work: Work, given: readonly { order: number; grams: number | null; waybill?: string; slip?: string; material?: Material | undefined }[]): Promise<Outcome> {
  const tolerance = { percent: amount(work.book, 'FU-3.weight', 'percent'), grams: amount(work.book, 'FU-3.weight', 'grams') }
  const sizes = { carton: amount(work.book, 'FU-3.pack', 'carton'), large: amount(work.book, 'FU-3.pack', 'large') }
  const ids = given.map(g => g.order)
  const parcels = new Map((await parcelsOfOrders(work, ids)).map(p => [p.orderId, p]))
  const inside = new Map((await insides(work.tx, ids)).map(i => [i.orderId, i]))
  const papers = new Map((await papersOf(work.tx, [...parcels.values()].map(p => p.id))).map(p => [p.parcelId, p]))
  const byOrder = new Map(given.map(g => [g.order, g]))
  const outcome = await moveOrders(work, {
    move: 'pack', ids, clause: 'FU-3.pack',
    guard: order => {
      const parcel = parcels.get(order.id)
      const { grams, waybill, slip } = byOrder.get(order.id)!
      if (!parcel) return [{ code: 'no-parcel' }]
      return [...whyNotPacked(grams, parcel.expectedGrams, tolerance), ...whyNotPapers(parcel, { waybill: waybill ?? null, slip: slip ?? null, printed: [], outdated: {}, ...papers.get(parcel.id) })]
    },
  })
  await noteDifferences(work, 'packing', outcome.refused.map(r => ({ order: r.id, reasons: r.reasons, ownerId: parcels.get(r.id)?.checkedBy ?? null })))
  await weighed(work, outcome.moved.map(id => {
    const parcel = parcels.get(id)!
    return { id: parcel.id, grams: byOrder.get(id)!.grams ?? parcel.expectedGrams, material: byOrder.get(id)!.material ?? materialFor({ liquid: false, fragile: false, ...inside.get(id), grams: parcel.expectedGrams }, sizes) }
  }))
  await workedOn(work, outcome.moved, 'packed')
  await moveParcels(work, { move: 'pack', ids: outcome.moved.map(id => parcels.get(id)!.id) })
  return outcome
}
