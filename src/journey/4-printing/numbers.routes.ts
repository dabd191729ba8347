import type { Route } from '#kit/context.ts'
import type { CompanyDb } from '#kit/db.ts'
import type { House } from '#handbook/clocks/work.ts'
import { orphans, returnNumbers } from '#partners/carriers/actions.ts'
import { numberParcels } from '#journey/parcel/actions.ts'
import { importBill } from './bills.actions.ts'
import { bills, faultyLines, unbilled } from './bills.store.ts'
import * as contract from './numbers.contract.ts'
import { numbers } from './numbers.store.ts'

export function numberRoutes(route: Route, house: House & { db: CompanyDb }): void {
  route(contract.listNumbers, async ({ db }, { query, actor }) => ({ numbers: await numbers(db, actor.scope, { carrierId: query.carrier ?? null, state: query.state ?? null, q: query.q ?? null, limit: query.limit }) }))
  route(contract.listOrphans, async ({ db }, { query }) => ({ orphans: await orphans(db, query.carrier ?? null) }))
  route(contract.returnNumbers, async ({ db }, { body, actor }) => house.act(actor, work => returnNumbers(work, body.carrier, body.numbers), db))
  route(contract.askNumbers, async ({ db }, { body, actor }) => house.act(actor, work => numberParcels(work, body.carrier), db))
  route(contract.importBill, async (_, { query, file, actor }) => importBill(house, actor, { ...query, bytes: file!.bytes })) // a call that takes files has one
  route(contract.listBills, async ({ db }) => ({ bills: await bills(db, 20), unbilled: await unbilled(db) }))
  route(contract.readBill, async ({ db }, { params, actor }) => ({ lines: await faultyLines(db, actor.scope, params.id, 500) }))
}
