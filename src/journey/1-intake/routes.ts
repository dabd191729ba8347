import { z } from 'zod'
import type { Route } from '#kit/context.ts'
import { endpoint } from '#kit/endpoint.ts'
import { invalid } from '#kit/problem.ts'
import type { House } from '#handbook/clocks/work.ts'
import { takeOrders } from './actions.ts'
import { intakeAnswer } from './contract.ts'
import { findShop } from './store.ts'

export const intake = endpoint({
  name: 'takeOrders', method: 'POST', path: '/api/intake/orders', summary: 'Takes a set of orders of one shop; each is accepted, a duplicate, changed, or refused with reasons (IN-1).',
  who: ['clerk', 'it'], body: z.strictObject({ shop: z.string().min(1).max(60), orders: z.array(z.unknown()).min(1).max(2000) }), answer: intakeAnswer,
})

export function intakeRoutes(route: Route, house: House): void {
  route(intake, async ({ db }, { body, actor }) => {
    const shop = await findShop(db, body.shop)
    if (!shop || (actor.scope.shops && !actor.scope.shops.includes(shop.id))) throw invalid(`There is no shop "${body.shop}".`, [{ code: 'shop-unknown', path: 'shop' }])
    return house.act(actor, work => takeOrders(work, shop.id, body.orders), db)
  })
}
