import { z } from 'zod'
import { endpoint, id, idOut, timeOut } from '#kit/endpoint.ts'

export const getEmergency = endpoint({
  name: 'getEmergency', method: 'GET', path: '/api/review/emergency', summary: 'Whether the review looks at key fields only just now, until when and why (RV-6).', who: ['clerk', 'service', 'manager', 'it'],
  answer: z.object({ emergency: z.object({ id: idOut, from: timeOut, until: timeOut, reason: z.string(), by: z.string() }).nullable() }),
})
export const start = endpoint({
  name: 'startEmergency', method: 'POST', path: '/api/review/emergency', summary: 'Switches the emergency review on until a time, when it ends by itself; what it skips is checked afterwards (RV-6).', who: ['manager'],
  body: z.strictObject({ reason: z.string().min(2).max(400), until: z.iso.datetime({ offset: true }) }), answer: z.object({ emergency: idOut }),
})
export const end = endpoint({
  name: 'endEmergency', method: 'DELETE', path: '/api/review/emergency', summary: 'Switches the emergency review off now.', who: ['manager'], answer: z.object({ ended: z.boolean() }),
})
export const skipped = endpoint({
  name: 'listSkipped', method: 'GET', path: '/api/review/skipped', summary: 'Orders the emergency review let through with key fields only, whether they were checked since and what was found (RV-6).', who: ['clerk', 'manager'],
  query: z.strictObject({ checked: z.enum(['yes', 'no']).optional(), limit: z.coerce.number().int().min(1).max(500).default(100), after: id.optional() }),
  answer: z.object({
    skipped: z.array(z.object({ order: idOut, number: z.string(), stage: z.string(), at: timeOut, reason: z.string(), checkedAt: timeOut.nullable(), found: z.array(z.string()) })), next: idOut.nullable(),
  }),
})
