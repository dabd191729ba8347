import { z } from 'zod'
import { endpoint, id, idOut, timeOut } from '#kit/endpoint.ts'

const who = ['logistics', 'manager', 'clerk', 'it', 'finance'] as const
export const numberStates = ['asked', 'got', 'printed', 'used', 'billed', 'void', 'returned'] as const
const waybill = z.string().min(1).max(40)

export const listNumbers = endpoint({
  name: 'listWaybillNumbers', method: 'GET', path: '/api/print/numbers', who, summary: 'Waybill numbers and where each stands in its life: asked for, got, printed (how often), used, billed, void, given back (SH-2).',
  query: z.strictObject({ carrier: id.optional(), state: z.enum(numberStates).optional(), q: waybill.optional(), limit: z.coerce.number().int().min(1).max(500).default(100) }),
  answer: z.object({ numbers: z.array(z.object({ carrierId: idOut, carrier: z.string(), waybill: z.string().nullable(), state: z.enum(numberStates), prints: z.number(), orderId: idOut.nullable(), number: z.string().nullable(), why: z.string().nullable(), at: timeOut.nullable() })) }),
})
export const listOrphans = endpoint({
  name: 'listOrphanNumbers', method: 'GET', path: '/api/print/numbers/orphans', who, summary: 'Numbers that were taken from a pool and that nobody has: on no parcel, not given back, not void.',
  query: z.strictObject({ carrier: id.optional() }), answer: z.object({ orphans: z.array(z.object({ carrierId: idOut, waybill: z.string() })) }),
})
export const returnNumbers = endpoint({
  name: 'returnWaybillNumbers', method: 'POST', path: '/api/print/numbers/returns', who: ['logistics', 'manager'], summary: 'Gives numbers back: void ones to the carrier, orphans to the next parcels (SH-2).',
  body: z.strictObject({ carrier: id, numbers: z.array(waybill).min(1).max(500) }), answer: z.object({ carrier: z.number(), pool: z.number() }),
})
export const askNumbers = endpoint({
  name: 'askWaybillNumbers', method: 'POST', path: '/api/print/numbers/asks', who: ['logistics', 'manager'], summary: 'Gives parcels that still wait for a number of this carrier one, as far as its ranges reach (SH-2).',
  body: z.strictObject({ carrier: id }), answer: z.object({ given: z.number(), waiting: z.number() }),
})

export const bills = ['logistics', 'finance', 'manager'] as const
/** What does not fit: billed though never used, not ours, billed a second time. */
export const billFaults = ['never-used', 'unknown', 'twice'] as const
export const importBill = endpoint({
  name: 'importCarrierBill', method: 'POST', path: '/api/print/numbers/bills', who: bills, takes: { types: ['application/octet-stream'], maxBytes: 20 * 1024 * 1024 },
  summary: 'A carrier’s invoice as a table (.csv, .xlsx, .xls) with a column of waybill numbers and, where it has one, of amounts: used numbers are marked billed, and what does not fit is told (SH-2).',
  query: z.strictObject({ carrier: id, name: z.string().trim().min(1).max(120) }), answer: z.object({ bill: idOut, lines: z.number(), billed: z.number(), skipped: z.number() }),
})
export const listBills = endpoint({
  name: 'listCarrierBills', method: 'GET', path: '/api/print/numbers/bills', who, summary: 'Carriers’ invoices with what does not fit, the newest first; and how many used numbers no invoice has named yet.',
  answer: z.object({
    bills: z.array(z.object({ id: idOut, carrierId: idOut, carrier: z.string(), name: z.string(), lines: z.number(), fen: z.number(), at: timeOut, by: z.string(), neverUsed: z.number(), unknown: z.number(), twice: z.number() })),
    unbilled: z.array(z.object({ carrierId: idOut, carrier: z.string(), count: z.number(), since: timeOut })),
  }),
})
export const readBill = endpoint({
  name: 'readCarrierBill', method: 'GET', path: '/api/print/numbers/bills/{id}', who, summary: 'The lines of an invoice that do not fit, each with its fault.', params: z.strictObject({ id }),
  answer: z.object({ lines: z.array(z.object({ line: z.number(), waybill: z.string(), fen: z.number(), fault: z.enum(billFaults), orderId: idOut.nullable(), number: z.string().nullable(), before: z.string().nullable() })) }),
})
