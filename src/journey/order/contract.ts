import { z } from 'zod'
import { endpoint, fileOut, id, idOut, listOf, timeOut } from '#kit/endpoint.ts'
import { tongues } from '#kit/words.ts'
import { blockReasons, orderClasses } from './rules.ts'
import { orderLife } from './states.ts'

const reasons = z.array(z.object({ code: z.string(), path: z.string().optional(), clause: z.string().optional(), values: z.record(z.string(), z.unknown()).optional() }))
export const outcome = z.object({ moved: z.array(idOut), refused: z.array(z.object({ order: idOut, reasons })) })
const stage = z.enum(orderLife.states)
const blockReason = z.enum(Object.keys(blockReasons) as [keyof typeof blockReasons])
export const seesOrders = ['clerk', 'service', 'picker', 'checker', 'packer', 'logistics', 'finance', 'repair', 'purchasing', 'quality', 'manager', 'it'] as const
const sets = z.array(id).min(1).max(5000)

const listed = z.object({
  id: idOut, number: z.string(), shop: z.string(), stage, blocks: z.array(z.string()), class: z.string(), priority: z.number(), placedAt: timeOut, stageAt: timeOut, tags: z.array(z.string()),
  totalFen: z.number(), paidFen: z.number(), pieces: z.number(), warehouse: z.string().nullable(), receiver: z.string(), province: z.string(),
})
const clock = z.object({ clause: z.string(), startedAt: timeOut, dueAt: timeOut })

