import { z } from 'zod'
import { endpoint, id, idOut } from '#kit/endpoint.ts'

const who = ['clerk', 'manager']
const part = z.array(z.strictObject({ line: z.number().int().min(1).max(10_000), quantity: z.number().int().min(1).max(1_000_000) })).max(500)

export const merge = endpoint({
  name: 'mergeOrders', method: 'POST', path: '/api/orders/merge', summary: 'Makes one order of several of one buyer and address, or refuses with every reason (RV-8).', who,
  body: z.strictObject({ orders: z.array(id).min(1).max(50) }), answer: z.object({ orders: z.array(idOut) }),
})
export const split = endpoint({
  name: 'splitOrder', method: 'POST', path: '/api/orders/{id}/split', summary: 'Makes several orders of one; amounts add up to the fen (RV-8).', who,
  params: z.strictObject({ id }), body: z.strictObject({ parts: z.array(part).min(1).max(20) }), answer: z.object({ orders: z.array(idOut) }),
})
export const undo = endpoint({
  name: 'undoParcelling', method: 'POST', path: '/api/orders/{id}/undo', summary: 'Takes the last merge or split of an order back as long as nothing was picked; the old orders stand where they stood (RV-8).', who,
  params: z.strictObject({ id }), answer: z.object({ orders: z.array(idOut) }),
})
export const hints = endpoint({
  name: 'listMergeHints', method: 'GET', path: '/api/orders/merge-hints', summary: 'Orders to one address that wait before picking and could go together (RV-8).', who,
  answer: z.object({ hints: z.array(z.object({ orders: z.array(z.object({ id: idOut, number: z.string() })), receiver: z.string() })) }),
})
