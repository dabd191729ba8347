import type { Route } from '#kit/context.ts'
import type { House } from '#handbook/clocks/work.ts'
import { orphans, returnNumbers } from '#partners/carriers/actions.ts'
import * as contract from './numbers.contract.ts'
import { numbers } from './numbers.store.ts'

export function numberRoutes(route: Route, house: House): void {
  route(contract.listNumbers, async ({ db }, { query, actor }) => ({ numbers: await numbers(db, actor.scope, { carrierId: query.carrier ?? null, state: query.state ?? null, q: query.q ?? null, limit: query.limit }) }))
  route(contract.listOrphans, async ({ db }, { query }) => ({ orphans: await orphans(db, query.carrier ?? null) }))
  route(contract.returnNumbers, async ({ db }, { body, actor }) => house.act(actor, work => returnNumbers(work, body.carrier, body.numbers), db))
}
