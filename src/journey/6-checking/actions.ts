import { reason, type Outcome, type Reason } from '#kit/verdict.ts'
import { conflict } from '#kit/problem.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { noteDifferences } from '#journey/discrepancy/actions.ts'
import { moveOrders } from '#journey/order/actions.ts'
import { parcelsOfOrders, workedOn } from '#journey/parcel/facts.actions.ts'
import { whyNotChecked, whyNotCounted } from './rules.ts'
import * as store from './store.ts'

export interface CheckedItem { order: number; code: string; quantity: number }

/**
 * The second check of a set of orders, goods against order one to one, by another person than the picker (FU-2). `items` are
 * what was scanned; a difference stops the order with every difference named.
 */
export async function checkOrders(work: Work, ids: readonly number[], items: readonly CheckedItem[]): Promise<Outcome> {
  const pickers = new Map((await parcelsOfOrders(work, ids)).map(p => [p.orderId, p.pickedBy]))
  const wanted = Map.groupBy(await store.wanted(work.tx, ids), w => w.orderId)
  const scanned = Map.groupBy(items, i => i.order)
  const outcome = await moveOrders(work, {
    move: 'check', ids, clause: 'FU-2.check',
    guard: order => whyNotChecked({ checker: work.actor.id, picker: pickers.get(order.id) ?? null }, wanted.get(order.id) ?? [], scanned.get(order.id) ?? []),
  })
  await noteDifferences(work, 'checking', outcome.refused.map(r => ({ order: r.id, reasons: r.reasons, ownerId: pickers.get(r.id) ?? null })))
  await store.writeChecked(work.tx, outcome.moved)
  await workedOn(work, outcome.moved, 'checked')
  return outcome
}

export interface CheckScan { gesture: string; order: number; code: string; quantity: number }
export type CheckScanned = { ok: true; code: string; title: string; checked: number; quantity: number; left: number; done: boolean } | { ok: false; reasons: Reason[] }

/** One scan of the second check, kept by the house; the last piece passes the order. The same gesture again gets the same answer (K6). */
export async function scanCheck(work: Work, { gesture, order, code, quantity }: CheckScan): Promise<CheckScanned> {
  const locked = await store.lockForCheck(work.tx, order, work.actor.scope)
  const before = await store.keptAnswer<CheckScanned>(work.tx, gesture)
  if (before) return before
  if (!locked) return { ok: false, reasons: [reason('not-found')] }
  const so = await store.countedSoFar(work.tx, order)
  const fresh = so.every(c => c.checked === c.quantity) // sent back after a check: it is counted anew
  if (fresh && locked.stage === 'checking') await store.beginAnew(work.tx, order)
  const counted = fresh ? so.map(c => ({ ...c, checked: 0 })) : so
  const reasons = whyNotCounted({ stage: locked.stage, blocks: locked.blocks, checker: work.actor.id, picker: locked.pickedBy }, counted, code, quantity)
  if (reasons.length > 0) {
    await noteDifferences(work, 'checking', [{ order, reasons, gesture, ownerId: locked.pickedBy }])
    return { ok: false, reasons }
  }
  const product = counted.find(c => c.code === code || c.barcode === code)! // the rule has found it
  await store.countCheck(work.tx, order, product.code, quantity)
  const left = counted.reduce((n, c) => n + c.quantity - c.checked, 0) - quantity
  const passed = left === 0 ? await checkOrders(work, [order], counted.map(c => ({ order, code: c.code, quantity: c.quantity }))) : undefined
  const refused = passed?.refused[0]
  if (refused) throw conflict('not-checked', 'The order cannot pass the check.', refused.reasons)
  const answer: CheckScanned = { ok: true, code: product.code, title: product.title, checked: product.checked + quantity, quantity: product.quantity, left, done: left === 0 }
  await store.keepGesture(work.tx, gesture, work.now, answer)
  return answer
}

/** Counts one order anew from nothing. */
export async function beginAnew(work: Work, order: number): Promise<boolean> {
  const locked = await store.lockForCheck(work.tx, order, work.actor.scope)
  if (locked?.stage !== 'checking') return false
  await store.beginAnew(work.tx, order)
  return true
}
