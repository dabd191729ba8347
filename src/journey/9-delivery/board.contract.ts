import { z } from 'zod'
import { endpoint, fileOut, id, idOut, timeOut } from '#kit/endpoint.ts'
import { tongues } from '#kit/words.ts'
import { parcelLife } from '#journey/parcel/states.ts'
import { trackingStates } from './board.rules.ts'

export const tracks = ['clerk', 'service', 'packer', 'logistics', 'finance', 'quality', 'manager', 'it'] as const
const listed = z.object({
  id: idOut, order: idOut, number: z.string(), shop: z.string(), warehouse: z.string(), state: z.enum(parcelLife.states), carrier: z.string().nullable(), carrierName: z.string().nullable(),
  waybill: z.string().nullable(), code: z.string(), receiver: z.string(), province: z.string(), city: z.string(),
  handedAt: timeOut.nullable(), lastScanAt: timeOut.nullable(), lastScan: z.string().nullable(), signedAt: timeOut.nullable(), uploadedAt: timeOut.nullable(),
})
const person = z.object({ id: idOut, name: z.string() }).nullable()

/** What parcels are looked for by; the same for the list, its count and its export. */
export const parcelFilter = z.strictObject({
  tracking: z.enum(trackingStates).optional(), carrier: id.optional(), warehouse: id.optional(), shop: z.string().max(60).optional(), from: z.iso.date().optional(), to: z.iso.date().optional(), q: z.string().max(80).optional(),
})
export const listParcels = endpoint({
  name: 'listParcels', method: 'GET', path: '/api/parcels', who: tracks,
  summary: 'Parcels by what tracking says of them; those that wait come oldest first, the others newest first. `q` is a waybill, a parcel’s code or an order’s number (SH-3).',
  query: parcelFilter.extend({ limit: z.coerce.number().int().min(1).max(500).default(50), after: id.optional() }),
  answer: z.object({ parcels: z.array(listed), next: idOut.nullable() }),
})
export const countParcels = endpoint({
  name: 'countParcels', method: 'GET', path: '/api/parcels/count', who: tracks, summary: 'How many parcels fit a filter; counted up to 20,000.',
  query: parcelFilter, answer: z.object({ count: z.number(), exact: z.boolean(), free: z.boolean() }),
})
export const exportParcels = endpoint({
  name: 'exportParcels', method: 'GET', path: '/api/parcels/export', who: tracks, gives: 'file', report: true, answer: fileOut,
  summary: 'The parcels that fit a filter as an Excel or CSV file, at most 20,000; receivers masked, text never a formula.',
  query: parcelFilter.extend({ format: z.enum(['xlsx', 'csv']).default('xlsx'), tongue: z.enum(tongues).default('zh-CN') }),
})
export const askParcelExport = endpoint({
  name: 'askParcelExport', method: 'POST', path: '/api/parcels/export/requests', who: tracks, answer: z.object({ approval: idOut }), summary: 'Asks for a file of more parcels than leave freely; without words that were searched for (IT-3).',
  body: parcelFilter.omit({ q: true }).extend({ format: z.enum(['xlsx', 'csv']).default('xlsx'), tongue: z.enum(tongues).default('zh-CN'), reason: z.string().trim().min(2).max(200) }),
})
export const countTracking = endpoint({
  name: 'countTracking', method: 'GET', path: '/api/parcels/tracking', who: tracks, summary: 'How many parcels are in each tracking state; counted no further than 20,000. Signed ones are those of today.',
  answer: z.object({ counts: z.array(z.object({ tracking: z.enum(trackingStates), count: z.number(), capped: z.boolean(), oldestAt: timeOut.nullable() })) }),
})
export const getParcel = endpoint({
  name: 'getParcel', method: 'GET', path: '/api/parcels/{id}', who: tracks, summary: 'One parcel: its facts, who handled it, its path, its clocks, and whether the channel knows its number.',
  params: z.strictObject({ id }),
  answer: listed.extend({
    tracking: z.array(z.enum(trackingStates)), version: z.number(), stage: z.string(), pieces: z.number(), expectedGrams: z.number(), weighedGrams: z.number().nullable(), material: z.string().nullable(),
    pickedBy: person, checkedBy: person, packedBy: person, handover: z.object({ id: idOut, state: z.string(), signer: z.string().nullable(), signedAt: timeOut.nullable() }).nullable(),
    path: z.array(z.object({ at: timeOut, gotAt: timeOut, kind: z.string(), place: z.string(), note: z.string() })),
    story: z.array(z.object({ at: timeOut, actor: z.string(), kind: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
    clocks: z.array(z.object({ clause: z.string(), state: z.string(), startedAt: timeOut, dueAt: timeOut, stoppedAt: timeOut.nullable(), breachedAt: timeOut.nullable() })),
    siblings: z.array(z.object({ id: idOut, waybill: z.string().nullable(), state: z.string() })),
  }),
})
