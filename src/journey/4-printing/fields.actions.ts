import { companyOf } from '#people/company/actions.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { yuan } from '#kit/money.ts'
import { markOf } from '#journey/parcel/mark.rules.ts'
import { offers, type DocumentKind, type Filled } from './fields.rules.ts'
import { lawful, lawfulText, nothingShown, type Shown } from './law.rules.ts'
import * as store from './fields.store.ts'

/** One paper to be filled: what it is of, and what it says of itself. */
export interface Wanted { document: DocumentKind; subject: number; paper: { batch: number; place: number; of: number; nth: number } }
/** A filled paper; what both papers of a parcel must agree on stands beside it. */
export interface Content extends Filled { mark?: { orderId: number; shopId: number; number: string; waybill: string; code: string; version: number } }

const parcelKinds: readonly DocumentKind[] = ['slip', 'gift-slip', 'waybill', 'return-label']
export const isOfParcel = (kind: DocumentKind): boolean => parcelKinds.includes(kind)

/**
 * Fills a set of papers from the database in a handful of statements. Receivers are unsealed here and nowhere else, masked by the label law
 * at once, and leave only as what may stand on that paper. A subject that is gone gives undefined.
 */
export async function fill(work: Work, company: { code: string; utcOffsetMinutes: number }, wanted: readonly Wanted[]): Promise<(Content | undefined)[]> {
  const own = await companyOf(work.tx, company.code)
  const time = (at: Date | null) => (at ? new Date(at.getTime() + company.utcOffsetMinutes * 60_000).toISOString().slice(0, 16).replace('T', ' ') : '')
  const subjects = (...kinds: DocumentKind[]) => [...new Set(wanted.filter(w => kinds.includes(w.document)).map(w => w.subject))]
  const parcels = await parcelContents(work, subjects(...parcelKinds), time, own.sender)
  const waves = await waveContents(work, subjects('picking-sheet'), time)
  const sheets = await sheetContents(work, subjects('handover-sheet'), time)
  const zones = await zoneContents(work, subjects('stocktake-sheet'), time)
  const acts = await actContents(work, subjects('receipt', 'adjustment-slip'), time)
  const bins = new Map((await some(subjects('bin-label'), ids => store.binFacts(work.tx, ids))).map(b => [b.id, { values: { 'place.code': b.code, 'place.zone': b.code.split('-')[0] ?? '', 'place.walk': String(b.walk), 'warehouse.name': b.warehouse } }]))
  const skus = new Map((await some(subjects('sku-label'), ids => store.skuFacts(work.tx, ids))).map(s => [s.id, { values: {
    'sku.code': s.code, 'sku.barcode': s.barcode ?? '', 'sku.scan': s.barcode || s.code, 'sku.title': s.title, 'sku.spec': s.spec ?? '', 'sku.brand': s.brand ?? '', 'sku.price': yuan(s.priceFen),
  } }]))
  return wanted.map(({ document, subject, paper }) => {
    const found: Content | undefined = isOfParcel(document) ? parcels.get(subject)?.(document) : ({ 'picking-sheet': waves, 'handover-sheet': sheets, 'stocktake-sheet': zones, receipt: acts, 'adjustment-slip': acts, 'bin-label': bins, 'sku-label': skus } as Partial<Record<DocumentKind, Map<number, Content>>>)[document]?.get(subject)
    return found && { ...found, values: offered(document, { ...found.values,
      'company.name': own.name, 'paper.batch': String(paper.batch), 'paper.place': String(paper.place), 'paper.of': String(paper.of), 'paper.print': String(paper.nth), 'paper.time': time(work.now), 'paper.by': work.actor.name,
    }) }
  })
}
/** Nothing but what the kind offers reaches its paper: a gift slip knows no price, whatever its template asks for. */
const offered = (kind: DocumentKind, values: Record<string, string>) => Object.fromEntries(Object.keys(offers[kind].values).map(name => [name, values[name] ?? '']))
const some = async <T>(ids: readonly number[], ask: (ids: readonly number[]) => Promise<T[]>): Promise<T[]> => (ids.length ? ask(ids) : [])

const shortened = (text: string, most = 240) => { const signs = [...text]; return signs.length > most ? `${signs.slice(0, most - 1).join('')}…` : text }

type Sender = Awaited<ReturnType<typeof companyOf>>['sender']
type Time = (at: Date | null) => string

