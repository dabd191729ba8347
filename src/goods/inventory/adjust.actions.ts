import { z } from 'zod'
import { record } from '#kit/events.ts'
import { invalid, notFound } from '#kit/problem.ts'
import { reason } from '#kit/verdict.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { skusByCode } from '#goods/catalog/actions.ts'
import { ask } from '#people/approvals/actions.ts'
import { moveGoods, placeOf, tellArrival } from './actions.ts'
import * as store from './store.ts'
import { findWarehouse } from './warehouses.store.ts'

export interface SlipLine { sku: string; bin: string; lot: string; quantity: number }
const slip = z.object({ warehouse: z.number(), lines: z.array(z.object({ skuId: z.number(), placeId: z.number(), lot: z.string(), quantity: z.number() })) })

/** A slip names product, spec, bin, quantity and reason; it waits for another person (ST-6). */
export async function askAdjustment(work: Work, warehouseId: number, lines: readonly SlipLine[], why: string): Promise<number> {
  const warehouse = await findWarehouse(work.tx, work.actor.scope, warehouseId)
  if (!warehouse) throw notFound('warehouse')
  const skus = await skusByCode(work.tx, lines.map(l => l.sku))
  const bins = new Map((await store.findPlaces(work.tx, warehouseId, [...new Set(lines.map(l => l.bin))])).map(p => [p.code, p.id]))
  const reasons = lines.flatMap((l, i) => [
    ...(skus.get(l.sku)?.bundle === false ? [] : [{ ...reason('product-unknown', { sku: l.sku }), path: `lines.${i}.sku` }]), ...(bins.has(l.bin) ? [] : [{ ...reason('bin-unknown', { bin: l.bin }), path: `lines.${i}.bin` }]),
  ])
  if (reasons.length) throw invalid('The slip names what is not there.', reasons)
  const rows = lines.map(l => ({ ...l, of: skus.get(l.sku)!, placeId: bins.get(l.bin)! })) // asked just before
  return ask(work, {
    kind: 'stock-adjust', reason: why, warehouseId, size: rows.reduce((sum, l) => sum + Math.abs(l.quantity), 0),
    payload: { warehouse: warehouseId, lines: rows.map(l => ({ skuId: l.of.id, placeId: l.placeId, lot: l.lot, quantity: l.quantity })) } satisfies z.input<typeof slip>,
    view: [[warehouse.name], ...rows.map(l => [l.sku, l.of.title, l.of.spec ?? '', l.lot ? `${l.bin} · ${l.lot}` : l.bin, l.quantity > 0 ? `+${l.quantity}` : String(l.quantity)])],
  })
}

/** The whole slip takes effect, or none of it: what is promised to orders or pickers is not adjusted away. */
export async function adjust(work: Work, asked: { id: number; payload: unknown }): Promise<void> {
  const { lines } = slip.parse(asked.payload)
  const beyond = await placeOf(work, null, 'adjustment')
  await moveGoods(work, lines.map(({ skuId, placeId, lot, quantity }) => ({
    skuId, lot, quantity: Math.abs(quantity), cause: 'adjust', causeId: asked.id, ...(quantity > 0 ? { fromPlace: beyond, toPlace: placeId } : { fromPlace: placeId, toPlace: beyond }),
  })))
  await record(work, lines.map(l => ({ subject: 'stock', id: l.skuId, kind: 'stock.adjust', clause: 'ST-6.adjust', facts: { approval: asked.id, place: l.placeId, quantity: l.quantity } })))
  await tellArrival(work, lines.filter(l => l.quantity > 0).map(l => l.skuId))
}
