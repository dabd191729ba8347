import type { Route } from '#kit/context.ts'
import { notFound } from '#kit/problem.ts'
import type { House } from '#handbook/clocks/work.ts'
import { sayCause } from './actions.ts'
import { cause, list } from './contract.ts'
import { listDiscrepancies } from './store.ts'

export function discrepancyRoutes(route: Route, house: House): void {
  route(list, async ({ db }, { query: q, actor }) => {
    const rows = await listDiscrepancies(db, actor.scope, { open: q.open === 'yes', order: q.order ?? null, station: q.station ?? null, after: q.after ?? null, newest: q.first === 'newest', limit: q.limit })
    return { discrepancies: rows, next: rows.length === q.limit ? rows.at(-1)!.id : null } // limit ≥ 1
  })
  route(cause, async ({ db }, { params, body, actor }) => house.act(actor, async work => {
    if (!(await sayCause(work, params.id, body.cause, body.note))) throw notFound('open discrepancy')
    return { said: true as const }
  }, db))
}
