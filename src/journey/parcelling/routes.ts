import { z } from 'zod'
import type { Route } from '#kit/context.ts'
import { endpoint, id, idOut } from '#kit/endpoint.ts'
import { conflict, notFound } from '#kit/problem.ts'
import type { House } from '#handbook/clocks/work.ts'
import { mergeOrders, splitOrder, undoParcelling, type Goods, type Parcelling } from './actions.ts'
import { mergeableStages, waitingBlocks } from './rules.ts'
import { mergeHints } from './store.ts'

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

export function parcellingRoutes(route: Route, house: House, goods: Goods): void {
  route(merge, async ({ db }, { body, actor }) => house.act(actor, async work => done(await mergeOrders(work, body.orders, goods)), db))
  route(split, async ({ db }, { params, body, actor }) => house.act(actor, async work => done(await splitOrder(work, params.id, body.parts, goods)), db))
  route(undo, async ({ db }, { params, actor }) => house.act(actor, async work => done(await undoParcelling(work, params.id, goods)), db))
  route(hints, async ({ db }, { actor }) => ({ hints: await mergeHints(db, actor.scope, mergeableStages, waitingBlocks, 100) }))
}

function done(answer: Parcelling): { orders: number[] } {
  if (answer.ok) return { orders: answer.orders }
  if (answer.reasons.some(r => r.code === 'not-found')) throw notFound('order')
  throw conflict('not-parcelled', 'The orders stay as they are.', answer.reasons)
}
