import { z } from 'zod'
import { endpoint, id, idOut, timeOut } from '#kit/endpoint.ts'

const who = ['logistics', 'manager', 'clerk', 'it'] as const
export const numberStates = ['got', 'printed', 'used', 'billed', 'void', 'returned'] as const
const waybill = z.string().min(1).max(40)

export const listNumbers = endpoint({
  name: 'listWaybillNumbers', method: 'GET', path: '/api/print/numbers', who, summary: 'Waybill numbers and where each stands in its life: got, printed (how often), used, billed, void, given back (SH-2).',
  query: z.strictObject({ carrier: id.optional(), state: z.enum(numberStates).optional(), q: waybill.optional(), limit: z.coerce.number().int().min(1).max(500).default(100) }),
  answer: z.object({ numbers: z.array(z.object({ carrierId: idOut, carrier: z.string(), waybill: z.string(), state: z.enum(numberStates), prints: z.number(), orderId: idOut.nullable(), number: z.string().nullable(), why: z.string().nullable(), at: timeOut.nullable() })) }),
})
export const listOrphans = endpoint({
  name: 'listOrphanNumbers', method: 'GET', path: '/api/print/numbers/orphans', who, summary: 'Numbers that were taken from a pool and that nobody has: on no parcel, not given back, not void.',
  query: z.strictObject({ carrier: id.optional() }), answer: z.object({ orphans: z.array(z.object({ carrierId: idOut, waybill: z.string() })) }),
})
export const returnNumbers = endpoint({
  name: 'returnWaybillNumbers', method: 'POST', path: '/api/print/numbers/returns', who: ['logistics', 'manager'], summary: 'Gives numbers back: void ones to the carrier, orphans to the next parcels (SH-2).',
  body: z.strictObject({ carrier: id, numbers: z.array(waybill).min(1).max(500) }), answer: z.object({ carrier: z.number(), pool: z.number() }),
})
