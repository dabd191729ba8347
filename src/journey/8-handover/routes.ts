import { z } from 'zod'
import type { Route } from '#kit/context.ts'
import { endpoint, id, idOut } from '#kit/endpoint.ts'
import { notFound } from '#kit/problem.ts'
import type { House } from '#handbook/clocks/work.ts'
import { outcome } from '#journey/order/contract.ts'
import { openHandover, scanWaybills, signHandover } from './actions.ts'

const who = ['logistics', 'packer'] as const
const reasons = z.array(z.object({ code: z.string(), clause: z.string().optional(), values: z.record(z.string(), z.unknown()).optional() }))
export const open = endpoint({
  name: 'openHandover', method: 'POST', path: '/api/handovers', summary: 'Opens a hand-over sheet for one carrier (FU-4).', who,
  body: z.strictObject({ warehouse: id, carrier: id }), answer: z.object({ handover: idOut }),
})
export const scan = endpoint({
  name: 'scanWaybills', method: 'POST', path: '/api/handovers/{id}/scans', summary: 'Scans waybills into the sheet; a void or stopped parcel is refused with its reasons.', who,
  params: z.strictObject({ id }), body: z.strictObject({ waybills: z.array(z.string().min(1).max(40)).min(1).max(2000) }),
  answer: z.object({ taken: z.array(z.string()), refused: z.array(z.object({ waybill: z.string(), reasons })) }),
})
export const sign = endpoint({
  name: 'signHandover', method: 'POST', path: '/api/handovers/{id}/signature', summary: 'The carrier signs: the parcels leave the house.', who,
  params: z.strictObject({ id }), body: z.strictObject({ signer: z.string().min(1).max(60) }), answer: outcome,
})

export function handoverRoutes(route: Route, house: House): void {
  route(open, async ({ db }, { body, actor }) => {
    if (actor.scope.warehouses && !actor.scope.warehouses.includes(body.warehouse)) throw notFound('warehouse')
    return { handover: await house.act(actor, work => openHandover(work, body.warehouse, body.carrier), db) }
  })
  route(scan, async ({ db }, { params, body, actor }) => house.act(actor, work => scanWaybills(work, params.id, body.waybills), db))
  route(sign, async ({ db }, { params, body, actor }) => {
    const done = await house.act(actor, work => signHandover(work, params.id, body.signer), db)
    return { moved: done.moved, refused: done.refused.map(r => ({ order: r.id, reasons: r.reasons })) }
  })
}
