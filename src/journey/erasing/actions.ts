import { record } from '#kit/events.ts'
import type { Db } from '#kit/db.ts'
import { conflict, notFound } from '#kit/problem.ts'
import type { Work as KitWork } from '#kit/work.ts'
import { amount } from '#handbook/clauses/rules.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { eraseSources } from '#journey/1-intake/erase.actions.ts'
import { erasePapers } from '#journey/4-printing/erase.actions.ts'
import { eraseTalks } from '#journey/contact/actions.ts'
import { eraseReceivers } from '#journey/order/erase.actions.ts'
import { askOnce } from '#people/approvals/actions.ts'
import { whyNotErase, type Person } from './rules.ts'
import * as store from './store.ts'

/** The person of an order, by the orders that have their account or phone. */
export async function personOf(work: Work, order: number): Promise<Person> {
  const orders = await store.ordersOf(work.tx, work.actor.scope, order)
  if (orders.length === 0) throw notFound('order')
  return { orders }
}

/** Asks another person to let everything be erased that is known of somebody. */
export async function askErasure(work: Work, order: number, why: string): Promise<number> {
  const person = await personOf(work, order)
  const reasons = whyNotErase(person)
  if (reasons.length) throw conflict('not-erasable', 'It cannot be erased now.', reasons)
  const left = person.orders.filter(o => !o.erased)
  return askOnce(work, { kind: 'erasure', reason: why, size: left.length, shopId: left[0]!.shopId, payload: { orders: left.map(o => o.id) }, view: left.slice(0, 50).map(o => [o.number]) }) // not all are erased
}

/** Carried out with its approval; an order that came back to life since, or that the law holds now, stops all of it. */
export async function eraseApproved(work: Work, asked: { id: number; payload: unknown; reason: string }): Promise<void> {
  const { orders } = asked.payload as { orders: number[] } // as it was asked for, just above
  const going = (await store.lockEnded(work.tx, orders)).map(o => o.id)
  if (going.length < orders.length) throw conflict('not-erasable', 'An order is open again, or the law holds it.', [{ code: 'orders-changed' }])
  await erase(work, going, `request ${asked.id}`)
}

/** What ended longer ago than the clause keeps it. Answers how many orders it looked at. */
export async function eraseOld(work: Work, limit = 200): Promise<number> {
  const before = new Date(work.now)
  before.setUTCFullYear(before.getUTCFullYear() - amount(work.book, 'IT-3.keep', 'keep'))
  const old = await store.oldFrom(work.tx, before, limit)
  const last = old.at(-1)
  if (!last) return 0
  const due = old.filter(o => !o.held && !o.erased).map(o => o.id)
  await erase(work, (await store.lockEnded(work.tx, due)).map(o => o.id), 'IT-3.keep')
  await store.moveTo(work.tx, last.stageAt, last.id)
  return old.length
}

async function erase(work: Work, ids: readonly number[], reason: string): Promise<void> {
  if (ids.length === 0) return
  await store.addErasures(work.tx, ids.map(id => ({ subject: 'order', id, at: work.now.toISOString(), by: work.actor.name, reason })))
  await eraseOrders(work, ids)
}

/** Takes the personal data out of everything that belongs to these orders. What is not there any more is passed over. */
export async function eraseOrders(work: KitWork, ids: readonly number[]): Promise<void> {
  await eraseReceivers(work, ids)
  await eraseSources(work, ids)
  await eraseTalks(work, ids)
  await erasePapers(work, ids)
}
/** Written down again after a restore; answers those that were not known there. */
export const rememberErased = (work: { tx: Db }, all: readonly store.Erasure[]) => store.addErasures(work.tx, all)

/** All that is known of a person, for themselves: a text of JSON. It is a look like any other. */
export async function tellPerson(work: Work, order: number, why: string): Promise<{ orders: number; text: string }> {
  const { orders } = await personOf(work, order)
  const known = await store.knownOf(work.tx, orders.map(o => o.id))
  const told = known.map(({ id: _, sealed, token, corrections, ...o }) => {
    const [name, phone, street] = sealed ? JSON.parse(work.vault.open(sealed)) as [string, string, string] : ['', '', '']
    return { ...o, receiver: { name, phone, street, knownToPlatformAs: token }, before: (corrections ?? []).map(c => ({ until: c.at, ...JSON.parse(work.vault.open(Buffer.from(c.sealed, 'base64'))) as Record<string, string> })) }
  })
  await record(work, [{ subject: 'order', id: order, kind: 'order.reveal', facts: { reason: why, orders: told.length } }])
  return { orders: told.length, text: `${JSON.stringify({ writtenAt: work.now.toISOString(), orders: told }, null, 2)}\n` }
}

/** The law wants it kept: nothing erases it until that is lifted. */
export async function setHold(work: Work, order: number, on: boolean, reason: string): Promise<void> {
  const { orders } = await personOf(work, order)
  const ids = orders.map(o => o.id)
  if (on) await store.hold(work.tx, ids, { id: work.actor.id, name: work.actor.name, at: work.now, reason })
  else { await store.lift(work.tx, ids); await store.lookBack(work.tx, ids) }
  await record(work, ids.map(id => ({ subject: 'order', id, kind: on ? 'order.legal-hold' : 'order.legal-lift', facts: { reason } })))
}
export const orderOfNumber = (db: Db, number: string) => store.orderOfNumber(db, number)
export const countErasures = (db: Db) => store.countErasures(db)
