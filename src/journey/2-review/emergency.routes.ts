import type { Route } from '#kit/context.ts'
import { conflict } from '#kit/problem.ts'
import type { House } from '#handbook/clocks/work.ts'
import { emergencyNow, endEmergency, startEmergency } from './emergency.actions.ts'
import { end, getEmergency, skipped, start } from './emergency.contract.ts'
import { listSkipped } from './emergency.store.ts'

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