async function parcelContents(work: Work, ids: readonly number[], time: Time, sender: Sender): Promise<Map<number, (kind: DocumentKind) => Content>> {
  const facts = await some(ids, all => store.parcelFacts(work.tx, all))
  const lines = Map.groupBy(await some(facts.map(f => f.orderId), all => store.lineFacts(work.tx, all)), l => l.orderId)
  return new Map(facts.map(f => {
    const [name, phone, street] = f.sealed ? JSON.parse(work.vault.open(f.sealed)) as [string, string, string] : ['', '', '']
    const own = lines.get(f.orderId) ?? []
    const common = {
      'order.number': f.number, 'order.placed': time(f.placedAt), 'order.paid': time(f.paidAt), 'order.pieces': String(f.pieces), 'order.kinds': String(f.kinds),
      'order.remark': lawfulText(f.buyerRemark, { name }), 'order.note': lawfulText(f.sellerRemark, { name }), 'order.goods': shortened(own.map(l => `${l.title}${l.spec ? ` ${l.spec}` : ''}×${l.quantity}`).join('；')),
      'shop.name': f.shop, 'shop.channel': f.channel, 'sender.name': sender.name || f.shop, 'sender.phone': sender.phone, 'sender.address': [sender.province, sender.city, sender.district, sender.street].filter(Boolean).join(''),
      'parcel.code': f.code, 'parcel.version': String(f.version), 'parcel.mark': markOf({ waybill: f.waybill ?? '', number: f.number, code: f.code }), 'parcel.wave': String(f.wave ?? ''), 'parcel.position': String(f.position ?? ''),
      'parcel.grams': String(f.grams), 'parcel.waybill': f.waybill ?? '', 'carrier.name': f.carrier ?? '', 'carrier.code': f.carrierCode ?? '', 'warehouse.name': f.warehouse,
    }
    const money = { 'order.total': yuan(f.totalFen), 'order.discount': yuan(f.discountFen), 'order.freight': yuan(f.freightFen), 'order.amount': yuan(f.paidFen), 'order.currency': f.currency }
    const short = (region: string) => region.replace(/(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区|区|县|自治县)$/u, '') || region
    const route = { 'carrier.product': '', 'route.mark': [short(f.city || f.province), short(f.district)].filter(Boolean).join(' '), 'route.code': '', 'route.hub': '' }
    const goods = (prices: boolean) => own.map((l, i): Record<string, string> => ({
      line: String(i + 1), code: l.code, barcode: l.barcode ?? '', title: l.title, spec: l.spec, quantity: String(l.quantity), place: l.place ?? '', ...(prices && { price: yuan(l.unitFen), total: yuan(l.totalFen) }),
    }))
    const mark = { orderId: f.orderId, shopId: f.shopId, number: f.number, waybill: f.waybill ?? '', code: f.code, version: f.version }
    return [f.parcelId, kind => {
      const shown: Shown = kind === 'waybill' ? { name: f.shows.includes('name'), phone: f.shows.includes('phone'), unit: f.shows.includes('unit') } : nothingShown
      const to = lawful({ name, phone, street }, shown)
      const region = [f.province, f.city === f.province ? '' : f.city, f.district].filter(Boolean)
      const receiver = { 'to.name': to.name, 'to.phone': to.phone, 'to.province': f.province, 'to.city': f.city, 'to.district': f.district, 'to.region': region.join(' '), 'to.street': to.street, 'to.address': region.join('') + to.street }
      if (kind === 'return-label') return { values: { ...common, 'return.number': `R${f.number}`, 'return.until': '' }, lists: { goods: goods(false) }, mark }
      return { values: { ...common, ...receiver, ...(kind === 'slip' && money), ...(kind === 'waybill' && route) }, ...(kind !== 'waybill' && { lists: { goods: goods(kind === 'slip') } }), mark }
    }]
  }))
}

const waveKinds: Record<string, string> = { single: '单品 · single', multi: '多品 · multi', large: '大件 · large' }
async function waveContents(work: Work, ids: readonly number[], time: Time): Promise<Map<number, Content>> {
  const waves = await some(ids, all => store.waveFacts(work.tx, all))
  const picks = Map.groupBy(await some(ids, all => store.pickFacts(work.tx, all)), p => p.wave)
  const seats = Map.groupBy(await some(ids, all => store.seatFacts(work.tx, all)), s => s.wave)
  return new Map(waves.map(w => [w.id, {
    values: { 'sheet.number': String(w.id), 'sheet.time': time(w.madeAt), 'sheet.by': w.by ?? '', 'sheet.count': String(w.orders), 'sheet.note': '', 'wave.kind': waveKinds[w.kind] ?? w.kind, 'wave.carrier': w.carrier ?? '', 'wave.orders': String(w.orders), 'wave.pieces': String(w.pieces), 'warehouse.name': w.warehouse },
    lists: {
      picks: (picks.get(w.id) ?? []).map((p, i) => ({ line: String(i + 1), place: p.place, lot: p.lot, code: p.code, barcode: p.barcode ?? '', title: p.title, spec: p.spec, quantity: String(p.quantity), positions: p.positions })),
      seats: (seats.get(w.id) ?? []).map(s => ({ position: String(s.position), number: s.number, code: s.code, waybill: s.waybill ?? '', pieces: String(s.pieces) })),
    },
  }]))
}

