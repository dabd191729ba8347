import { z } from 'zod'
import type { Route } from '#kit/context.ts'
import { endpoint, id } from '#kit/endpoint.ts'
import type { House } from '#handbook/clocks/work.ts'
import { outcome } from '#journey/order/contract.ts'
import { checkOrders } from './actions.ts'

export const check = endpoint({
  name: 'checkOrders', method: 'POST', path: '/api/checking', summary: 'The second check by another person: goods against order one to one (FU-2).', who: ['checker'],
  body: z.strictObject({ orders: z.array(z.strictObject({ order: id, items: z.array(z.strictObject({ code: z.string().min(1).max(64), quantity: z.number().int().min(1).max(100_000) })).max(500) })).min(1).max(500) }),
  answer: outcome,
})

export function checkingRoutes(route: Route, house: House): void {
  route(check, async ({ db }, { body, actor }) => {
    const items = body.orders.flatMap(o => o.items.map(i => ({ ...i, order: o.order })))
    const done = await house.act(actor, work => checkOrders(work, body.orders.map(o => o.order), items), db)
    return { moved: done.moved, refused: done.refused.map(r => ({ order: r.id, reasons: r.reasons })) }
  })
}
