import { z } from 'zod'
import { fenOf, momentOf, orderNumberOf, plainText, quantityOf, type Read } from '#kit/files/cells.ts'
import { parseAddress } from '#journey/order/address.rules.ts'
import type { InboundOrder } from './contract.ts'

const roles = ['orders', 'lines', 'receivers', 'payments', 'products'] as const
export const fields = [
  'number', 'platformNumber', 'status', 'account', 'placedAt', 'paidAt', 'total', 'paid', 'refunded', 'freight', 'discount', 'buyerRemark', 'sellerRemark', 'delivery', 'special', 'salesman', 'store', 'invoice',
  'line', 'sku', 'title', 'spec', 'price', 'quantity', 'lineDiscount', 'subtotal', 'lineFreight',
  'receiver', 'name', 'phone', 'province', 'city', 'district', 'street', 'address', 'token',
] as const
export type Field = (typeof fields)[number]
export type Role = (typeof roles)[number]

/**
 * How the files of one source become orders. Files are joined by their `key`; an orders file with a `sku` column has one row a line.
 * The status word `closed` means refunded when it was paid, else never paid.
 */
export const mappingShape = z.strictObject({
  name: z.string().min(1).max(60),
  files: z.array(z.strictObject({ role: z.enum(roles), key: z.enum(['number', 'receiver', 'sku']), columns: z.partialRecord(z.enum(fields), z.string().min(1).max(200)) })).min(1).max(10),
  currency: z.string().length(3).default('CNY'),
  utcOffsetMinutes: z.number().int().min(-840).max(840).default(480),
  statuses: z.record(z.string(), z.enum(['paid', 'unpaid', 'closed-unpaid', 'closed-refunded', 'closed'])).default({}),
})
export type Mapping = z.infer<typeof mappingShape>

export const builtIn: readonly Mapping[] = [
  {
    name: 'tmall', currency: 'CNY', utcOffsetMinutes: 480,
    files: [
      { role: 'orders', key: 'number', columns: { number: '订单编号', account: '买家会员名', total: '总金额', paid: '买家实际支付金额', refunded: '退款金额', status: '订单状态', placedAt: '订单创建时间', paidAt: '订单付款时间', buyerRemark: '买家留言' } },
      { role: 'lines', key: 'number', columns: { number: '订单编号', line: '子订单编号', sku: '商家编码', title: '宝贝标题', spec: '商品属性', price: '价格', quantity: '购买数量', lineDiscount: '优惠金额', subtotal: '小计' } },
      { role: 'receivers', key: 'number', columns: { number: '订单编号', name: '收货人姓名', phone: '联系手机', province: '省', city: '市', district: '区', street: '详细地址' } },
    ],
    statuses: { '买家已付款,等待卖家发货': 'paid', 交易关闭: 'closed-refunded', '交易关闭(未付款)': 'closed-unpaid', 等待买家付款: 'unpaid' },
  },
  {
    name: 'olist', currency: 'BRL', utcOffsetMinutes: -180,
    files: [
      { role: 'orders', key: 'number', columns: { number: 'order_id', receiver: 'customer_id', status: 'order_status', placedAt: 'order_purchase_timestamp', paidAt: 'order_approved_at' } },
      { role: 'lines', key: 'number', columns: { number: 'order_id', sku: 'product_id', price: 'price', lineFreight: 'freight_value' } },
      { role: 'receivers', key: 'receiver', columns: { receiver: 'customer_id', token: 'customer_unique_id', city: 'customer_city', province: 'customer_state' } },
      { role: 'payments', key: 'number', columns: { number: 'order_id', paid: 'payment_value' } },
      { role: 'products', key: 'sku', columns: { sku: 'product_id', title: 'product_category_name' } },
    ],
    statuses: { created: 'unpaid', canceled: 'closed', unavailable: 'closed', approved: 'paid', processing: 'paid', invoiced: 'paid', shipped: 'paid', delivered: 'paid' },
  },
]

