import { z } from 'zod'
import type { Route } from '#kit/context.ts'
import { endpoint, fileOut, id } from '#kit/endpoint.ts'
import { notFound } from '#kit/problem.ts'
import { seesOrders } from '#journey/order/contract.ts'
import { findOrder } from '#journey/order/read.actions.ts'
import { sealedPaper } from './papers.store.ts'

export const getPaper = endpoint({
  name: 'getPaper', method: 'GET', path: '/api/orders/{id}/papers/{paper}', who: seesOrders, summary: 'The photo of an order’s paper, as it was taken.',
  params: z.strictObject({ id, paper: id }), answer: fileOut, gives: 'file',
})

export function paperRoutes(route: Route): void {
  route(getPaper, async ({ db, vault }, { params, actor }) => {
    const order = await findOrder(db, actor.scope, params.id)
    const paper = order && await sealedPaper(db, params.paper, order.sourceId)
    if (!paper) throw notFound('paper')
    return { name: paper.name || `paper-${params.paper}.${paper.type.split('/')[1]}`, type: paper.type, body: vault.openBytes(paper.sealed) }
  })
}
