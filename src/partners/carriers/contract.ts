import { z } from 'zod'
import { endpoint, id, idOut } from '#kit/endpoint.ts'

const who = ['logistics', 'manager', 'it'] as const
/** What a carrier may need of a receiver on its waybill; everything not named is hidden (label law). */
export const showable = ['name', 'phone', 'unit'] as const
export const setsShown = ['logistics', 'it'] as const
const counter = z.number().int().min(0).max(999_999_999_999_999)

export const listCarriers = endpoint({
  name: 'listCarriers', method: 'GET', path: '/api/carriers', summary: 'Carriers with their pools of waybill numbers, how many are left, and whether they run low (SH-2).', who: 'signed-in',
  answer: z.object({ carriers: z.array(z.object({
    id: idOut, code: z.string(), name: z.string(), pattern: z.string(), shows: z.array(z.enum(showable)), left: z.number(), low: z.boolean(),
    pools: z.array(z.object({ id: idOut, prefix: z.string(), width: z.number(), first: z.number(), next: z.number(), last: z.number() })),
  })) }),
})
export const addCarrier = endpoint({
  name: 'addCarrier', method: 'POST', path: '/api/carriers', summary: 'A new carrier; give it numbers before it can take parcels.', who,
  body: z.strictObject({ code: z.string().regex(/^[A-Z][A-Z0-9]{1,19}$/, 'A–Z and 0–9, beginning with a letter'), name: z.string().trim().min(1).max(60) }), answer: z.object({ id: idOut }),
})
export const addPool = endpoint({
  name: 'addWaybillPool', method: 'POST', path: '/api/carriers/{id}/pools', summary: 'A range of waybill numbers: prefix and a counter padded to `width` digits. Refused where it overlaps another of the carrier (SH-2).', who,
  params: z.strictObject({ id }),
  body: z.strictObject({ prefix: z.string().regex(/^[A-Z0-9]{0,12}$/, 'A–Z and 0–9'), width: z.number().int().min(1).max(15).default(10), first: counter, last: counter }), answer: z.object({ pool: idOut }),
})
export const setShown = endpoint({
  name: 'setCarrierShown', method: 'PUT', path: '/api/carriers/{id}/shown', who: setsShown, params: z.strictObject({ id }),
  summary: 'What this carrier needs on its waybill and may show of a receiver: name, phone, unit and room. Everything else is hidden on paper; the reason is kept (PR-1).',
  body: z.strictObject({ shows: z.array(z.enum(showable)).max(showable.length), why: z.string().trim().min(4).max(200) }), answer: z.object({ shows: z.array(z.enum(showable)) }),
})
