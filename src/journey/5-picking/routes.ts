import type { Route } from '#kit/context.ts'
import { notFound } from '#kit/problem.ts'
import type { House } from '#handbook/clocks/work.ts'
import { noteDifferences } from '#journey/discrepancy/actions.ts'
import { confirmWave, finishPicked, planWave, scanPick, shortPick } from './actions.ts'
import * as contract from './contract.ts'
import { putBackGoods } from './put-back.actions.ts'
import { openPutBacks } from './put-back.store.ts'
import { nextPick } from './rules.ts'
import * as store from './store.ts'
import { leaveWave, takeWave } from './waves.actions.ts'
import * as waves from './waves.store.ts'

export function pickingRoutes(route: Route, house: House): void {
  route(contract.planWave, async ({ db }, { body, actor }) => {
    if (actor.scope.warehouses && !actor.scope.warehouses.includes(body.warehouse)) throw notFound('warehouse')
    const asked = { warehouseId: body.warehouse, kind: body.kind, limit: body.limit, carrierId: body.carrier ?? null, orderClass: body.class ?? null, zone: body.zone ?? null, cold: body.cold ?? null, dueWithin: body.dueWithin ?? null }
    const wave = await house.act(actor, work => planWave(work, asked), db)
    return { wave: wave?.wave || null, orders: wave?.orders ?? [], refused: (wave?.refused ?? []).map(r => ({ order: r.id, reasons: r.reasons })) }
  })
  route(contract.previewWaves, async ({ db, now }, { query, actor }) => ({
    ready: await waves.countReady(db, actor.scope, { zone: query.zone ?? null, dueBefore: query.dueWithin === undefined ? null : new Date(now().getTime() + query.dueWithin * 60_000) }),
    places: await waves.stationPlaces(db, actor.scope), carriers: await waves.carriersFor(db),
  }))
  route(contract.listWaves, async ({ db }, { query, actor }) => ({ waves: await waves.listWaves(db, actor.scope, { state: query.state, warehouseId: query.warehouse ?? null, limit: query.limit }) }))
  route(contract.getWave, async ({ db }, { params, actor }) => {
    const wave = await waves.findWave(db, actor.scope, params.id)
    if (!wave) throw notFound('wave')
    return { wave, picks: await store.waveRows(db, params.id, actor.scope) }
  })
  route(contract.takeWave, async ({ db }, { body, actor }) => house.act(actor, work => takeWave(work, { wave: body.wave ?? null, warehouseId: body.warehouse ?? null }), db))
  route(contract.leaveWave, async ({ db }, { params, actor }) => ({ left: await house.act(actor, work => leaveWave(work, params.id), db) }))
  route(contract.nextPick, async ({ db }, { params, actor }) => {
    const picks = await store.waveRows(db, params.id, actor.scope)
    if (picks.length === 0) throw notFound('wave')
    return { next: nextPick(picks) ?? null, left: picks.filter(p => !p.dropped).reduce((n, p) => n + p.quantity - p.picked, 0) }
  })
  route(contract.scanPick, async ({ db, now }, { body, actor }) => {
    const scanned = await scanPick(db, { ...body, at: now(), scope: actor.scope, by: actor.id })
    if (!scanned.ok) await house.act(actor, async work => noteDifferences(work, 'picking', [{ reasons: scanned.reasons, wave: body.wave, gesture: body.gesture, ownerId: actor.id, ...await store.placeOf(work.tx, body.wave) }]), db)
    return scanned
  })
  route(contract.finishWave, async ({ db }, { params, body, actor }) => ({
    moved: await house.act(actor, work => (body.paper ? confirmWave(work, params.id) : finishPicked(work, params.id)), db),
  }))
  route(contract.shortPick, async ({ db }, { body, actor }) => ({ moved: await house.act(actor, work => shortPick(work, body.orders, body.cause, body.missing), db) }))
  route(contract.listPutBacks, async ({ db }, { query, actor }) => ({ goods: await openPutBacks(db, actor.scope, { warehouseId: query.warehouse ?? null, wave: query.wave ?? null }) }))
  route(contract.putBack, async ({ db }, { body, actor }) => ({ returned: await house.act(actor, work => putBackGoods(work, body.goods), db) }))
}
