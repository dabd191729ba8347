import { z } from 'zod'
import { endpoint, id, idOut, timeOut } from '#kit/endpoint.ts'

export const listOrderPapers = endpoint({
  name: 'listOrderPapers', method: 'GET', path: '/api/orders/{id}/prints', who: ['clerk', 'service', 'manager', 'packer', 'logistics', 'picker', 'checker', 'it'], summary: 'Every paper of an order: which document, by whom, when, on which printer, the n-th time, and what is void and why (PR-3).',
  params: z.strictObject({ id }),
  answer: z.object({ papers: z.array(z.object({
    id: idOut, batchId: idOut, place: z.number(), document: z.string(), state: z.string(), waybill: z.string().nullable(), code: z.string().nullable(), version: z.number().nullable(), nth: z.number().nullable(), template: z.string().nullable(), printedAt: timeOut.nullable(), printer: z.string().nullable(), by: z.string(), reason: z.string().nullable(), why: z.string().nullable(),
  })) }),
})
