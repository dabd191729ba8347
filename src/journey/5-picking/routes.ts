import { z } from 'zod'
import type { Route } from '#kit/context.ts'
import { endpoint, id, idOut, timeOut } from '#kit/endpoint.ts'
import { notFound } from '#kit/problem.ts'
import type { House } from '#handbook/clocks/work.ts'
import { noteDifferences } from '#journey/discrepancy/actions.ts'
import { confirmWave, finishPicked, planWave, scanPick } from './actions.ts'
import * as store from './store.ts'

const kind = z.enum(['single', 'multi', 'large'])
const reasons = z.array(z.object({ code: z.string(), clause: z.string().optional(), values: z.record(z.string(), z.unknown()).optional() }))
const pickers = ['picker', 'clerk', 'manager'] as const

export const planWaves = endpoint({
  name: 'planWave', method: 'POST', path: '/api/waves', summary: 'Plans a wave of ready orders of one shape in one warehouse (FU-1).', who: pickers,
  body: z.strictObject({ warehouse: id, kind, limit: z.number().int().min(1).max(1000).default(100), carrier: id.optional() }),
  answer: z.object({ wave: idOut.nullable(), orders: z.array(idOut), refused: z.array(z.object({ order: idOut, reasons })) }),
})
export const listWaves = endpoint({
  name: 'listWaves', method: 'GET', path: '/api/waves', summary: 'Open waves with their progress.', who: pickers,
  answer: z.object({ waves: z.array(z.object({ id: idOut, kind, warehouseId: idOut, madeAt: timeOut, orders: z.number(), pieces: z.number(), picked: z.number() })) }),
})
export const getWave = endpoint({
  name: 'getWave', method: 'GET', path: '/api/waves/{id}', summary: "A wave's picks in walking order.", who: [...pickers, 'checker'], params: z.strictObject({ id }),
  answer: z.object({ picks: z.array(z.object({ orderId: idOut, position: z.number(), code: z.string(), title: z.string(), barcode: z.string().nullable(), place: z.string(), quantity: z.number(), picked: z.number(), checked: z.number(), stage: z.string(), blocks: z.array(z.string()), dropped: z.boolean() })) }),
})
export const scan = endpoint({
  name: 'scanPick', method: 'POST', path: '/api/picking/scans', summary: 'One scan at a shelf; a wrong product, spec or quantity is refused with the difference named. The gesture id makes a resend harmless (K6).', who: ['picker'],
  body: z.strictObject({ gesture: z.string().min(8).max(64), wave: id, code: z.string().min(1).max(64), quantity: z.number().int().min(1).max(100_000).default(1), position: z.number().int().min(1).nullable().default(null) }),
  answer: z.union([z.object({ ok: z.literal(true), orderId: idOut, position: z.number(), picked: z.number(), quantity: z.number() }), z.object({ ok: z.literal(false), reasons })]),
})
export const finish = endpoint({
  name: 'finishWave', method: 'POST', path: '/api/waves/{id}/finish', summary: 'Sends fully picked orders to the check; `paper` confirms the whole wave as picked from paper.', who: ['picker'],
  params: z.strictObject({ id }), body: z.strictObject({ paper: z.boolean().default(false) }), answer: z.object({ moved: z.array(idOut) }),
})

export function pickingRoutes(route: Route, house: House): void {
  route(planWaves, async ({ db }, { body, actor }) => {
    if (actor.scope.warehouses && !actor.scope.warehouses.includes(body.warehouse)) throw notFound('warehouse')
    const wave = await house.act(actor, work => planWave(work, { warehouseId: body.warehouse, kind: body.kind, limit: body.limit, ...(body.carrier && { carrierId: body.carrier }) }), db)
    return { wave: wave?.wave || null, orders: wave?.orders ?? [], refused: (wave?.refused ?? []).map(r => ({ order: r.id, reasons: r.reasons })) }
  })
  route(listWaves, async ({ db }, { actor }) => ({ waves: await store.openWaves(db, actor.scope) }))
  route(getWave, async ({ db }, { params, actor }) => ({ picks: await store.waveRows(db, params.id, actor.scope) }))
  route(scan, async ({ db, now }, { body, actor }) => {
    const scanned = await scanPick(db, { ...body, at: now(), scope: actor.scope, by: actor.id })
    if (!scanned.ok) await house.act(actor, async work => noteDifferences(work, 'picking', [{ reasons: scanned.reasons, wave: body.wave, gesture: body.gesture, ownerId: actor.id, ...await store.placeOf(work.tx, body.wave) }]), db)
    return scanned
  })
  route(finish, async ({ db }, { params, body, actor }) => ({
    moved: await house.act(actor, work => (body.paper ? confirmWave(work, params.id) : finishPicked(work, params.id)), db),
  }))
}
