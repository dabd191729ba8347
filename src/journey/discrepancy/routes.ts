import { z } from 'zod'
import type { Route } from '#kit/context.ts'
import { endpoint, id, idOut, timeOut } from '#kit/endpoint.ts'
import { notFound } from '#kit/problem.ts'
import type { House } from '#handbook/clocks/work.ts'
import { sayCause } from './actions.ts'
import { causes, stations } from './rules.ts'
import { listDiscrepancies } from './store.ts'

const who = ['picker', 'checker', 'packer', 'logistics', 'clerk', 'quality', 'manager']
export const list = endpoint({
  name: 'listDiscrepancies', method: 'GET', path: '/api/discrepancies', summary: 'Differences found at the stations, each an error with its owner and its cause (FU-5).', who,
  query: z.strictObject({ open: z.enum(['yes', 'no']).default('no'), order: id.optional(), station: z.enum(stations).optional(), limit: z.coerce.number().int().min(1).max(500).default(100), after: id.optional() }),
  answer: z.object({
    discrepancies: z.array(z.object({
      id: idOut, at: timeOut, station: z.string(), code: z.string(), values: z.record(z.string(), z.unknown()), order: idOut.nullable(), number: z.string().nullable(), wave: idOut.nullable(), foundBy: z.string(),
      owner: z.string(), ownerName: z.string().nullable(), cause: z.string().nullable(), note: z.string(), causeBy: z.string().nullable(), causeAt: timeOut.nullable(),
    })), next: idOut.nullable(),
  }),
})
export const cause = endpoint({
  name: 'sayCause', method: 'POST', path: '/api/discrepancies/{id}/cause', summary: 'Says the cause of a difference, once (FU-5).', who, params: z.strictObject({ id }),
  body: z.strictObject({ cause: z.enum(causes), note: z.string().max(400).default('') }), answer: z.object({ said: z.literal(true) }),
})

export function discrepancyRoutes(route: Route, house: House): void {
  route(list, async ({ db }, { query: q, actor }) => {
    const rows = await listDiscrepancies(db, actor.scope, { open: q.open === 'yes', order: q.order ?? null, station: q.station ?? null, after: q.after ?? 0, limit: q.limit })
    return { discrepancies: rows, next: rows.length === q.limit ? rows.at(-1)!.id : null } // limit ≥ 1
  })
  route(cause, async ({ db }, { params, body, actor }) => house.act(actor, async work => {
    if (!(await sayCause(work, params.id, body.cause, body.note))) throw notFound('open discrepancy')
    return { said: true as const }
  }, db))
}
