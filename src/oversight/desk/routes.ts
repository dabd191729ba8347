import type { Route } from '#kit/context.ts'
import { traditional } from '#handbook/clauses/traditional.ts'
import type { House } from '#handbook/clocks/work.ts'
import { desk, keptFor, wall } from './actions.ts'
import { readDesk, readWall } from './contract.ts'

export function deskRoutes(route: Route, house: House): void {
  const kept = keptFor(3000)
  route(readDesk, async ({ db }, { actor }) => house.act(actor, work => desk(work, traditional), db))
  route(readWall, async ({ db, now }, { actor }) => kept(actor.scope, now().getTime(), () => house.act(actor, work => wall(work, traditional), db)))
}
