import { z } from 'zod'
import type { Route } from '#kit/context.ts'
import { endpoint, id, idOut, timeOut } from '#kit/endpoint.ts'
import { notFound } from '#kit/problem.ts'
import type { House } from '#handbook/clocks/work.ts'
import { outcome } from '#journey/order/contract.ts'
import { openHandover, removeFromSheet, scanWaybills, signHandover } from './actions.ts'
import * as store from './store.ts'

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
const sheet = z.object({
  id: idOut, warehouseId: idOut, warehouse: z.string(), carrierId: idOut, carrier: z.string(), state: z.string(), openedAt: timeOut, openedBy: z.string().nullable(), signedAt: timeOut.nullable(), signer: z.string().nullable(),
  parcels: z.number(), stopped: z.number(), waiting: z.number(),
})
const onSheet = z.object({ id: idOut, orderId: idOut, number: z.string(), code: z.string(), waybill: z.string().nullable(), state: z.string(), stage: z.string(), blocks: z.array(z.string()), grams: z.number().nullable(), material: z.string().nullable() })
const sees = [...who, 'clerk', 'manager'] as const
export const listHandovers = endpoint({
  name: 'listHandovers', method: 'GET', path: '/api/handovers', summary: 'Hand-over sheets with their parcels counted, and how many wait for the same carrier on no sheet.', who: sees,
  query: z.strictObject({ state: z.enum(['open', 'signed']).default('open'), warehouse: id.optional(), limit: z.coerce.number().int().min(1).max(500).default(100) }), answer: z.object({ sheets: z.array(sheet) }),
})
export const getHandover = endpoint({
  name: 'getHandover', method: 'GET', path: '/api/handovers/{id}', summary: 'A sheet with its parcels, and the packed ones of the same carrier that are missing from it.', who: sees, params: z.strictObject({ id }),
  answer: z.object({ sheet, parcels: z.array(onSheet), missing: z.array(onSheet) }),
})
export const removeParcels = endpoint({
  name: 'removeFromHandover', method: 'POST', path: '/api/handovers/{id}/removals', summary: 'Takes parcels off an open sheet.', who,
  params: z.strictObject({ id }), body: z.strictObject({ waybills: z.array(z.string().min(1).max(40)).min(1).max(2000) }), answer: z.object({ removed: z.array(z.string()), reasons }),
})

export function handoverRoutes(route: Route, house: House): void {
  route(open, async ({ db }, { body, actor }) => {
    if (actor.scope.warehouses && !actor.scope.warehouses.includes(body.warehouse)) throw notFound('warehouse')
    return { handover: await house.act(actor, work => openHandover(work, body.warehouse, body.carrier), db) }
  })
  route(scan, async ({ db }, { params, body, actor }) => house.act(actor, work => scanWaybills(work, params.id, body.waybills), db))
  route(listHandovers, async ({ db }, { query, actor }) => ({ sheets: await store.listSheets(db, actor.scope, { state: query.state, warehouseId: query.warehouse ?? null, limit: query.limit }) }))
  route(getHandover, async ({ db }, { params, actor }) => {
    const found = await store.findSheet(db, actor.scope, params.id)
    if (!found) throw notFound('hand-over')
    return { sheet: found, parcels: await store.parcelsOn(db, actor.scope, params.id), missing: found.state === 'open' ? await store.notOnSheet(db, actor.scope, found) : [] }
  })
  route(removeParcels, async ({ db }, { params, body, actor }) => house.act(actor, work => removeFromSheet(work, params.id, body.waybills), db))
  route(sign, async ({ db }, { params, body, actor }) => {
    const done = await house.act(actor, work => signHandover(work, params.id, body.signer), db)
    return { moved: done.moved, refused: done.refused.map(r => ({ order: r.id, reasons: r.reasons })) }
  })
}