/** The form people fill in by hand while a platform or this system is down (IN-7), by the words of its header in each tongue. */
export const handForm = {
  zh: { number: '手工单号', platformNumber: '平台单号（知道就填）', placedAt: '下单时间', name: '收货人', phone: '电话', address: '收货地址（省市区街道）', sku: '商品编码', title: '商品名称', quantity: '数量', price: '单价（元）', paid: '已付（元）', buyerRemark: '客户备注', salesman: '业务员', store: '门店' },
  'zh-TW': { number: '手工單號', platformNumber: '平台單號（知道就填）', placedAt: '下單時間', name: '收件人', phone: '電話', address: '收件地址（省市區街道）', sku: '商品編碼', title: '商品名稱', quantity: '數量', price: '單價（元）', paid: '已付（元）', buyerRemark: '客戶備註', salesman: '業務員', store: '門市' },
  en: { number: 'Hand number', platformNumber: 'Platform number (if known)', placedAt: 'Ordered at', name: 'Receiver', phone: 'Phone', address: 'Address (province, city, district, street)', sku: 'Product code', title: 'Product', quantity: 'Quantity', price: 'Price (yuan)', paid: 'Paid (yuan)', buyerRemark: 'Customer remark', salesman: 'Salesman', store: 'Store' },
} as const
const handForms = [['hand-form', handForm.zh], ['hand-form-tw', handForm['zh-TW']], ['hand-form-en', handForm.en]] as const
/** Whoever fills the form in looks at the company's clock. */
export const handMappings = (utcOffsetMinutes: number): Mapping[] =>
  handForms.map(([name, columns]) => ({ name, currency: 'CNY', utcOffsetMinutes, statuses: {}, files: [{ role: 'orders', key: 'number', columns }] }))
export const ofHouse: ReadonlySet<string> = new Set([...builtIn.map(m => m.name), ...handForms.map(([name]) => name)])

/** These columns may be absent from a file although the mapping names them. */
const spare = new Set<string>(['platformNumber', 'store', 'account', 'buyerRemark', 'sellerRemark', 'delivery', 'special', 'salesman', 'invoice', 'line', 'title', 'spec', 'district'])

export interface Table { name: string; header: readonly string[] }
/** What one file is: its role, its key, and where each field stands in a row. */
export interface Reading { role: Role; key: Field; places: ReadonlyMap<Field, number> }
export interface Missing { file: string; column: string; message: string }

/** The first of these headers, each once. */
const some = (headers: readonly string[]) => { const all = [...new Set(headers.filter(h => h.trim()))]; return all.slice(0, 8).map(h => `"${h.slice(0, 30)}"`).join(', ') + (all.length > 8 ? ' …' : '') || 'no headers' }

/** Recognises files by their headers, in any column order; every missing column or file is named. */
export function recognise(mapping: Mapping, tables: readonly Table[]): { readings: Reading[]; missing: Missing[] } {
  const missing: Missing[] = []
  const readings = tables.map(table => {
    const heads = new Map(table.header.map((word, i) => [wordOf(word), i]))
    const [best] = mapping.files.map(file => {
      const columns = Object.entries(file.columns) as [Field, string][]
      const found = columns.filter(([, header]) => heads.has(wordOf(header)))
      return { file, columns, share: found.length / columns.length, places: new Map(found.map(([field, header]) => [field, heads.get(wordOf(header))!])) } // found is what heads has
    }).sort((a, b) => b.share - a.share)
    if (!best || best.share === 0) missing.push({ file: table.name, column: '', message: `"${table.name}" has none of the columns of the mapping "${mapping.name}": it has ${some(table.header)}, looked for were ${some(mapping.files.flatMap(f => Object.values(f.columns)))}.` })
    for (const [field, header] of best && best.share > 0 ? best.columns : []) {
      if (!best!.places.has(field) && !spare.has(field)) missing.push({ file: table.name, column: header, message: `"${table.name}" has no column "${header}".` }) // best is there, or there were no columns
    }
    return { role: best?.file.role ?? 'orders', key: best?.file.key ?? 'number', places: best?.places ?? new Map<Field, number>() }
  })
  for (const file of mapping.files) {
    if (file.role !== 'products' && !readings.some(r => r.role === file.role)) missing.push({ file: file.role, column: '', message: `The file with the ${file.role} is missing (columns ${Object.values(file.columns).join(', ')}).` })
  }
  return { readings, missing }
}

/** One row of a file with the text of each field, and where it stands. */
export interface Cells { file: string; row: number; of: { readonly [field in Field]?: string } }
/** Everything the files say about one order. */
export interface Bundle { order: Cells; lines: readonly Cells[]; receiver: Cells | undefined; payments: readonly Cells[]; titleOf: (sku: string) => string | undefined }
export interface ImportProblem { file: string; row: number; field: string | null; value: string | null; code: string; message: string }

export const numberOf = (text: string): Read<string> => orderNumberOf(text)
export const hasLines = (reading: Reading) => reading.role === 'lines' || (reading.role === 'orders' && reading.places.has('sku'))

