import type { Route } from '#kit/context.ts'
import { invalid } from '#kit/problem.ts'
import type { House } from '#handbook/clocks/work.ts'
import { putPrinter, retirePrinter } from './actions.ts'
import * as contract from './contract.ts'
import { printers } from './store.ts'

export function printerRoutes(route: Route, house: House): void {
  route(contract.listPrinters, async ({ db }, { actor }) => ({ printers: await printers(db, actor.scope) }))
  route(contract.putPrinter, async ({ db }, { params, body: { warehouse, ...given }, actor }) => {
    const done = await house.act(actor, work => putPrinter(work, { ...given, code: params.code, warehouseId: warehouse }), db)
    if ('reasons' in done) throw invalid('This printer cannot be set up so.', done.reasons)
    return done
  })
  route(contract.retirePrinter, async ({ db }, { params, actor }) => ({ retired: await house.act(actor, work => retirePrinter(work, params.code), db) }))
}
