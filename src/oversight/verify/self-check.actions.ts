import { nextEvents, record } from '#kit/events.ts'
import type { Db } from '#kit/db.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { orders, parcels, retell, type Lives } from './lives.actions.ts'
import { cut } from './rules.ts'
import { isDue } from './self-check.rules.ts'
import * as store from './self-check.store.ts'

export interface SelfChecked { orders: number; parcels: number; different: number; bad: string[]; ended: boolean }

/**
 * One batch of the nightly check: what changed since the last night is rebuilt from its events and held against its rows
 * (C5). Each batch is told as an event; undefined when tonight's check is done.
 */
export async function selfCheck(work: Work, batch = 5000): Promise<SelfChecked | undefined> {
  await store.oneMoment(work.tx)
  if (!isDue(work.calendar.utcOffsetMinutes, work.now, await store.lastEnd(work.tx))) return undefined
  const { read, events } = await nextEvents(work.tx, 'self-check', batch)
  const changed = (subject: string) => [...new Set(events.filter(e => e.subject === subject).map(e => e.id))]
  const ids = { orders: changed('order'), parcels: changed('parcel') }
  const bad = [...await compare(work.tx, orders, ids.orders), ...await compare(work.tx, parcels, ids.parcels)]
  const checked: SelfChecked = { orders: ids.orders.length, parcels: ids.parcels.length, different: bad.length, bad: cut(bad), ended: read < batch }
  await record(work, [{ subject: 'company', id: 0, kind: 'company.self-check', facts: { ...checked } }])
  return checked
}

async function compare(tx: Db, of: Lives, ids: readonly number[]): Promise<string[]> {
  if (ids.length === 0) return []
  const { states, births, rest, tale } = await retell(tx, of, ids)
  return [...states, ...births, ...rest, ...tale.flaws.first]
}

/** What the checks of the last day and night found, for the figures of the house. */
export const differencesOfTheDay = (db: Db, now: Date) => store.differencesSince(db, new Date(now.getTime() - 24 * 3_600_000))
