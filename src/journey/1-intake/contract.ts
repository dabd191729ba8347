import { z } from 'zod'
import { endpoint } from '#kit/endpoint.ts'

/** What the database could not keep is refused here, order by order, so that it never keeps a good order of the set out. */
const text = (max: number) => z.string().max(max).refine(t => t.isWellFormed() && !t.includes('\0'), 'broken characters')
const most = 1e13
const fen = z.number().int().min(0).max(most)
const moment = z.iso.datetime({ offset: true }).refine(t => t >= '1990' && t < '2200' && Number.isFinite(Date.parse(t)), 'a moment between 1990 and 2200')

/** One line as the channel sold it; `discountFen` is the line's share of every discount. */
export const inboundLine = z.strictObject({
  line: text(64).optional(),
  sku: text(64).min(1),
  title: text(400).default(''),
  spec: text(200).default(''),
  quantity: z.number().int().min(1).max(1_000_000),
  unitFen: fen,
  discountFen: fen.default(0),
  refundAsked: z.boolean().default(false),
}).refine(l => l.quantity * l.unitFen <= most, 'the line is worth too much')

/** A receiver in the clear, or known by the platform's token and mask only. */
export const inboundReceiver = z.strictObject({
  name: text(100).default(''), phone: text(40).default(''),
  province: text(60), city: text(60).default(''), district: text(60).default(''), street: text(400).default(''),
  token: text(400).optional(), mask: text(200).optional(),
})

/** One platform order as the intake door takes it (IN-2). Amounts are whole fen, times ISO 8601 with zone. */
export const inboundOrder = z.strictObject({
  number: text(64).min(1),
  status: z.enum(['paid', 'unpaid', 'closed-unpaid', 'closed-refunded']).optional(),
  placedAt: moment,
  paidAt: moment.nullish(),
  buyer: z.strictObject({ account: text(100).default(''), name: text(100).default('') }).default({ account: '', name: '' }),
  receiver: inboundReceiver,
  lines: z.array(inboundLine).min(1).max(500),
  freightFen: fen.default(0), discountFen: fen.default(0), totalFen: fen, paidFen: fen, refundedFen: fen.default(0),
  currency: text(3).default('CNY'),
  buyerRemark: text(2000).default(''), sellerRemark: text(2000).default(''), delivery: text(60).default(''),
  special: text(1000).optional(), salesman: text(60).optional(), store: text(60).optional(), invoice: text(200).optional(), class: text(20).optional(),
})

export type InboundOrder = z.infer<typeof inboundOrder>

export const intakeAnswer = z.object({
  accepted: z.number(), duplicates: z.number(), changed: z.number(),
  refused: z.array(z.object({ index: z.number(), number: z.string(), reasons: z.array(z.object({ code: z.string(), path: z.string(), message: z.string() })) })),
})
export type IntakeAnswer = z.infer<typeof intakeAnswer>

export const takeOrders = endpoint({
  name: 'takeOrders', indoors: true, method: 'POST', path: '/api/intake/orders', summary: 'Takes a set of orders of one shop; each is accepted, a duplicate, changed, or refused with reasons (IN-1).',
  who: ['clerk', 'it'], body: z.strictObject({ shop: z.string().min(1).max(60), orders: z.array(z.unknown()).min(1).max(2000) }), answer: intakeAnswer,
})
