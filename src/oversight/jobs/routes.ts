import type { Route } from '#kit/context.ts'
import { listJobs, moveJobs } from '#kit/jobs.ts'
import type { House } from '#handbook/clocks/work.ts'
import * as contract from './contract.ts'

export function jobRoutes(route: Route, house: House): void {
  route(contract.listJobs, async ({ db }, { query }) => {
    const jobs = await listJobs(db, query)
    return { jobs, next: jobs.length === query.limit ? (jobs.at(-1)?.id ?? null) : null }
  })
  route(contract.moveJobs, async ({ db }, { params: { move }, body, actor }) => {
    const { moved, refused } = await house.act(actor, work => moveJobs(work, move, body.jobs, body.note), db)
    return { moved, refused: refused.map(r => ({ job: r.id, reasons: r.reasons })) }
  })
}
