import type { CompanyDb, Db } from '#kit/db.ts'
import type { Vault } from '#kit/pii.ts'
import type { Handbook } from '#handbook/clauses/rules.ts'
import { lifeChecks, livesFound, orders, parcels } from './lives.actions.ts'
import { sealCheck } from './seal.actions.ts'
import { checkOfFound, clockTable, cut, find, nothingFound, type Check, type Verified } from './rules.ts'
import * as store from './store.ts'

const page = 20_000

/** What the house knows beside its database; without a part of it what needs that part is not looked for. */
export interface Known { book?: Handbook; vault?: Vault; utcOffsetMinutes?: number; now?: Date }

/** Looks for everything that must never happen, in one snapshot of the company. */
export const verify = (db: CompanyDb, { book, vault, utcOffsetMinutes, now = new Date() }: Known = {}): Promise<Verified> => db.transaction(async tx => {
  await store.oneSnapshot(tx)
  const clocks = book && clockTable(book, 'order')
  const told = await livesFound(tx, orders, clocks)
  const checks = [...lifeChecks('order', told), ...lifeChecks('parcel', await livesFound(tx, parcels))]
  for (const question of store.questions(now, clocks === undefined || clocks.size > 0)) checks.push(await store.ask(tx, question))
  for (const question of store.recounts(utcOffsetMinutes)) checks.push(await store.ask(tx, question))
  if (vault) checks.push(await sealCheck(tx, vault), await ownKeyCheck(tx, vault))
  if (clocks) checks.push(checkOfFound('the clocks are those the handbook wants for the events', told.told, told.clocks))
  return { ok: checks.every(c => c.ok), checks }
})

/** O7: what lies sealed here was sealed for this company: another's rows would not open with its key. */
async function ownKeyCheck(tx: Db, vault: Vault): Promise<Check> {
  const bad = nothingFound()
  let counted = 0
  for (let after = 0, full = true; full;) {
    const rows = await store.sealedPage(tx, after, page)
    for (const { id, sealed } of rows) {
      try { vault.openBytes(sealed) } catch { find(bad, [`order ${id}: its receiver does not open with the company's key`]) }
    }
    counted += rows.length
    full = rows.length === page
    after = rows.at(-1)?.id ?? after
  }
  return checkOfFound('O7 what is sealed opens with the company’s own key', counted, bad)
}

/** C5: what the log alone says of every order and parcel, beside the rows. */
export const rebuild = (db: CompanyDb): Promise<{ ok: boolean; orders: number; parcels: number; different: string[] }> => db.transaction(async tx => {
  await store.oneSnapshot(tx)
  const both = { orders: await livesFound(tx, orders), parcels: await livesFound(tx, parcels) }
  const different = Object.values(both).flatMap(f => [f.states, f.births, f.rest, f.flaws])
  return { ok: different.every(f => f.total === 0), orders: both.orders.told, parcels: both.parcels.told, different: different.flatMap(f => cut(f.first, f.total)) }
})
