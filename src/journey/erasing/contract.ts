import { z } from 'zod'
import { endpoint, fileOut, id, idOut } from '#kit/endpoint.ts'

export const looksAfterPersons = ['manager', 'it'] as const
const params = z.strictObject({ id })
const reason = z.string().trim().min(2).max(200)

export const readPerson = endpoint({
  name: 'readPerson', method: 'GET', path: '/api/orders/{id}/person', who: looksAfterPersons, params, summary: 'How many orders are known of the person of this one (the same account or phone), and whether they may be erased (P3).',
  answer: z.object({ orders: z.number(), open: z.number(), held: z.boolean(), erased: z.boolean(), reasons: z.array(z.object({ code: z.string(), values: z.record(z.string(), z.unknown()).optional() })) }),
})
export const askErasure = endpoint({
  name: 'askErasure', method: 'POST', path: '/api/orders/{id}/erasure', who: looksAfterPersons, params, body: z.strictObject({ reason }), answer: z.object({ approval: idOut }),
  summary: 'Asks another person to let everything be erased that is known of the person of this order. It does not come back with a backup.',
})
export const tellPerson = endpoint({
  name: 'tellPerson', method: 'POST', path: '/api/orders/{id}/person/file', who: looksAfterPersons, params, body: z.strictObject({ reason }), gives: 'file', answer: fileOut,
  summary: 'All that is known of the person of this order, in the clear, to be given to that person; it counts as a look.',
})
export const setLegalHold = endpoint({
  name: 'setLegalHold', method: 'POST', path: '/api/orders/{id}/legal-hold', who: ['manager'], params, body: z.strictObject({ on: z.boolean(), reason }), answer: z.object({ done: z.literal(true) }), summary: 'Says that the law wants this person’s data kept, or no longer: until it is lifted nothing erases it.',
})
