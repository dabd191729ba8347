import type { Route } from '#kit/context.ts'
import { conflict, notFound } from '#kit/problem.ts'
import type { House } from '#handbook/clocks/work.ts'
import { mergeOrders, splitOrder, undoParcelling, type Goods, type Parcelling } from './actions.ts'
import { hints, merge, split, undo } from './contract.ts'
import { mergeableStages, waitingBlocks } from './rules.ts'
import { mergeHints } from './store.ts'

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
