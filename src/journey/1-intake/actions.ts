import { gzipSync } from 'node:zlib'
import { record } from '#kit/events.ts'
import { maskName, maskPhone, maskStreet } from '#kit/pii.ts'
import { onBehalf } from '#kit/work.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { block, moveOrders } from '#journey/order/actions.ts'
import { bearOrders, followPayment, livingOrders, type Birth } from '#journey/order/birth.actions.ts'
import { priorityOf } from '#journey/order/rules.ts'
import { inWarehouse } from '#journey/order/states.ts'
import { renewParcels } from '#journey/parcel/actions.ts'
import type { InboundOrder, IntakeAnswer } from './contract.ts'
import { birthOf, classOf, contentOf, lineTotal, phoneDigits, shapeOf, sift } from './rules.ts'
import * as store from './store.ts'

/**
 * Takes a set of platform orders of one shop: each is accepted, a duplicate, changed, or refused with reasons (IN-1).
 * The same set again, or a part of it inside another, changes nothing.
 */
export async function takeOrders(work: Work, shopId: number, given: readonly unknown[]): Promise<IntakeAnswer> {
  const { good, refused } = sift(given)
  if (good.length === 0) return { accepted: 0, duplicates: 0, changed: 0, refused }
  const payload = work.vault.sealBytes(gzipSync(JSON.stringify(good.map(g => g.order)), { level: 1 }))
  const payloadId = await store.keepPayload(work.tx, shopId, work.now, payload)
  const numbered = good.map(({ order }, index) => ({ number: order.number, content: contentOf(order), index }))
  const claimed = await store.claimNumbers(work.tx, shopId, payloadId, work.now, numbered)
  const sources = new Map(claimed.map(c => [c.number, c.id]))
  const fresh = good.flatMap(({ order }) => { const source = sources.get(order.number); return source === undefined ? [] : [{ source, order }] })
  const known = numbered.filter(n => !sources.has(n.number))
  const changed = known.length ? await store.changedNumbers(work.tx, shopId, payloadId, work.now, known) : []
  if (fresh.length) await create(work, shopId, fresh)
  if (changed.length) {
    const byNumber = new Map(good.map(g => [g.order.number, g.order]))
    await follow(onBehalf(work), changed.map(c => ({ source: c.id, order: byNumber.get(c.number)! })))
  }
  return { accepted: fresh.length, duplicates: known.length - changed.length, changed: changed.length, refused }
}

async function create(work: Work, shopId: number, fresh: readonly { source: number; order: InboundOrder }[]): Promise<void> {
  const { tx, vault, now } = work
  const buyerKeys = new Map(fresh.map(({ order }) => [order.number, order.buyer.account ? vault.key('buyer', order.buyer.account) : null]))
  const customers = new Map((await store.upsertCustomers(tx, shopId, now, [...new Set([...buyerKeys.values()].filter(k => k !== null))])).map(c => [c.key, c]))
  const skus = new Map((await store.skuIds(tx, [...new Set(fresh.flatMap(f => f.order.lines.map(l => l.sku)))])).map(s => [s.code, s.id]))
  const met = new Set<number>()
  const ids = await bearOrders(work, fresh.map(({ source, order }) => {
    const { birth, stage, closing } = birthOf(order)
    const customer = customers.get(String(buyerKeys.get(order.number) ?? '')) ?? null
    const first = customer !== null && customer.fresh && !met.has(customer.id)
    if (customer) met.add(customer.id)
    return {
      kind: birth, receiver: receiverOf(work, order), facts: closing ? { closing } : {},
      order: {
        shop: shopId, number: order.number, source, customer: customer?.id ?? null, first, stage, closing, class: classOf(order), priority: priorityOf(classOf(order)), placedAt: order.placedAt,
        paidAt: order.paidAt ?? null, totalFen: order.totalFen, discountFen: order.discountFen, freightFen: order.freightFen, paidFen: order.paidFen,
        refundedFen: order.refundedFen, currency: order.currency, shape: shapeOf(order.lines), pieces: order.lines.reduce((n, l) => n + l.quantity, 0),
        buyerRemark: order.buyerRemark, sellerRemark: order.sellerRemark, delivery: order.delivery,
      },
      lines: order.lines.map((l, i) => ({
        line: i + 1, sku: skus.get(l.sku) ?? null, code: l.sku, title: l.title, spec: l.spec, quantity: l.quantity, unitFen: l.unitFen,
        discountFen: l.discountFen, totalFen: lineTotal(l), platformLine: l.line ?? null, refundAsked: l.refundAsked,
      })),
    }
  }))
  const offline = fresh.flatMap(({ source, order }) => offlineOf(source, order))
  if (offline.length) await store.keepOffline(tx, now, work.actor.name, offline)
  await block(work, fresh.flatMap(({ order }, i) => (birthOf(order).birth === 'receive' && order.lines.some(l => l.refundAsked) ? [{ id: ids[i]!, reason: 'refund-asked', note: 'the channel says a refund is asked' }] : []))) // each has its id
}

