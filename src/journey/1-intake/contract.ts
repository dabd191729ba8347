import { z } from 'zod'

const text = (max: number) => z.string().max(max)
const fen = z.number().int().min(0).max(1e13)

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
})

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
  placedAt: z.iso.datetime({ offset: true }),
  paidAt: z.iso.datetime({ offset: true }).nullish(),
  buyer: z.strictObject({ account: text(100).default(''), name: text(100).default('') }).default({ account: '', name: '' }),
  receiver: inboundReceiver,
  lines: z.array(inboundLine).min(1).max(500),
  freightFen: fen.default(0), discountFen: fen.default(0), totalFen: fen, paidFen: fen, refundedFen: fen.default(0),
  currency: text(3).default('CNY'),
  buyerRemark: text(2000).default(''), sellerRemark: text(2000).default(''), delivery: text(60).default(''),
  special: text(1000).optional(), salesman: text(60).optional(), invoice: text(200).optional(), class: text(20).optional(),
})

export type InboundOrder = z.infer<typeof inboundOrder>

export const intakeAnswer = z.object({
  accepted: z.number(), duplicates: z.number(), changed: z.number(),
  refused: z.array(z.object({ index: z.number(), number: z.string(), reasons: z.array(z.object({ code: z.string(), path: z.string(), message: z.string() })) })),
})
export type IntakeAnswer = z.infer<typeof intakeAnswer>
