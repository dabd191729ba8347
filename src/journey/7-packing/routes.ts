import { z } from 'zod'
import type { Route } from '#kit/context.ts'
import { endpoint, id } from '#kit/endpoint.ts'
import type { House } from '#handbook/clocks/work.ts'
import { outcome } from '#journey/order/contract.ts'
import { materials } from '#journey/parcel/rules.ts'
import { packOrders } from './actions.ts'

export const pack = endpoint({
  name: 'packOrders', method: 'POST', path: '/api/packing', summary: 'Packs orders with the weight of the scale; a weight out of bounds stops that order (FU-3).', who: ['packer'],
  body: z.strictObject({ orders: z.array(z.strictObject({ order: id, grams: z.number().int().min(1).max(1_000_000).nullable().default(null), waybill: z.string().max(120).optional(), slip: z.string().max(120).optional(), material: z.enum(materials).optional() })).min(1).max(500) }),
  answer: outcome,
})

export function packingRoutes(route: Route, house: House): void {
  route(pack, async ({ db }, { body, actor }) => {
    const given = body.orders.map(o => ({ order: o.order, grams: o.grams, material: o.material, ...(o.waybill && { waybill: o.waybill }), ...(o.slip && { slip: o.slip }) }))
    const done = await house.act(actor, work => packOrders(work, given), db)
    return { moved: done.moved, refused: done.refused.map(r => ({ order: r.id, reasons: r.reasons })) }
  })
}
