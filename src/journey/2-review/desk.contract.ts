import { z } from 'zod'
import { endpoint, id, idOut, timeOut } from '#kit/endpoint.ts'
import { getOrder } from '#journey/order/contract.ts'

const who = ['clerk', 'service', 'manager'] as const
const verdict = z.array(z.object({ rule: z.string(), clause: z.string().nullable(), values: z.record(z.string(), z.unknown()) }))
/** Why an order stands in review: referred by rules, sent back by a person, or made of others. */
const why = z.object({ kind: z.string(), at: timeOut, actor: z.string(), note: z.string(), verdict })

const waiting = z.object({
  id: idOut, number: z.string(), shop: z.string(), class: z.string(), priority: z.number(), blocks: z.array(z.string()), placedAt: timeOut, stageAt: timeOut,
  totalFen: z.number(), pieces: z.number(), receiver: z.string(), province: z.string(), city: z.string(), remark: z.string(), first: z.boolean(),
  why: why.nullable(), dueAt: timeOut.nullable(), paused: z.boolean(),
})

/** A place in the queue: priority and order, as the answer before gave it. */
const place = z.string().regex(/^-?\d{1,6}\.\d{1,15}$/).transform(text => { const [priority, order] = text.split('.').map(Number); return { priority: priority!, id: order! } }) // the pattern has two parts

export const reviewQueue = endpoint({
  name: 'reviewQueue', method: 'GET', path: '/api/review/queue', who,
  summary: 'Orders that wait for a person, the urgent first, then the oldest; each with the rules and values that sent it there and when it is due (RV-4). `show=waiting` are those that wait for a customer.',
  query: z.strictObject({ show: z.enum(['open', 'waiting', 'all']).default('open'), limit: z.coerce.number().int().min(1).max(200).default(50), after: place.optional() }),
  answer: z.object({ orders: z.array(waiting), next: z.string().nullable(), counts: z.object({ open: z.number(), waiting: z.number(), overdue: z.number(), today: z.number() }) }),
})

const how = z.array(z.enum(['buyer', 'phone', 'address']))
export const reviewOrder = endpoint({
  name: 'reviewOrder', method: 'GET', path: '/api/orders/{id}/review', who, params: z.strictObject({ id }),
  query: z.strictObject({ days: z.coerce.number().int().min(1).max(90).default(7) }),
  summary: 'Everything a reviewer needs of one order in one answer: the order, its verdict, the customer’s history, contacts, similar orders of the last days, papers (RV-4, CU-5).',
  answer: z.object({
    order: getOrder.answer, first: z.boolean(), why: z.array(why),
    offline: z.object({ salesman: z.string(), store: z.string(), special: z.string(), invoice: z.string(), by: z.string(), at: timeOut }).nullable(),
    history: z.array(z.object({
      by: z.enum(['buyer', 'phone', 'address']), orders: z.number(), totalFen: z.number(), refundedFen: z.number(), cancelled: z.number(), refunds: z.number(), signed: z.number(),
      firstAt: timeOut, lastAt: timeOut,
    })),
    recent: z.array(z.object({ id: idOut, number: z.string(), stage: z.string(), blocks: z.array(z.string()), totalFen: z.number(), pieces: z.number(), placedAt: timeOut, by: how })),
    similar: z.array(z.object({
      id: idOut, number: z.string(), stage: z.string(), blocks: z.array(z.string()), totalFen: z.number(), pieces: z.number(), placedAt: timeOut, by: how, sameLines: z.boolean(),
      mergeable: z.boolean(), reasons: z.array(z.object({ code: z.string(), values: z.record(z.string(), z.unknown()).optional() })),
      lines: z.array(z.object({ code: z.string(), title: z.string(), quantity: z.number() })),
    })),
    papers: z.array(z.object({ id: idOut, name: z.string(), type: z.string(), bytes: z.number(), at: timeOut, by: z.string() })),
  }),
})
