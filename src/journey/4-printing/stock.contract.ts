import { z } from 'zod'
import { endpoint, id, idOut, timeOut } from '#kit/endpoint.ts'

export const looksAtStock = ['logistics', 'manager', 'picker', 'checker', 'it'] as const
export const listStockActs = endpoint({
  name: 'listStockActs', method: 'GET', path: '/api/print/stock/{id}', who: looksAtStock, summary: 'Receipts and adjustments of a warehouse, to be printed and signed: the newest of the last 200,000 movements.',
  params: z.strictObject({ id }), query: z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
  answer: z.object({ acts: z.array(z.object({ id: idOut, document: z.enum(['receipt', 'adjustment-slip']), at: timeOut, cause: z.string(), by: z.string().nullable(), lines: z.number(), more: z.number(), less: z.number(), prints: z.number() })) }),
})