const personal = new Set<string>(['name', 'phone', 'street', 'address', 'token'])
export const isPersonal = (field: string) => personal.has(field)

/** The source's own amount of one order, also of one that cannot be taken; 0 when it cannot be read. */
export function sourceFenOf({ order, lines, payments }: Bundle): number {
  if (order.of.total !== undefined) return fenOr0(order.of.total)
  const sum = lines.reduce((n, l) => n + wholeOr1(l.of.quantity) * fenOr0(l.of.price) - fenOr0(l.of.lineDiscount) + fenOr0(l.of.lineFreight), 0)
  return lines.length ? sum + fenOr0(order.of.freight) - fenOr0(order.of.discount) : payments.reduce((n, p) => n + fenOr0(p.of.paid), 0)
}

/** Builds one order from its rows, or says every reason why it cannot be built. */
export function assemble(mapping: Mapping, { order, lines, receiver, payments, titleOf }: Bundle): { order: InboundOrder | undefined; problems: ImportProblem[] } {
  const problems: ImportProblem[] = []
  const say = (at: Cells, field: Field | null, code: string, message: string) =>
    problems.push({ file: at.file, row: at.row, field: field && (headerOf(mapping, field) ?? field), value: field && !isPersonal(field) ? plainText(at.of[field] ?? '').slice(0, 80) : null, code, message })
  const read = <T>(at: Cells, field: Field, reader: (text: string) => Read<T>, otherwise: T): T => {
    const text = at.of[field]
    if (text === undefined || (text.trim() === '' && field !== 'placedAt' && field !== 'price' && field !== 'quantity' && field !== 'total')) return otherwise
    const answer = reader(text)
    if (answer.ok) return answer.value
    say(at, field, answer.code, answer.message)
    return otherwise
  }
  const money = (at: Cells, field: Field) => read(at, field, text => fenOf(text), 0)
  const moment = (field: Field) => read<Date | null>(order, field, text => momentOf(text, mapping.utcOffsetMinutes), null)?.toISOString() ?? null

  // Whoever writes by hand and knows the platform's number gives it: then the platform's own copy is the same order (IN-7).
  const own: Field = order.of.platformNumber?.trim() ? 'platformNumber' : 'number'
  const number = numberOf(order.of[own] ?? '')
  if (!number.ok) say(order, own, number.code, number.message)
  const placedAt = moment('placedAt')
  // A source that tells no time of payment but an amount was paid when the order was placed.
  const paidAt = moment('paidAt') ?? (order.of.paidAt === undefined && order.of.status === undefined && money(order, 'paid') > 0 ? placedAt : null)
  const status = statusOf(mapping, order.of.status, paidAt !== null)
  if (!status.ok) say(order, 'status', status.code, status.message)
  if (lines.length === 0) say(order, 'number', 'lines-missing', 'The files have no lines for this order.')
  if (!receiver) say(order, 'number', 'receiver-missing', 'The files have no receiver for this order.')

  const made = lines.map(at => {
    const before = problems.length
    const line = lineOf(at, { money, read, titleOf })
    return { at, line, whole: problems.length === before }
  })
  for (const { at, line, whole } of made) {
    if (!line.sku) say(at, 'sku', 'sku-missing', 'The product code is empty.')
    if (whole && at.of.subtotal !== undefined && money(at, 'subtotal') !== line.quantity * line.unitFen - line.discountFen) say(at, 'subtotal', 'amounts-differ', 'Price × quantity − discount is not the subtotal of this line.')
  }
  const kept = mapping.files.some(f => f.role === 'lines' && !f.columns.quantity) ? grouped(made.map(m => m.line)) : made.map(m => m.line)
  const freightFen = money(order, 'freight') + lines.reduce((n, at) => n + money(at, 'lineFreight'), 0)
  const discountFen = money(order, 'discount')
  const sum = kept.reduce((n, l) => n + l.quantity * l.unitFen - l.discountFen, 0) + freightFen - discountFen
  const totalFen = order.of.total === undefined ? sum : money(order, 'total')
  if (problems.length === 0 && sum !== totalFen) say(order, 'total', 'amounts-differ', `The lines come to ${yuan(sum)} and the order says ${yuan(totalFen)}.`)
  const pays = { paidFen: order.of.paid === undefined ? payments.reduce((n, p) => n + money(p, 'paid'), 0) : money(order, 'paid'), refundedFen: money(order, 'refunded') }
  if (receiver && receiver.of.address !== undefined && !receiverOf(receiver).province) say(receiver, 'address', 'address-unclear', 'The province and city cannot be read from this address.')
  if (problems.length || !number.ok || !status.ok || !placedAt || !receiver) return { order: undefined, problems }

  // A source without a column of refunds says by its status that everything was given back, or that nothing was ever paid.
  const told = order.of.paid !== undefined
  if (!told && status.value === 'closed-refunded' && pays.refundedFen === 0) { pays.refundedFen = pays.paidFen; pays.paidFen = 0 }
  if (!told && (status.value === 'closed-unpaid' || status.value === 'unpaid')) pays.paidFen = 0
  if (status.value === 'paid' && pays.refundedFen > 0) kept[0]!.refundAsked = true // an order without lines never comes here
  const text = (field: Field) => textOf(order, field)
  return {
    problems,
    order: {
      number: number.value, ...(status.value && { status: status.value }), placedAt, paidAt, buyer: { account: text('account'), name: '' }, receiver: receiverOf(receiver), lines: kept,
      freightFen, discountFen, totalFen, ...pays, currency: mapping.currency, buyerRemark: text('buyerRemark'), sellerRemark: text('sellerRemark'), delivery: text('delivery'),
      ...(text('special') && { special: text('special') }), ...(text('salesman') && { salesman: text('salesman') }), ...(text('store') && { store: text('store') }), ...(text('invoice') && { invoice: text('invoice') }),
    },
  }
}

