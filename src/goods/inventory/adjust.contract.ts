import { z } from 'zod'
import { endpoint, id, idOut } from '#kit/endpoint.ts'

export const asksAdjustment = ['checker', 'logistics', 'manager'] as const
export const askAdjustment = endpoint({
  name: 'askAdjustment', method: 'POST', path: '/api/stock/adjustments', who: asksAdjustment,
  summary: 'An adjustment slip: what lies in which bins is more or less than the ledger says, and why. Another person approves it, then it takes effect (ST-6).',
  body: z.strictObject({
    warehouse: id, reason: z.string().trim().min(2).max(200),
    lines: z.array(z.strictObject({ sku: z.string().min(1).max(60), bin: z.string().min(1).max(40), lot: z.string().max(40).default(''), quantity: z.int().min(-1_000_000).max(1_000_000).refine(n => n !== 0, 'not zero') })).min(1).max(200),
  }),
  answer: z.object({ approval: idOut }),
})
