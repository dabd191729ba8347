import type { Route } from '#kit/context.ts'
import type { Db } from '#kit/db.ts'
import { record } from '#kit/events.ts'
import { conflict, notFound } from '#kit/problem.ts'
import { reason, type Outcome } from '#kit/verdict.ts'
import type { House, Work } from '#handbook/clocks/work.ts'
import { counted } from '#people/alarms/actions.ts'
import { sendBack } from './send-back.actions.ts'
import { block, moveOrders, openOrders, unblock } from './actions.ts'
import { correct } from './correct.actions.ts'
import * as contract from './contract.ts'
import { filterOf } from './list.actions.ts'
import { listRoutes } from './list.routes.ts'
import { idsOf, numbersOf } from './list.store.ts'
import { blockReasons, mayLift } from './rules.ts'
import * as store from './store.ts'
import { wholeOrder } from './whole.actions.ts'

/** Moves of other rooms that are made through the orders' door, given by main so that no room imports to its right. */
export interface OtherMoves {
  suspend: (work: Work, ids: number[], note: string) => Promise<Outcome>
  resume: (work: Work, ids: number[]) => Promise<number[]>
  short: (work: Work, ids: number[], note: string) => Promise<number[]>
  contacts: (db: Db, order: number) => Promise<{ at: Date; by: string; channel: string; outcome: string; note: string }[]>
}

export function orderRoutes(route: Route, house: House, other: OtherMoves): void {
  listRoutes(route, house)
  route(contract.getOrder, async ({ db }, { params: { id }, actor }) => {
    const order = await store.findOrder(db, actor.scope, id)
    if (!order) throw notFound('order')
    return wholeOrder(db, order, actor.roles, await other.contacts(db, id))
  })
  route(contract.makeMove, async (ctx, { params: { move }, body, actor }) => {
    const { db } = ctx
    const page = body.filter && await idsOf(db, actor.scope, filterOf(ctx, body.filter), body)
    const except = new Set(body.except)
    const orders = (page ? page.map(o => o.id) : body.orders ?? []).filter(o => !except.has(o))
    const all = (moved: number[]): Outcome => ({ moved, refused: orders.filter(o => !moved.includes(o)).map(id => ({ id, reasons: [{ code: 'not-applicable' }] })) })
    const answer = orders.length === 0 ? { moved: [], refused: [] } : await house.act(actor, async (work): Promise<Outcome> => {
      if (move === 'block') {
        const { open, refused } = await openOrders(work, orders)
        await block(work, open.map(({ id }) => ({ id, reason: body.reason ?? 'hold', note: body.note, ...(body.until && { until: new Date(body.until) }) })))
        return { moved: open.map(o => o.id), refused }
      }
      const lifted = move === 'resume' ? 'suspended' : (body.reason ?? 'hold')
      if ((move === 'unblock' || move === 'resume') && !mayLift(lifted, actor.roles)) return { moved: [], refused: orders.map(id => ({ id, reasons: [reason('wrong-role', { block: lifted, allowed: blockReasons[lifted].owner })] })) }
      if (move === 'unblock') return all(await unblock(work, orders, body.reason ?? 'hold', body.note))
      if (move === 'suspend') return other.suspend(work, orders, body.note)
      if (move === 'resume') return all(await other.resume(work, orders))
      if (move === 'short') return all(await other.short(work, orders, body.note))
      if (move === 'send-back') return sendBack(work, orders, body.note)
      return moveOrders(work, { move, ids: orders, facts: () => (body.note ? { note: body.note } : {}) })
    }, body.dryRun ? { transaction: db.rehearse } : db)
    const numbers = answer.refused.length ? new Map((await numbersOf(db, actor.scope, answer.refused.map(r => r.id))).map(o => [o.id, o.number])) : undefined
    const done = { moved: answer.moved, refused: answer.refused.map(r => ({ order: r.id, number: numbers?.get(r.id) ?? null, reasons: r.reasons })) }
    return page ? { ...done, next: page.length === body.limit ? page.at(-1)?.id ?? null : null } : done
  })
  route(contract.correctOrder, async ({ db }, { params: { id }, body, actor }) => {
    const reasons = await house.act(actor, work => correct(work, id, body.change, body.why, body.confirmedWith), db)
    if (reasons.some(r => r.code === 'not-found')) throw notFound('order')
    if (reasons.length) throw conflict('not-corrected', 'The order was not changed.', reasons)
    return { corrected: true as const }
  })
  route(contract.reveal, async ({ vault, db }, { params: { id }, body, actor }) => counted(house, actor, async work => {
    if (!(await store.findOrder(work.tx, actor.scope, id))) throw notFound('order')
    const { sealed, erased } = await store.sealedReceiver(work.tx, id)
    if (erased) throw conflict('erased', 'What was known of this person has been erased.')
    if (!sealed) throw conflict('known-by-token-only', 'The platform gave only a token for this receiver.')
    await record(work, [{ subject: 'order', id, kind: 'order.reveal', facts: { reason: body.reason } }])
    const [name, phone, street] = JSON.parse(vault.open(sealed)) as [string, string, string]
    return { name, phone, street }
  }, db))
}
