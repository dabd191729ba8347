import type { Route } from '#kit/context.ts'
import { notFound } from '#kit/problem.ts'
import { findOrder, linesOf } from '#journey/order/read.actions.ts'
import { contactsOf } from '#journey/contact/actions.ts'
import { wholeOrder } from '#journey/order/whole.actions.ts'
import * as contract from './desk.contract.ts'
import { signatureOf } from './desk.rules.ts'
import { whyNotTogether } from '#journey/parcelling/actions.ts'
import * as store from './desk.store.ts'

export function reviewDeskRoutes(route: Route): void {
  route(contract.reviewQueue, async ({ db, now }, { query, actor }) => {
    const at = now()
    const [orders, counts] = await Promise.all([store.queue(db, actor.scope, { ...query, after: query.after }), store.queueCounts(db, actor.scope, at, actor.id, new Date(at.getTime() - 12 * 3600_000))])
    const last = orders.length === query.limit ? orders.at(-1) : undefined
    return {
      orders: orders.map(o => ({ ...o, why: o.kind && o.at ? told({ kind: o.kind, at: o.at, actor: o.actor ?? '', facts: o.facts ?? {} }) : null })),
      next: last ? `${last.priority}.${last.id}` : null, counts,
    }
  })
  route(contract.reviewOrder, async ({ db, now }, { params: { id }, query, actor }) => {
    const { scope } = actor
    const [order, keys] = await Promise.all([findOrder(db, scope, id), store.keysOf(db, id)])
    if (!order || !keys) throw notFound('order')
    const since = new Date(now().getTime() - query.days * 86_400_000)
    const [why, history, recent, near, contacts, offline, papers] = await Promise.all([
      store.whyInReview(db, id), store.history(db, scope, keys, id),
      store.nearOrders(db, scope, keys, { id, since: null, limit: 12 }), store.nearOrders(db, scope, keys, { id, since, limit: 20 }),
      contactsOf(db, id), store.offlineOf(db, keys.sourceId), store.papersOf(db, keys.sourceId),
    ])
    const others = near.map(n => n.id)
    const [whole, theirs, against] = await Promise.all([wholeOrder(db, order, actor.roles, contacts), linesOf(db, others), whyNotTogether(db, id, others)])
    const linesBy = Map.groupBy(theirs, l => l.orderId)
    return {
      order: whole,
      first: keys.first, why: why.map(told), offline, history, recent, papers,
      similar: near.map(n => {
        const own = linesBy.get(n.id) ?? []
        const reasons = against.get(n.id) ?? []
        return { ...n, sameLines: signatureOf(own) === signatureOf(whole.lines), mergeable: reasons.length === 0, reasons, lines: own }
      }),
    }
  })
}

const told = ({ facts, ...why }: store.Why) => ({ ...why, note: facts.note ?? '', verdict: facts.verdict ?? [] })
