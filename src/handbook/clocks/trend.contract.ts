import { z } from 'zod'
import { endpoint } from '#kit/endpoint.ts'

export const readTrend = endpoint({
  name: 'readComplianceTrend', method: 'GET', path: '/api/handbook/clauses/{clause}/days', who: 'signed-in',
  summary: 'How a clause fared day by day, by the day its clocks ended: met and missed, within your shops and warehouses (HB-3).',
  params: z.strictObject({ clause: z.string().max(40) }), query: z.strictObject({ days: z.coerce.number().int().min(1).max(90).default(30) }),
  answer: z.object({ days: z.array(z.object({ day: z.string(), met: z.number(), missed: z.number() })) }),
})