/** What orders are looked for by; the same for the list, its count, its export and a move on all that fit. */
export const orderFilter = z.strictObject({
  stage: listOf(stage).optional(), block: z.union([blockReason, z.literal('any'), z.literal('none')]).optional(), class: listOf(z.enum(orderClasses)).optional(),
  shop: z.string().max(60).optional(), warehouse: id.optional(), tag: z.string().max(20).optional(), from: z.iso.date().optional(), to: z.iso.date().optional(), q: z.string().max(80).optional(),
})
export const orderSorts = ['newest', 'oldest', 'priority', 'amount', 'deadline'] as const
export const listOrders = endpoint({
  name: 'listOrders', method: 'GET', path: '/api/orders', who: seesOrders,
  summary: 'Orders, newest first or by `sort` (`deadline`: the soonest running clock first, then those without one); `q` finds number, waybill, parcel code, phone, its last four digits, or name. `after` is the `next` of the page before.',
  query: orderFilter.extend({ sort: z.enum(orderSorts).default('newest'), limit: z.coerce.number().int().min(1).max(500).default(50), after: z.string().regex(/^-?\d{1,15}(_\d{1,15})?$/).optional() }),
  answer: z.object({ orders: z.array(listed.extend({ city: z.string(), carrier: z.string().nullable(), waybill: z.string().nullable(), clock: clock.nullable() })), next: z.string().nullable() }),
})
export const countOrders = endpoint({
  name: 'countOrders', method: 'GET', path: '/api/orders/count', summary: 'How many orders fit a filter, and the newest of them; counted up to 100,000.', who: seesOrders,
  query: orderFilter, answer: z.object({ count: z.number(), exact: z.boolean(), newest: idOut.nullable(), /** Whether so many rows leave without another person’s approval. */ free: z.boolean() }),
})
export const exportOrders = endpoint({
  name: 'exportOrders', method: 'GET', path: '/api/orders/export', who: ['clerk', 'service', 'logistics', 'finance', 'quality', 'manager'], gives: 'file', report: true, answer: fileOut,
  summary: 'The orders that fit a filter as an Excel or CSV file, newest first, at most 100,000; receivers masked, text never a formula. It is written down; above the handbook’s number of rows another person approves it first.',
  query: orderFilter.extend({ format: z.enum(['xlsx', 'csv']).default('xlsx'), tongue: z.enum(tongues).default('zh-CN'), sort: z.enum(orderSorts).optional() }),
})
export const askOrderExport = endpoint({
  name: 'askOrderExport', method: 'POST', path: '/api/orders/export/requests', who: ['clerk', 'service', 'logistics', 'finance', 'quality', 'manager'], answer: z.object({ approval: idOut }),
  summary: 'Asks for a file of more rows than leave freely. What was searched for by words is not kept, so it cannot be asked for (IT-3).',
  body: orderFilter.omit({ q: true }).extend({ format: z.enum(['xlsx', 'csv']).default('xlsx'), tongue: z.enum(tongues).default('zh-CN'), reason: z.string().trim().min(2).max(200) }),
})
export const orderChoices = endpoint({
  name: 'orderChoices', method: 'GET', path: '/api/orders/choices', summary: 'The shops and warehouses one may choose orders by.', who: seesOrders,
  answer: z.object({ shops: z.array(z.object({ code: z.string(), name: z.string() })), warehouses: z.array(z.object({ id: idOut, name: z.string() })) }),
})
export const countStages = endpoint({
  name: 'countStages', method: 'GET', path: '/api/stages', summary: 'How many orders stand in each stage, how many of them behind a block, and how many have a warehouse; of those that have ended, only the ones since `endedSince`.', who: seesOrders,
  answer: z.object({ stages: z.array(z.object({ stage, count: z.number(), blocked: z.number(), allocated: z.number() })), endedSince: timeOut }),
})
export const getOrder = endpoint({
  name: 'getOrder', method: 'GET', path: '/api/orders/{id}', summary: 'One order: where it stands, why it does not move, who must do what by when (C8).', who: seesOrders,
  params: z.strictObject({ id }),
  answer: listed.extend({
    city: z.string(), district: z.string(), paidAt: timeOut.nullable(), receivedAt: timeOut, discountFen: z.number(), freightFen: z.number(), refundedFen: z.number(),
    currency: z.string(), buyerRemark: z.string(), sellerRemark: z.string(), delivery: z.string(), closing: z.string().nullable(), version: z.number(), into: idOut.nullable(),
    lines: z.array(z.object({ line: z.number(), code: z.string(), title: z.string(), spec: z.string(), quantity: z.number(), unitFen: z.number(), discountFen: z.number(), totalFen: z.number(), refundAsked: z.boolean(), reserved: z.number(), available: z.number().nullable() })),
    openBlocks: z.array(z.object({ reason: z.string(), owner: z.string(), note: z.string(), clause: z.string().nullable(), since: timeOut, until: timeOut.nullable() })),
    clocks: z.array(z.object({ clause: z.string(), state: z.string(), startedAt: timeOut, dueAt: timeOut, stoppedAt: timeOut.nullable(), breachedAt: timeOut.nullable() })),
    contacts: z.array(z.object({ at: timeOut, by: z.string(), channel: z.string(), outcome: z.string(), note: z.string() })),
    next: z.object({ move: z.string(), role: z.string(), blockedBy: z.array(z.string()), by: timeOut.nullable() }).nullable(),
    moves: z.array(z.object({ move: z.string(), reasons })),
    parcels: z.array(z.object({
      id: idOut, state: z.string(), waybill: z.string().nullable(), code: z.string(), version: z.number(), carrier: z.string().nullable(), expectedGrams: z.number(), weighedGrams: z.number().nullable(), material: z.string().nullable(),
      handedAt: timeOut.nullable(), uploadedAt: timeOut.nullable(), signedAt: timeOut.nullable(), pickedBy: z.string().nullable(), checkedBy: z.string().nullable(), packedBy: z.string().nullable(),
      scans: z.array(z.object({ at: timeOut, kind: z.string(), place: z.string(), note: z.string() })),
    })),
    platformNumber: z.string(),
  }),
})
export const getStory = endpoint({
  name: 'getStory', method: 'GET', path: '/api/orders/{id}/story', summary: 'The order step by step, from its events alone (C5).', who: seesOrders, params: z.strictObject({ id }),
  answer: z.object({ steps: z.array(z.object({
    number: z.number(), at: timeOut, actor: z.string(), kind: z.string(), before: z.string().nullable(), after: z.string().nullable(), stage: z.string().nullable(), blocks: z.array(z.string()),
    clause: z.string().nullable(), facts: z.record(z.string(), z.unknown()), sentence: z.object({ zh: z.string(), zhTW: z.string(), en: z.string() }),
  })) }),
})
/** Moves that people make by hand on sets of orders; the others are made by their stations. */
export const handMoves = ['approve', 'send-back', 'cancel', 'refer', 'complete', 'pay'] as const
export const doorMoves = [...handMoves, 'block', 'unblock', 'suspend', 'resume', 'short'] as const
export const makeMove = endpoint({
  name: 'makeMove', method: 'POST', path: '/api/orders/moves/{move}', who: seesOrders,
  summary: 'Makes one move with a set of orders, given or found by a filter (in pages, up to order `upTo`); each is moved or refused with every reason. `dryRun` tells what would happen.',
  params: z.strictObject({ move: z.enum(doorMoves) }),
  body: z.strictObject({
    orders: sets.optional(), filter: orderFilter.optional(), upTo: id.optional(), except: z.array(id).max(5000).optional(), after: id.optional(), limit: z.number().int().min(1).max(1000).default(200), dryRun: z.boolean().default(false),
    reason: blockReason.optional(), note: z.string().max(500).default(''), until: z.iso.datetime({ offset: true }).optional(),
  }).refine(body => (body.orders === undefined) !== (body.filter === undefined), 'either orders or a filter'),
  /** `next` stands only where a filter was given: the `after` of its next page, or null at the end. */
  answer: outcome.extend({ refused: z.array(z.object({ order: idOut, number: z.string().nullable(), reasons })), next: idOut.nullable().optional() }),
})
export const reveal = endpoint({
  name: 'revealReceiver', method: 'POST', path: '/api/orders/{id}/reveal', summary: 'Shows the receiver in the clear; the reason is kept with who and when (IT-3).',
  who: ['clerk', 'service', 'logistics', 'manager'], params: z.strictObject({ id }), body: z.strictObject({ reason: z.string().min(4).max(200) }),
  answer: z.object({ name: z.string(), phone: z.string(), street: z.string() }),
})
export const correctOrder = endpoint({
  name: 'correctOrder', method: 'POST', path: '/api/orders/{id}/corrections', summary: 'Corrects receiver, seller remark or delivery; old and new value, who, why and with whom it was confirmed are kept (RV-7).',
  who: ['clerk', 'service', 'manager'], params: z.strictObject({ id }),
  body: z.strictObject({
    change: z.strictObject({
      name: z.string().max(100).optional(), phone: z.string().max(40).optional(), province: z.string().max(60).optional(), city: z.string().max(60).optional(),
      district: z.string().max(60).optional(), street: z.string().max(400).optional(), sellerRemark: z.string().max(2000).optional(), delivery: z.string().max(60).optional(),
    }),
    why: z.string().min(2).max(400), confirmedWith: z.string().max(100).default(''),
  }),
  answer: z.object({ corrected: z.literal(true) }),
})
