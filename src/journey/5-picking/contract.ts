import { z } from 'zod'
import { endpoint, id, idOut, timeOut } from '#kit/endpoint.ts'

const kind = z.enum(['single', 'multi', 'large'])
const reasons = z.array(z.object({ code: z.string(), clause: z.string().optional(), values: z.record(z.string(), z.unknown()).optional() }))
const planners = ['picker', 'clerk', 'manager'] as const
const stations = [...planners, 'checker', 'packer', 'logistics'] as const
const gesture = z.string().min(8).max(64)

const zone = z.string().min(1).max(40).optional()
/** Minutes until the picking must be done; what is late already is among them. */
const dueWithin = z.coerce.number().int().min(0).max(100_000)

export const planWave = endpoint({
  name: 'planWave', method: 'POST', path: '/api/waves', who: planners,
  summary: 'Plans a wave of ready orders of one shape in one warehouse; class, carrier, zone, chilled or not, and the deadline narrow it (FU-1).',
  body: z.strictObject({ warehouse: id, kind, limit: z.number().int().min(1).max(1000).default(100), carrier: id.optional(), class: z.string().min(1).max(40).optional(), zone, cold: z.boolean().optional(), dueWithin: dueWithin.optional() }),
  answer: z.object({ wave: idOut.nullable(), orders: z.array(idOut), refused: z.array(z.object({ order: idOut, reasons })) }),
})
export const previewWaves = endpoint({
  name: 'previewWaves', method: 'GET', path: '/api/waves/ready', who: stations,
  summary: 'What a wave would take: ready orders by warehouse, shape, class, wished carrier and chilled or not, the most pressing first; with the warehouses, zones and carriers there are.',
  query: z.strictObject({ zone, dueWithin: dueWithin.optional() }),
  answer: z.object({
    ready: z.array(z.object({ warehouseId: idOut, kind, class: z.string(), carrierId: idOut.nullable(), cold: z.boolean(), orders: z.number(), pieces: z.number(), oldest: timeOut, due: timeOut.nullable() })),
    places: z.array(z.object({ warehouseId: idOut, name: z.string(), zones: z.array(z.string()) })), carriers: z.array(z.object({ id: idOut, code: z.string(), name: z.string() })),
  }),
})
const wave = z.object({
  id: idOut, kind, state: z.string(), class: z.string().nullable(), carrier: z.string().nullable(), zone: z.string().nullable(), warehouseId: idOut, warehouse: z.string(),
  madeAt: timeOut, madeBy: z.string().nullable(), doneAt: timeOut.nullable(), pickerId: idOut.nullable(), picker: z.string().nullable(),
  orders: z.number(), pieces: z.number(), picked: z.number(), stopped: z.number(), toReturn: z.number(),
})
export const listWaves = endpoint({
  name: 'listWaves', method: 'GET', path: '/api/waves', summary: 'Waves with their progress and who has them: the open ones oldest first, or the last that are done.', who: planners,
  query: z.strictObject({ state: z.enum(['open', 'done']).default('open'), warehouse: id.optional(), limit: z.coerce.number().int().min(1).max(500).default(200) }),
  answer: z.object({ waves: z.array(wave) }),
})
const pick = z.object({
  orderId: idOut, number: z.string(), position: z.number(), code: z.string(), title: z.string(), spec: z.string(), barcode: z.string().nullable(), place: z.string(), lot: z.string(),
  quantity: z.number(), picked: z.number(), checked: z.number(), stage: z.string(), blocks: z.array(z.string()), dropped: z.boolean(), returned: z.boolean(),
})
export const getWave = endpoint({
  name: 'getWave', method: 'GET', path: '/api/waves/{id}', summary: "A wave and its picks in walking order.", who: [...planners, 'checker'], params: z.strictObject({ id }),
  answer: z.object({ wave, picks: z.array(pick) }),
})
export const takeWave = endpoint({
  name: 'takeWave', method: 'POST', path: '/api/picking/waves', summary: 'A picker takes a wave (领单): the one named, or the oldest that nobody has. Asked again, the same one comes back.', who: ['picker'],
  body: z.strictObject({ wave: id.optional(), warehouse: id.optional() }), answer: z.object({ wave: idOut.nullable(), reasons }),
})
export const leaveWave = endpoint({
  name: 'leaveWave', method: 'POST', path: '/api/waves/{id}/leave', summary: 'Gives a wave back for another picker; who plans may take it from anybody.', who: planners,
  params: z.strictObject({ id }), body: z.strictObject({}), answer: z.object({ left: z.boolean() }),
})
export const nextPick = endpoint({
  name: 'nextPick', method: 'GET', path: '/api/waves/{id}/next', summary: 'The next pick on the walk, and how many pieces are left.', who: planners, params: z.strictObject({ id }),
  answer: z.object({ next: pick.nullable(), left: z.number() }),
})
export const scanPick = endpoint({
  name: 'scanPick', method: 'POST', path: '/api/picking/scans', who: ['picker'],
  summary: 'One scan at a shelf; a wrong product, spec, quantity, bin or lot is refused with the difference named. The gesture id makes a resend harmless (K6).',
  body: z.strictObject({
    gesture, wave: id, code: z.string().min(1).max(64), quantity: z.number().int().min(1).max(100_000).default(1), position: z.number().int().min(1).nullable().default(null),
    place: z.string().min(1).max(40).nullable().default(null), lot: z.string().max(60).nullable().default(null),
  }),
  answer: z.union([z.object({ ok: z.literal(true), orderId: idOut, position: z.number(), place: idOut, picked: z.number(), quantity: z.number() }), z.object({ ok: z.literal(false), reasons })]),
})
export const finishWave = endpoint({
  name: 'finishWave', method: 'POST', path: '/api/waves/{id}/finish', summary: 'Sends fully picked orders to the check; `paper` confirms the whole wave as picked from paper.', who: ['picker'],
  params: z.strictObject({ id }), body: z.strictObject({ paper: z.boolean().default(false) }), answer: z.object({ moved: z.array(idOut) }),
})
export const shortPick = endpoint({
  name: 'shortPick', method: 'POST', path: '/api/picking/shorts', who: ['picker'],
  summary: 'The shelf is short: the orders go back to be allocated anew; `missing` names the bins where goods were not found, which nobody is then told to take (FU-1, EX-3).',
  body: z.strictObject({
    orders: z.array(id).min(1).max(500), cause: z.enum(['bin-empty', 'too-few', 'damaged', 'wrong-goods', 'other']),
    missing: z.array(z.strictObject({ code: z.string().min(1).max(64), place: z.string().min(1).max(40) })).max(500).default([]),
  }),
  answer: z.object({ moved: z.array(idOut) }),
})
export const listPutBacks = endpoint({
  name: 'listPutBacks', method: 'GET', path: '/api/put-backs', summary: 'Goods that were picked for an order that was stopped, and belong into their bins again, in walking order.', who: stations,
  query: z.strictObject({ warehouse: id.optional(), wave: id.optional() }),
  answer: z.object({ goods: z.array(z.object({
    wave: idOut, orderId: idOut, number: z.string(), position: z.number(), code: z.string(), barcode: z.string().nullable(), title: z.string(), spec: z.string(), place: z.string(), lot: z.string(),
    quantity: z.number(), stage: z.string(), since: timeOut,
  })) }),
})
export const putBack = endpoint({
  name: 'putBack', method: 'POST', path: '/api/put-backs', summary: 'Somebody laid them back into their bins; said twice, it counts once.', who: stations,
  body: z.strictObject({ goods: z.array(z.strictObject({ wave: id, order: id, code: z.string().min(1).max(64), place: z.string().min(1).max(40) })).min(1).max(500) }),
  answer: z.object({ returned: z.number() }),
})
