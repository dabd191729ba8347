import { z } from 'zod'
import type { Route } from '#kit/context.ts'
import { endpoint, id } from '#kit/endpoint.ts'
import type { House } from '#handbook/clocks/work.ts'
import { outcome } from '#journey/order/contract.ts'
import { beginAnew, checkOrders, scanCheck as scan } from './actions.ts'

const reasons = z.array(z.object({ code: z.string(), clause: z.string().optional(), values: z.record(z.string(), z.unknown()).optional() }))

export const check = endpoint({
  name: 'checkOrders', method: 'POST', path: '/api/checking', summary: 'The second check by another person: goods against order one to one (FU-2).', who: ['checker'],
  body: z.strictObject({ orders: z.array(z.strictObject({ order: id, items: z.array(z.strictObject({ code: z.string().min(1).max(64), quantity: z.number().int().min(1).max(100_000) })).max(500) })).min(1).max(500) }),
  answer: outcome,
})
export const scanCheck = endpoint({
  name: 'scanCheck', method: 'POST', path: '/api/checking/scans', who: ['checker'],
  summary: 'One scan of the second check; the house keeps the count, and the last piece passes the order. The gesture id makes a resend harmless (K6).',
  body: z.strictObject({ gesture: z.string().min(8).max(64), order: id, code: z.string().min(1).max(64), quantity: z.number().int().min(1).max(100_000).default(1) }),
  answer: z.union([z.object({ ok: z.literal(true), code: z.string(), title: z.string(), checked: z.number(), quantity: z.number(), left: z.number(), done: z.boolean() }), z.object({ ok: z.literal(false), reasons })]),
})
export const recheck = endpoint({
  name: 'recheckOrder', method: 'POST', path: '/api/checking/restarts', summary: 'Counts an order anew from nothing.', who: ['checker'], body: z.strictObject({ order: id }), answer: z.object({ begun: z.boolean() }),
})

export function checkingRoutes(route: Route, house: House): void {
  route(check, async ({ db }, { body, actor }) => {
    const items = body.orders.flatMap(o => o.items.map(i => ({ ...i, order: o.order })))
    const done = await house.act(actor, work => checkOrders(work, body.orders.map(o => o.order), items), db)
    return { moved: done.moved, refused: done.refused.map(r => ({ order: r.id, reasons: r.reasons })) }
  })
  route(scanCheck, async ({ db }, { body, actor }) => house.act(actor, work => scan(work, body), db))
  route(recheck, async ({ db }, { body, actor }) => ({ begun: await house.act(actor, work => beginAnew(work, body.order), db) }))
}
