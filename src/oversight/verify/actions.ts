import type { CompanyDb, Db } from '#kit/db.ts'
import type { Life } from '#kit/moves.ts'
import type { Vault } from '#kit/pii.ts'
import type { Handbook } from '#handbook/clauses/rules.ts'
import { orderLife } from '#journey/order/states.ts'
import { parcelLife } from '#journey/parcel/states.ts'
import { sealCheck } from './seal.actions.ts'
import { checkOf, clockFaults, clockTable, differences, emptyTale, follow, type Check, type ClockTable, type StateRow, type Tale, type Verified } from './rules.ts'
import * as store from './store.ts'

const page = 20_000

/** What the house knows beside its database; without a part of it what needs that part is not looked for. */
export interface Known { book?: Handbook; vault?: Vault; utcOffsetMinutes?: number; now?: Date }

/** Looks for everything that must never happen, in one snapshot of the company. */
export const verify = (db: CompanyDb, { book, vault, utcOffsetMinutes, now = new Date() }: Known = {}): Promise<Verified> => db.transaction(async tx => {
  await store.oneSnapshot(tx)
  const clocks = book && clockTable(book, 'order')
  const { orders, parcels } = await readLog(tx, clocks)
  const checks: Check[] = [
    ...(await lifeChecks(tx, orderLife, orders, store.orderPage)).checks,
    ...(await lifeChecks(tx, parcelLife, parcels, store.parcelPage)).checks,
  ]
  for (const question of store.questions(now, clocks === undefined || clocks.size > 0)) checks.push(await store.ask(tx, question))
  for (const question of store.recounts(utcOffsetMinutes)) checks.push(await store.ask(tx, question))
  if (vault) checks.push(await sealCheck(tx, vault), await ownKeyCheck(tx, vault))
  if (clocks) checks.push(checkOf('the clocks are those the handbook wants for the events', orders.told.size, clockFaults(orders.told, await store.standingClocks(tx))))
  return { ok: checks.every(c => c.ok), checks }
})

/** O7: what lies sealed here was sealed for this company: another's rows would not open with its key. */
async function ownKeyCheck(tx: Db, vault: Vault): Promise<Check> {
  const bad: string[] = []
  let counted = 0
  for (let after = 0, full = true; full;) {
    const rows = await store.sealedPage(tx, after, page)
    for (const { id, sealed } of rows) {
      try { vault.openBytes(sealed) } catch { bad.push(`order ${id}: its receiver does not open with the company's key`) }
    }
    counted += rows.length
    full = rows.length === page
    after = rows.at(-1)?.id ?? after
  }
  return checkOf('O7 what is sealed opens with the company’s own key', counted, bad)
}

/** C5: what the log alone says of every order and parcel, beside the rows. */
export const rebuild = (db: CompanyDb): Promise<{ ok: boolean; orders: number; parcels: number; different: string[] }> => db.transaction(async tx => {
  await store.oneSnapshot(tx)
  const tales = await readLog(tx)
  const orders = await lifeChecks(tx, orderLife, tales.orders, store.orderPage)
  const parcels = await lifeChecks(tx, parcelLife, tales.parcels, store.parcelPage)
  const different = [...orders.different, ...parcels.different]
  return { ok: different.length === 0, orders: tales.orders.told.size, parcels: tales.parcels.told.size, different: different.slice(0, 100) }
})

/** The whole log in pages, in the order of its numbers; only what it tells stays in memory. */
async function readLog(tx: Db, clocks?: ClockTable): Promise<{ orders: Tale; parcels: Tale }> {
  const orders = emptyTale(), parcels = emptyTale()
  for (let after = 0; ;) {
    const events = await store.eventPage(tx, after, page)
    follow(orderLife, orders, events, clocks)
    follow(parcelLife, parcels, events)
    if (events.length < page) return { orders, parcels }
    after = events.at(-1)!.number // a full page is not empty
  }
}

async function lifeChecks(tx: Db, of: Life, tale: Tale, rowsAfter: (tx: Db, after: number, limit: number) => Promise<StateRow[]>) {
  const states: string[] = [], births: string[] = [], rest: string[] = []
  const unmet = new Set(tale.told.keys())
  let counted = 0
  for (let after = 0, full = true; full;) {
    const rows = await rowsAfter(tx, after, page)
    const found = differences(of, tale.told, rows)
    states.push(...found.states)
    births.push(...found.births)
    rest.push(...found.rest)
    for (const row of rows) unmet.delete(row.id)
    counted += rows.length
    full = rows.length === page
    after = rows.at(-1)?.id ?? after
  }
  const lost = [...unmet].map(id => `${of.name} ${id}: is in the log and has no row`)
  return {
    checks: [
      checkOf(`O4 ${of.name}: the state is that of the last event`, counted, [...states, ...lost]),
      checkOf(`O4 ${of.name}: born exactly once`, counted, births),
      { ...checkOf(`O4 ${of.name}: every chain of events is legal`, tale.events, tale.flaws), ok: tale.faults === 0 },
      checkOf(`C5 ${of.name}: the rest of the row is as the log tells it`, counted, rest),
    ],
    different: [...states, ...births, ...lost, ...rest, ...tale.flaws],
  }
}