async function sheetContents(work: Work, ids: readonly number[], time: Time): Promise<Map<number, Content>> {
  const sheets = await some(ids, all => store.sheetFacts(work.tx, all))
  const parcels = Map.groupBy(await some(ids, all => store.sheetParcelFacts(work.tx, all)), p => p.sheet)
  return new Map(sheets.map(s => {
    const on = parcels.get(s.id) ?? []
    return [s.id, {
      values: { 'sheet.number': String(s.id), 'sheet.time': time(s.signedAt ?? s.openedAt), 'sheet.by': s.by ?? '', 'sheet.count': String(on.length), 'sheet.note': '', 'sheet.signer': s.signer ?? '', 'sheet.grams': String(on.reduce((n, p) => n + (p.grams ?? 0), 0)), 'carrier.name': s.carrier, 'warehouse.name': s.warehouse },
      lists: { parcels: on.map((p, i) => ({ line: String(i + 1), waybill: p.waybill ?? '', number: p.number, code: p.code, region: [...new Set([p.province, p.city])].join(' '), grams: p.grams === null ? '' : String(p.grams), material: p.material ?? '' })) },
    }]
  }))
}

/** A sheet to count a zone by: every bin with what should lie in it, and room for what does. */
async function zoneContents(work: Work, ids: readonly number[], time: Time): Promise<Map<number, Content>> {
  const zones = await some(ids, all => store.zoneFacts(work.tx, all))
  const rows = Map.groupBy(await some(ids, all => store.countFacts(work.tx, all)), r => r.sheet)
  return new Map(zones.map(z => {
    const counts = (rows.get(z.id) ?? []).map(({ sheet: _, ...r }, i) => ({ ...r, line: String(i + 1), quantity: '', counted: '' }))
    return [z.id, { values: { 'sheet.number': `${z.zone}-${time(work.now).slice(0, 10).replaceAll('-', '')}`, 'sheet.time': time(work.now), 'sheet.by': work.actor.name, 'sheet.count': String(counts.length), 'sheet.note': '', 'sheet.zone': z.zone, 'warehouse.name': z.warehouse }, lists: { counts } }]
  }))
}

const causes: Record<string, string> = { opening: '期初 · opening stock', purchase: '采购 · purchase', adjust: '调整 · adjustment' }
/** Receipts and adjustment slips are two views of the same movements. */
async function actContents(work: Work, ids: readonly number[], time: Time): Promise<Map<number, Content>> {
  const acts = await some(ids, all => store.actFacts(work.tx, all))
  const rows = Map.groupBy(await some(ids, all => store.actRows(work.tx, all)), r => r.act)
  return new Map(acts.map(a => {
    const own = rows.get(a.id) ?? []
    const common = own.map((r, i) => ({ line: String(i + 1), place: r.place, lot: r.lot, code: r.code, barcode: r.barcode ?? '', title: r.title, spec: r.spec, quantity: String(Math.abs(r.change)) }))
    return [a.id, {
      values: { 'sheet.number': String(a.id), 'sheet.time': time(a.at), 'sheet.by': a.by ?? '', 'sheet.count': String(own.reduce((n, r) => n + r.change, 0)), 'sheet.note': '', 'sheet.reason': a.reason ?? causes[a.cause] ?? a.cause, 'sheet.approver': a.approver ?? '', 'supplier.name': '', 'warehouse.name': a.warehouse },
      lists: {
        goods: common.map((c, i) => ({ ...c, ordered: '', received: String(own[i]!.change) })), // one for each
        changes: common.map((c, i) => ({ ...c, before: String(own[i]!.before), after: String(own[i]!.before + own[i]!.change), difference: own[i]!.change > 0 ? `+${own[i]!.change}` : String(own[i]!.change) })), // likewise
      },
    }]
  }))
}
