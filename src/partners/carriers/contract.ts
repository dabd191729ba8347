import { z } from 'zod'
import { endpoint, id, idOut } from '#kit/endpoint.ts'

const who = ['logistics', 'manager', 'it'] as const
const counter = z.number().int().min(0).max(999_999_999_999_999)

export const listCarriers = endpoint({
  name: 'listCarriers', method: 'GET', path: '/api/carriers', summary: 'Carriers with their pools of waybill numbers, how many are left, and whether they run low (SH-2).', who: 'signed-in',
  answer: z.object({ carriers: z.array(z.object({
    id: idOut, code: z.string(), name: z.string(), pattern: z.string(), left: z.number(), low: z.boolean(),
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
