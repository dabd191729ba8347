import type { Stage } from '#journey/order/states.ts'
import { inboundOrder, type InboundOrder, type IntakeAnswer } from './contract.ts'

type Refusal = IntakeAnswer['refused'][number]

/** Checks each order of a set alone, so that a bad one never keeps a good one out. */
export function sift(given: readonly unknown[]): { good: { index: number; order: InboundOrder }[]; refused: Refusal[] } {
  const good: { index: number; order: InboundOrder }[] = []
  const refused: Refusal[] = []
  const seen = new Set<string>()
  given.forEach((one, index) => {
    const parsed = inboundOrder.safeParse(one)
    if (!parsed.success) {
      const number = typeof one === 'object' && one !== null && 'number' in one && typeof one.number === 'string' ? one.number.slice(0, 64) : ''
      refused.push({ index, number, reasons: parsed.error.issues.slice(0, 20).map(i => ({ code: i.code, path: i.path.join('.'), message: i.message })) })
    } else if (seen.has(parsed.data.number)) {
      refused.push({ index, number: parsed.data.number, reasons: [{ code: 'twice-in-set', path: 'number', message: 'This number stands twice in the set; send each order once.' }] })
    } else {
      seen.add(parsed.data.number)
      good.push({ index, order: parsed.data })
    }
  })
  return { good, refused }
}

/** Where an order enters its life: paid → received; never paid → unpaid or closed; fully refunded → closed, never shipped. */
export function birthOf(order: InboundOrder): { birth: 'receive' | 'place' | 'close'; stage: Stage; closing: string | null } {
  if (order.status === 'closed-unpaid') return { birth: 'close', stage: 'cancelled', closing: 'never-paid' }
  if (order.status === 'closed-refunded') return { birth: 'close', stage: 'cancelled', closing: 'refunded-before-shipping' }
  if (order.status === 'unpaid' || (!order.status && !order.paidAt)) return { birth: 'place', stage: 'unpaid', closing: null }
  return { birth: 'receive', stage: 'received', closing: null }
}

/** FU-1: single-item, multi-item or large, which decides the wave it is picked in. */
export function shapeOf(lines: readonly { quantity: number }[]): 'single' | 'multi' | 'large' {
  const pieces = lines.reduce((n, l) => n + l.quantity, 0)
  if (pieces === 1) return 'single'
  return pieces > 20 || lines.length > 10 ? 'large' : 'multi'
}

/** CL-1 by the customer's own words; rules of review may change it. */
export const classOf = (order: InboundOrder): string => order.class ?? (/加急|急用|尽快|urgent/i.test(order.buyerRemark) ? 'urgent' : 'normal')

export const phoneDigits = (phone: string) => phone.replace(/\D/g, '')
export const lineTotal = (l: { quantity: number; unitFen: number; discountFen: number }) => l.quantity * l.unitFen - l.discountFen

/** 64-bit FNV-1a of what a change would show in; tells a redelivery from a change. */
export function contentOf(order: InboundOrder): bigint {
  const text = JSON.stringify([order.status, order.paidAt, order.receiver, order.lines, order.freightFen, order.discountFen, order.totalFen, order.paidFen, order.refundedFen, order.buyerRemark, order.sellerRemark, order.delivery])
  let low = 0x811c9dc5, high = 0xcbf29ce4
  for (let i = 0; i < text.length; i++) {
    low = Math.imul(low ^ text.charCodeAt(i), 0x01000193)
    high = Math.imul(high ^ text.charCodeAt(text.length - 1 - i), 0x01000193) ^ low
  }
  return BigInt.asIntN(64, (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0))
}
