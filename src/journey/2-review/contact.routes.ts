import { z } from 'zod'
import type { Route } from '#kit/context.ts'
import { endpoint, id } from '#kit/endpoint.ts'
import type { House } from '#handbook/clocks/work.ts'
import { outcome } from '#journey/order/contract.ts'
import { contact } from './contact.actions.ts'

export const contactCustomers = endpoint({
  name: 'contactCustomers', method: 'POST', path: '/api/orders/contacts', who: ['clerk', 'service', 'manager'],
  summary: 'Logs an attempt to reach the customers of a set of orders (RV-5): asked or unreached starts the two hours of silence, answered resumes the order. Sending is done elsewhere.',
  body: z.strictObject({
    orders: z.array(id).min(1).max(5000), channel: z.enum(['platform', 'sms', 'phone']), outcome: z.enum(['asked', 'unreached', 'answered']),
    note: z.string().max(500).default(''), expectsAnswer: z.boolean().default(true),
  }),
  answer: outcome,
})

export function contactRoutes(route: Route, house: House): void {
  route(contactCustomers, async ({ db }, { body: { orders, ...attempt }, actor }) => {
    const done = await house.act(actor, work => contact(work, orders, attempt), db)
    return { moved: done.moved, refused: done.refused.map(r => ({ order: r.id, reasons: r.reasons })) }
  })
}
