import type { Route } from '#kit/context.ts'
import { invalid } from '#kit/problem.ts'
import type { House } from '#handbook/clocks/work.ts'
import { takeOrders } from './actions.ts'
import * as contract from './contract.ts'
import { findShop } from './store.ts'

export function intakeRoutes(route: Route, house: House): void {
  route(contract.takeOrders, async ({ db }, { body, actor }) => {
    const shop = await findShop(db, body.shop)
    if (!shop || (actor.scope.shops && !actor.scope.shops.includes(shop.id))) throw invalid(`There is no shop "${body.shop}".`, [{ code: 'shop-unknown', path: 'shop' }])
    return house.act(actor, work => takeOrders(work, shop.id, body.orders), db)
  })
}
