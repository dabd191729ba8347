import type { Route } from '#kit/context.ts'
import { record } from '#kit/events.ts'
import { conflict, invalid, notFound, Problem } from '#kit/problem.ts'
import type { House } from '#handbook/clocks/work.ts'
import { addBins, addWarehouse, listPlaces, listWarehouses } from './warehouses.contract.ts'
import { ensurePlaces, ensureWarehouse } from './actions.ts'
import { inHouse } from './rules.ts'
import * as store from './warehouses.store.ts'

export function warehouseRoutes(route: Route, house: House): void {
  route(listWarehouses, async ({ db }, { actor }) => ({ warehouses: await store.listWarehouses(db, actor.scope) }))
  route(addWarehouse, async ({ db }, { body, actor }) => house.act(actor, async work => {
    if (actor.scope.warehouses) throw new Problem(403, 'out-of-scope', 'Who sees only some warehouses cannot add one.')
    if (await store.isCodeTaken(work.tx, body.code)) throw conflict('code-taken', `There is a warehouse ${body.code}.`, [{ code: 'code-taken', path: 'code' }])
    const made = await ensureWarehouse(work, body)
    await record(work, [{ subject: 'warehouse', id: made, kind: 'warehouse.add', facts: { code: body.code, title: body.name, province: body.province, rank: body.rank } }])
    return { id: made }
  }, db))
  route(listPlaces, async ({ db }, { params, query, actor }) => {
    if (!await store.findWarehouse(db, actor.scope, params.id)) throw notFound('warehouse')
    const places = await store.listPlaces(db, params.id, query.after ?? 0, query.limit)
    return { places, next: places.length === query.limit ? (places.at(-1)?.id ?? null) : null }
  })
  route(addBins, async ({ db }, { params, body, actor }) => house.act(actor, async work => {
    if (!await store.findWarehouse(work.tx, actor.scope, params.id)) throw notFound('warehouse')
    const reserved = body.codes.filter(code => inHouse.some(kind => kind.toUpperCase() === code))
    if (reserved.length) throw invalid('These codes belong to the places every warehouse has.', reserved.map(code => ({ code: 'code-reserved', values: { bin: code } })))
    const bins = await ensurePlaces(work, params.id, body.codes)
    await record(work, [{ subject: 'warehouse', id: params.id, kind: 'warehouse.add-bins', facts: { bins: bins.size } }])
    return { bins: [...bins].map(([code, place]) => ({ id: place, code })) }
  }, db))
}
