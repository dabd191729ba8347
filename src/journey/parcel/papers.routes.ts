import type { Route } from '#kit/context.ts'
import { notFound } from '#kit/problem.ts'
import * as contract from './papers.contract.ts'
import { papersOfOrder } from './papers.store.ts'

export function orderPaperRoutes(route: Route): void {
  route(contract.listOrderPapers, async ({ db }, { params, actor }) => {
    const papers = await papersOfOrder(db, actor.scope, params.id)
    if (!papers) throw notFound('order')
    return { papers }
  })
}
