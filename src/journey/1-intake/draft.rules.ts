import type { InboundOrder } from './contract.ts'

/** One line as it is typed: amounts in fen, the title as the catalogue says it. */
export interface DraftLine { sku: string; title: string; spec: string; quantity: number; unitFen: number; discountFen: number }
/** An order being typed. Its number is made once, so that saving twice makes one order (IN-1). */
export interface Draft {
  number: string; name: string; phone: string; province: string; city: string; district: string; street: string; lines: DraftLine[]; freightFen: number; paid: boolean
  buyerRemark: string; special: string; invoice: string
}
export const emptyLine: DraftLine = { sku: '', title: '', spec: '', quantity: 1, unitFen: 0, discountFen: 0 }

/** A number of the day that nobody else makes: `unique` is an id made by the browser. */
export const numberOn = (day: string, unique: string) => `OFF${day.slice(2).replaceAll('-', '')}-${unique.slice(0, 6).toUpperCase()}`
export const emptyDraft = (number: string): Draft => ({ number, name: '', phone: '', province: '', city: '', district: '', street: '', lines: [emptyLine], freightFen: 0, paid: true, buyerRemark: '', special: '', invoice: '' })
export const isTouched = (draft: Draft) => JSON.stringify({ ...draft, number: '' }) !== JSON.stringify(emptyDraft(''))
export const goodsOf = (draft: Draft) => draft.lines.filter(l => l.sku !== '')
export const lineFen = (l: DraftLine) => l.quantity * l.unitFen - l.discountFen
export const totalFen = (draft: Draft) => goodsOf(draft).reduce((sum, l) => sum + lineFen(l), 0) + draft.freightFen

export type Lack = 'needName' | 'needPhone' | 'needProvince' | 'needStreet' | 'needGoods'
/** What an order still needs before it can be saved. */
export const lacks = (d: Draft): Lack[] => [
  ...(d.name.trim() ? [] : ['needName' as const]), ...(d.phone.trim() ? [] : ['needPhone' as const]), ...(d.province.trim() ? [] : ['needProvince' as const]), ...(d.street.trim() ? [] : ['needStreet' as const]),
  ...(goodsOf(d).length && goodsOf(d).every(l => l.quantity > 0) && totalFen(d) >= 0 ? [] : ['needGoods' as const]),
]

/** The order as the intake door takes it. */
export function inboundOf(d: Draft, { salesman, store, at }: { salesman: string; store: string; at: string }): Partial<InboundOrder> & object {
  const total = totalFen(d)
  return {
    number: d.number.trim(), placedAt: at, ...(d.paid && { paidAt: at }), status: d.paid ? 'paid' : 'unpaid',
    receiver: { name: d.name.trim(), phone: d.phone.trim(), province: d.province.trim(), city: d.city.trim(), district: d.district.trim(), street: d.street.trim() },
    lines: goodsOf(d).map(l => ({ sku: l.sku, title: l.title, spec: l.spec, quantity: l.quantity, unitFen: l.unitFen, discountFen: l.discountFen, refundAsked: false })),
    freightFen: d.freightFen, totalFen: total, paidFen: d.paid ? total : 0, buyerRemark: d.buyerRemark.trim(),
    ...(d.special.trim() && { special: d.special.trim() }), ...(d.invoice.trim() && { invoice: d.invoice.trim() }), ...(salesman && { salesman }), ...(store && { store }),
  }
}
