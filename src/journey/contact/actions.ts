import type { Db } from '#kit/db.ts'
import { record, within } from '#kit/events.ts'
import { maskPhones } from '#kit/pii.ts'
import { reason, type Outcome } from '#kit/verdict.ts'
import { ranOut, runClocks } from '#handbook/clocks/actions.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { block, openOrders, unblock } from '#journey/order/actions.ts'
import { beforePicking, inWarehouse } from '#journey/order/states.ts'
import * as store from './store.ts'

/**
 * Logs one attempt to reach the customers of a set of orders (RV-5); sending is not done here. It ends the hour in which they must
 * be contacted. Who is asked something has two hours: silence suspends the order, an answer resumes it where it stood.
 */
export async function contact(work: Work, ids: readonly number[], given: store.Attempt & { expectsAnswer: boolean }): Promise<Outcome> {
  const attempt = { ...given, note: maskPhones(given.note) }
  const { open, refused } = await openOrders(work, ids)
  const moved = open.map(o => o.id)
  if (moved.length === 0) return { moved, refused }
  const { channel, outcome } = attempt
  const asked = outcome === 'answered' || !attempt.expectsAnswer ? [] : open.filter(o => (beforePicking as readonly string[]).includes(o.state) || ((inWarehouse as readonly string[]).includes(o.state) && o.blocks.includes('awaiting-customer')))
  await block(work, asked.filter(o => !o.blocks.includes('awaiting-customer')).map(o => ({ id: o.id, reason: 'awaiting-customer', note: attempt.note })))
  await store.insertContacts(work.tx, work.now, work.actor, moved, attempt)
  const events = [
    ...open.map(o => ({ subject: 'order', id: o.id, kind: 'order.contact', clause: 'RV-5.contact', facts: { channel, outcome }, within: within(o) })),
    ...asked.filter(o => !o.blocks.includes('suspended')).map(o => ({ subject: 'order', id: o.id, kind: 'order.await', clause: 'RV-5.suspend', within: within(o) })),
  ]
  await record(work, events)
  await runClocks(work, events)
  if (outcome === 'answered') await resume(work, moved)
  return { moved, refused }
}

/** Every attempt of an order, the first one first. */
export const contactsOf = (db: Db, order: number) => store.contactsOf(db, order)

/** Customers asked and silent for as long as the handbook gives them: their orders are suspended (RV-5). Answers how many. */
export async function suspendSilent(work: Work, most = 500): Promise<number> {
  const silent = await ranOut(work, 'RV-5.suspend', most)
  return silent.length ? (await suspend(work, silent, 'no answer in time')).moved.length : 0
}

/** A customer is silent too long: the order is suspended where it stands (RV-5); an answer resumes it. */
export async function suspend(work: Work, ids: readonly number[], note: string): Promise<Outcome> {
  const { open, refused } = await openOrders(work, ids)
  const fresh = open.filter(o => !o.blocks.includes('suspended')).map(o => o.id)
  await block(work, fresh.map(id => ({ id, reason: 'suspended', note })))
  return { moved: fresh, refused: [...refused, ...open.filter(o => !fresh.includes(o.id)).map(o => ({ id: o.id, reasons: [reason('suspended-already', {}, 'RV-5.suspend')] }))] }
}

/** The customer answered: the order goes on where it stood, its clocks with it. */
export async function resume(work: Work, ids: readonly number[]): Promise<number[]> {
  const freed = await unblock(work, ids, 'suspended', 'the customer answered')
  // Nobody waits for that answer any more; else the silence would suspend it again at once.
  await unblock(work, ids, 'awaiting-customer', 'the customer answered')
  return freed
}

/** What was said with the customers of these orders; that they were called, and when, stays. */
export const eraseTalks = ({ tx }: { tx: Db }, orders: readonly number[]) => store.blankNotes(tx, orders)