type Line = InboundOrder['lines'][number]
interface Readers { money: (at: Cells, field: Field) => number; read: <T>(at: Cells, field: Field, reader: (text: string) => Read<T>, otherwise: T) => T; titleOf: Bundle['titleOf'] }

function lineOf(at: Cells, { money, read, titleOf }: Readers): Line {
  const sku = textOf(at, 'sku')
  const line = textOf(at, 'line')
  return {
    ...(line && { line }), sku, title: textOf(at, 'title') || plainText(titleOf(sku) ?? '').trim(), spec: textOf(at, 'spec'),
    quantity: at.of.quantity === undefined ? 1 : read(at, 'quantity', quantityOf, 1), unitFen: money(at, 'price'), discountFen: money(at, 'lineDiscount'), refundAsked: false,
  }
}

/** A source with one row a piece: pieces of one product at one price are one line. */
const grouped = (lines: readonly Line[]): Line[] => [...Map.groupBy(lines, l => `${l.unitFen} ${l.sku}`).values()]
  .map(same => ({ ...same[0]!, quantity: same.length, discountFen: same.reduce((n, l) => n + l.discountFen, 0) })) // a group has a first

function receiverOf(at: Cells): InboundOrder['receiver'] {
  const token = textOf(at, 'token')
  if (at.of.address !== undefined && !textOf(at, 'province')) {
    const read = parseAddress(textOf(at, 'address'))
    return { name: textOf(at, 'name') || read.name, phone: textOf(at, 'phone') || read.phone, province: read.province, city: read.city, district: read.district, street: read.street, ...(token && { token }) }
  }
  return { name: textOf(at, 'name'), phone: textOf(at, 'phone'), province: textOf(at, 'province'), city: textOf(at, 'city'), district: textOf(at, 'district'), street: textOf(at, 'street'), ...(token && { token }) }
}

function statusOf(mapping: Mapping, word: string | undefined, paid: boolean): Read<InboundOrder['status']> {
  if (word === undefined) return { ok: true, value: undefined }
  const known = Object.entries(mapping.statuses).find(([one]) => wordOf(one) === wordOf(word))?.[1]
  if (!known) return { ok: false, code: 'status-unknown', message: `The mapping "${mapping.name}" does not know this status; add the word to it.` }
  return { ok: true, value: known === 'closed' ? (paid ? 'closed-refunded' : 'closed-unpaid') : known }
}

/** The header a field of an order has in the mapping, for people to find the cell. */
export const headerOf = (mapping: Mapping, field: string): string | undefined => mapping.files.flatMap(f => Object.entries(f.columns)).find(([name]) => name === field)?.[1]

const textOf = (at: Cells, field: Field) => plainText(at.of[field] ?? '').trim()
const wordOf = (text: string) => plainText(text).normalize('NFKC').replace(/\s+/g, '').toLowerCase()
const fenOr0 = (text: string | undefined) => { const read = fenOf(text ?? ''); return read.ok ? read.value : 0 }
const wholeOr1 = (text: string | undefined) => { const read = quantityOf(text ?? ''); return read.ok ? read.value : 1 }
const yuan = (fen: number) => (fen / 100).toFixed(2)
