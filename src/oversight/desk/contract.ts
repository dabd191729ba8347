import { z } from 'zod'
import { endpoint, idOut, timeOut } from '#kit/endpoint.ts'
import { orderLife } from '#journey/order/states.ts'

const count = { count: z.number(), capped: z.boolean(), oldestAt: timeOut.nullable() }
const title = z.object({ zh: z.string(), zhTW: z.string(), en: z.string() })
const item = z.object({ subject: z.string(), id: idOut, order: idOut.nullable(), number: z.string().nullable(), dueAt: timeOut })

export const readDesk = endpoint({
  name: 'readDesk', method: 'GET', path: '/api/desk', who: 'signed-in',
  summary: 'What concerns the caller now, within roles and scope: what waits, what is at risk by clause, what went wrong today, what the caller did today.',
  answer: z.object({
    at: timeOut, today: timeOut,
    waiting: z.array(z.object({ kind: z.enum(['stage', 'block', 'parcels', 'proposals', 'approvals', 'alarms', 'letters', 'lines', 'pools']), key: z.string(), ...count })),
    atRisk: z.array(z.object({ clause: z.string(), number: z.string(), title, overdue: z.number(), soon: z.number(), capped: z.boolean(), items: z.array(item) })),
    wrong: z.array(z.object({ kind: z.enum(['breach', 'discrepancy', 'upload', 'intake']), key: z.string(), title: title.nullable(), count: z.number(), latestAt: timeOut.nullable(), orders: z.array(z.object({ id: idOut, number: z.string() })) })),
    done: z.array(z.object({ kind: z.string(), count: z.number(), lastAt: timeOut })),
  }),
})

export const readWall = endpoint({
  name: 'readWall', method: 'GET', path: '/api/wall', who: 'signed-in',
  summary: 'Today at a glance, within scope: the flow stage by stage, what was promised and what was kept, orders in and out by the hour, best sellers. A few seconds old at most.',
  answer: z.object({
    at: timeOut, today: timeOut,
    stages: z.array(z.object({ stage: z.enum(orderLife.states), entered: z.number(), gone: z.number(), standing: z.number(), blocked: z.number(), capped: z.boolean(), oldestAt: timeOut.nullable() })),
    hours: z.array(z.object({ at: timeOut, received: z.number(), shipped: z.number(), cancelled: z.number(), receivedBefore: z.number(), shippedBefore: z.number() })),
    promises: z.array(z.object({ clause: z.string(), number: z.string(), title, met: z.number(), missed: z.number(), overdue: z.number() })),
    sellers: z.array(z.object({ code: z.string(), title: z.string(), pieces: z.number(), orders: z.number() })),
  }),
})
