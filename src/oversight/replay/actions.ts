import type { Db } from '#kit/db.ts'
import { notFound } from '#kit/problem.ts'
import type { Scope } from '#kit/scope.ts'
import { eventsOf, findOrder } from '#journey/order/read.actions.ts'
import { story, type Step } from './rules.ts'

/** The story of an order within the scope of who asks, told from its events. */
export async function replay(db: Db, scope: Scope, id: number): Promise<Step[]> {
  if (!await findOrder(db, scope, id)) throw notFound('order')
  return story(await eventsOf(db, id))
}