function offlineOf(source: number, { salesman = '', store: shop = '', special = '', invoice = '' }: InboundOrder): store.OfflineEntry[] {
  return salesman || shop || special || invoice ? [{ source, salesman, store: shop, special, invoice }] : []
}

function receiverOf({ vault }: Work, { receiver: r }: InboundOrder): Birth['receiver'] {
  const phone = phoneDigits(r.phone)
  const open = r.name || r.phone || r.street
  return {
    province: r.province, city: r.city, district: r.district, token: r.token ?? null,
    sealed: open ? `\\x${vault.seal(JSON.stringify([r.name, r.phone, r.street])).toString('hex')}` : null,
    mask: r.mask ?? (open ? [maskName(r.name), maskPhone(phone), maskStreet(r.street)].join(' ') : ''),
    phone: phone ? vault.key('phone', phone) : null,
    tail: phone.length >= 4 ? vault.key('tail', phone.slice(-4)) : null,
    name: r.name ? vault.key('name', r.name) : null,
    address: vault.key('address', [r.token ?? '', r.name, phone, r.province, r.city, r.district, r.street].join('\0')),
  }
}

/**
 * A known order came with other content: payment and refunds are taken over, a refund stops it at once, the rest is shown to a
 * person. What it was merged into or split over is stopped by a refund or a closing too, for a person to sort out.
 */
async function follow(work: Work, changes: readonly { source: number; order: InboundOrder }[]): Promise<void> {
  const living = Map.groupBy(await livingOrders(work, changes.map(c => c.source)), o => o.sourceId)
  const here = changes.flatMap(c => (living.get(c.source) ?? []).map(at => ({ ...c, at })))
  const whole = here.filter(h => h.at.whole)
  await followPayment(work, whole.map(({ at, order }) => ({ id: at.id, paidAt: order.paidAt ?? null, paidFen: order.paidFen, refundedFen: order.refundedFen })))
  await record(work, here.map(({ at }) => ({ subject: 'order', id: at.id, kind: 'order.channel-change' })))
  const paid = whole.filter(h => h.at.stage === 'unpaid' && birthOf(h.order).birth === 'receive').map(h => h.at.id)
  if (paid.length) await moveOrders(work, { move: 'pay', ids: paid })
  const closes = (h: { order: InboundOrder }) => birthOf(h.order).birth === 'close'
  const closed = whole.filter(closes).map(h => h.at.id)
  if (closed.length) await moveOrders(work, { move: 'cancel', ids: closed, facts: () => ({ why: 'closed by the channel' }) })
  const asked = here.filter(h => !closed.includes(h.at.id) && (closes(h) || h.order.lines.some(l => l.refundAsked) || h.order.refundedFen > h.at.refundedFen)).map(h => h.at.id)
  await block(work, [...new Set(asked)].map(id => ({ id, reason: 'refund-asked', note: 'the channel says a refund is asked' })))
  const late = here.filter(h => (inWarehouse as readonly string[]).includes(h.at.stage) && !closed.includes(h.at.id)).map(h => h.at.id)
  await block(work, [...new Set(late)].map(id => ({ id, reason: 'changed-after-print', note: 'the channel changed the order after picking began' })))
  await renewParcels(work, [...new Set(late)], 'channel-change')
}
