import { z } from 'zod'
import type { Route } from '#kit/context.ts'
import { endpoint, id, idOut, timeOut } from '#kit/endpoint.ts'
import { conflict } from '#kit/problem.ts'
import type { House } from '#handbook/clocks/work.ts'
import { emergencyNow, endEmergency, startEmergency } from './emergency.actions.ts'
import { listSkipped } from './emergency.store.ts'

export const getEmergency = endpoint({
  name: 'getEmergency', method: 'GET', path: '/api/review/emergency', summary: 'Whether the review looks at key fields only just now, until when and why (RV-6).', who: ['clerk', 'service', 'manager', 'it'],
  answer: z.object({ emergency: z.object({ id: idOut, from: timeOut, until: timeOut, reason: z.string(), by: z.string() }).nullable() }),
})
export const start = endpoint({
  name: 'startEmergency', method: 'POST', path: '/api/review/emergency', summary: 'Switches the emergency review on until a time, when it ends by itself; what it skips is checked afterwards (RV-6).', who: ['manager'],
  body: z.strictObject({ reason: z.string().min(2).max(400), until: z.iso.datetime({ offset: true }) }), answer: z.object({ emergency: idOut }),
})
export const end = endpoint({
  name: 'endEmergency', method: 'DELETE', path: '/api/review/emergency', summary: 'Switches the emergency review off now.', who: ['manager'], answer: z.object({ ended: z.boolean() }),
})
export const skipped = endpoint({
  name: 'listSkipped', method: 'GET', path: '/api/review/skipped', summary: 'Orders the emergency review let through with key fields only, whether they were checked since and what was found (RV-6).', who: ['clerk', 'manager'],
  query: z.strictObject({ checked: z.enum(['yes', 'no']).optional(), limit: z.coerce.number().int().min(1).max(500).default(100), after: id.optional() }),
  answer: z.object({
    skipped: z.array(z.object({ order: idOut, number: z.string(), stage: z.string(), at: timeOut, reason: z.string(), checkedAt: timeOut.nullable(), found: z.array(z.string()) })), next: idOut.nullable(),
  }),
})

export function emergencyRoutes(route: Route, house: House): void {
  route(getEmergency, async ({ db }, { actor }) => house.act(actor, async work => ({ emergency: (await emergencyNow(work)) ?? null }), db))
  route(start, async ({ db }, { body, actor }) => house.act(actor, async work => {
    const made = await startEmergency(work, { reason: body.reason, until: new Date(body.until) })
    if (!made.ok) throw conflict('emergency-not-started', 'The review stays as it is.', made.reasons)
    return { emergency: made.id }
  }, db))
  route(end, async ({ db }, { actor }) => house.act(actor, async work => ({ ended: await endEmergency(work) }), db))
  route(skipped, async ({ db }, { query: { checked, limit, after }, actor }) => {
    const rows = await listSkipped(db, actor.scope, { checked: checked ? checked === 'yes' : null, after: after ?? 0, limit })
    return { skipped: rows.map(r => ({ ...r, found: (r.found ?? []).map(f => f.rule) })), next: rows.length === limit ? rows.at(-1)!.order : null } // limit ≥ 1
  })
}
