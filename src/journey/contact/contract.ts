import { z } from 'zod'
import { endpoint, id } from '#kit/endpoint.ts'
import { outcome } from '#journey/order/contract.ts'
import { channels, outcomes } from './rules.ts'

export const contactCustomers = endpoint({
  name: 'contactCustomers', method: 'POST', path: '/api/orders/contacts', who: ['clerk', 'service', 'manager'],
  summary: 'Logs an attempt to reach the customers of a set of orders (RV-5): whatever is no answer starts the two hours of silence, an answer resumes the order. A phone number in the note is masked. Sending is done elsewhere.',
  body: z.strictObject({
    orders: z.array(id).min(1).max(5000), channel: z.enum(channels), outcome: z.enum(outcomes),
    note: z.string().max(500).default(''), expectsAnswer: z.boolean().default(true),
  }),
  answer: outcome,
})
