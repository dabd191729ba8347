import type { Route } from '#kit/context.ts'
import { reason } from '#kit/verdict.ts'
import { amount } from '#handbook/clauses/rules.ts'
import type { House } from '#handbook/clocks/work.ts'
import { readMark } from './mark.rules.ts'
import { materialFor, whyNotHere } from './rules.ts'
import * as contract from './station.contract.ts'
import * as store from './station.store.ts'

/** What every station of the warehouse asks: what is this in my hand, and what was stopped meanwhile. */
export function stationRoutes(route: Route, house: House): void {
  route(contract.findParcel, async ({ db }, { query, actor }) => {
    const code = readMark(query.code.trim())?.code ?? query.code.trim()
    const [, wave, position] = /^w?(\d{1,12})-(\d{1,6})$/i.exec(code) ?? []
    const found = await store.findParcel(db, actor.scope, { code, wave: wave ? Number(wave) : null, position: position ? Number(position) : null })
    if (!found) {
      const old = await store.findOldPaper(db, actor.scope, code)
      if (old) return { parcel: null, reasons: [reason('paper-void', { scanned: code, why: old.why, now: old.code }, 'PR-3.void')] }
    }
    if (!found) return { parcel: null, reasons: [reason('parcel-unknown', { scanned: query.code })] }
    const figure = await house.act(actor, async ({ book }) => (id: string, name: string) => amount(book, id, name), db)
    return {
      parcel: {
        ...found, items: await store.contentOf(db, found.orderId, found.wave), tolerance: { percent: figure('FU-3.weight', 'percent'), grams: figure('FU-3.weight', 'grams') },
        material: found.material ?? materialFor({ ...found, grams: found.expectedGrams }, { carton: figure('FU-3.pack', 'carton'), large: figure('FU-3.pack', 'large') }),
      },
      reasons: query.at ? whyNotHere(query.at, found, actor.id) : [],
    }
  })
  route(contract.stoppedHere, async ({ db }, { query, actor }) => ({
    stopped: await store.stoppedHere(db, actor.scope, { person: actor.id, wave: query.wave ?? null, handover: query.handover ?? null, order: query.order ?? null }),
  }))
}
