import type { Db } from '#kit/db.ts'
import { record } from '#kit/events.ts'
import { reason, type Reason } from '#kit/verdict.ts'
import { amount } from '#handbook/clauses/rules.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { showable } from './contract.ts'
import { waybillOf, whyNotRange, type Range } from './rules.ts'
import * as store from './store.ts'

export const carriers = (db: Db) => store.carriers(db)
/** How many numbers each carrier has left, those given back with them. */
export const numbersLeft = (db: Db) => store.numbersLeft(db, null)

/** Takes `count` numbers of a carrier, first those that came back; fewer are given when its pools run dry. */
export async function takeNumbers(work: Work, carrierId: number, count: number): Promise<string[]> {
  const numbers = await store.takeReturned(work.tx, carrierId, count)
  while (numbers.length < count) {
    const pool = await store.takeFromPool(work.tx, carrierId, count - numbers.length)
    if (!pool) break
    numbers.push(...Array.from({ length: pool.taken }, (_, i) => waybillOf(pool, pool.first + i)))
  }
  if (numbers.length > 0) await tellIfLow(work, carrierId, numbers.length)
  return numbers
}

/** Told once, by the taking that crosses the threshold. */
async function tellIfLow(work: Work, carrierId: number, taken: number): Promise<void> {
  const least = amount(work.book, 'SH-2.pool', 'least')
  const [now] = await store.numbersLeft(work.tx, carrierId)
  if (now && now.left < least && now.left + taken >= least) {
    await record(work, [{ subject: 'carrier', id: carrierId, kind: 'carrier.run-low', clause: 'SH-2.pool', facts: { left: now.left, least } }])
  }
}

/** Numbers that nobody has printed, packed or handed over serve the next parcels. */
export const giveBack = async (work: Work, numbers: readonly { carrierId: number; waybill: string }[]): Promise<void> => {
  if (numbers.length > 0) await store.insertReturned(work.tx, numbers, work.now)
}

/** A number that stood on paper and must not ship: it is never used again, and known for what it is at every station (PR-3.void). */
export const voidNumbers = async (work: Work, numbers: readonly { carrierId: number; waybill: string; parcel: number; why: string }[]): Promise<void> => {
  if (numbers.length > 0) await store.insertVoid(work.tx, numbers, work.now, work.actor.name)
}
/** Which of these numbers are dead, and why. */
export const deadNumbers = (db: Db, waybills: readonly string[]) => store.voidNumbers(db, waybills)
export const orphans = (db: Db, carrierId: number | null, limit = 500) => store.orphans(db, carrierId, limit)

/** Numbers go back: dead ones to the carrier, those nobody has to the next parcels. Answers how many of each. */
export async function returnNumbers(work: Work, carrierId: number, waybills: readonly string[]): Promise<{ carrier: number; pool: number }> {
  await store.buryVoid(work.tx, carrierId, waybills, work.now, work.actor.name)
  const dead = await store.giveVoidBack(work.tx, carrierId, waybills, work.now)
  const wanted = new Set(waybills)
  const free = (await store.orphans(work.tx, carrierId, 5000)).filter(o => wanted.has(o.waybill))
  await giveBack(work, free)
  if (dead.length + free.length > 0) await record(work, [{ subject: 'carrier', id: carrierId, kind: 'carrier.return-numbers', clause: 'SH-2.number', facts: { dead: dead.length, free: free.length } }])
  return { carrier: dead.length, pool: free.length }
}

/** A new carrier; nothing comes back when its code is taken. */
export async function addCarrier(work: Work, carrier: { code: string; name: string }): Promise<number | undefined> {
  const id = await store.insertCarrier(work.tx, carrier, work.now)
  if (id !== undefined) await record(work, [{ subject: 'carrier', id, kind: 'carrier.add', facts: { code: carrier.code, title: carrier.name } }])
  return id
}

/** The carrier of that code with a first range, made where it is missing. */
export async function ensureCarrier(work: Work, { code, name, prefix, from, to }: { code: string; name: string; prefix: string; from: number; to: number }): Promise<void> {
  const id = await addCarrier(work, { code, name })
  if (id !== undefined) await store.insertPool(work.tx, id, { prefix, width: 10, first: from, last: to })
}

/** A further range of numbers for a carrier, or every reason against it. Undefined when there is no such carrier. */
export async function addPool(work: Work, carrierId: number, range: Range): Promise<{ pool: number } | { reasons: Reason[] } | undefined> {
  const carrier = await store.lockCarrier(work.tx, carrierId)
  if (!carrier) return undefined
  const ranges = await store.pools(work.tx, carrierId)
  const reasons = [...(ranges.length >= mostPools ? [reason('too-many-pools', { most: mostPools })] : []), ...whyNotRange(range, { pattern: carrier.pattern, ranges })]
  if (reasons.length > 0) return { reasons }
  const pool = await store.insertPool(work.tx, carrierId, range)
  await record(work, [{ subject: 'carrier', id: carrierId, kind: 'carrier.add-numbers', facts: { waybill: `${waybillOf(range, range.first)} – ${waybillOf(range, range.last)}`, pool } }])
  return { pool }
}
const mostPools = 1000

/** What a carrier may show of a receiver, with what it was before and why. Papers already set keep what they say; the next are set by this. Undefined when there is no such carrier. */
export async function setShown(work: Work, carrierId: number, shows: readonly store.Shown[], why: string): Promise<store.Shown[] | undefined> {
  const carrier = await store.lockCarrier(work.tx, carrierId)
  if (!carrier) return undefined
  const now = showable.filter(part => shows.includes(part))
  if (now.join() === carrier.shows.join()) return now
  await store.writeShown(work.tx, carrierId, now)
  await record(work, [{ subject: 'carrier', id: carrierId, kind: 'carrier.show', clause: 'PR-1.print', facts: { from: carrier.shows, to: now, why } }])
  return now
}
