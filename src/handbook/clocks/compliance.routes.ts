import type { Route } from '#kit/context.ts'
import type { Db } from '#kit/db.ts'
import { notFound } from '#kit/problem.ts'
import { readCompliance } from './compliance.contract.ts'
import { clauseSubjects, compliance } from './store.ts'
import type { House } from './work.ts'

/** What the things behind a clause are called by people (an order's number, a parcel's waybill); given by the root, for the handbook stands left of them. */
export type Labels = Readonly<Record<string, (db: Db, ids: readonly number[]) => Promise<{ id: number; label: string | null }[]>>>

export function complianceRoutes(route: Route, house: House, labels: Labels): void {
  route(readCompliance, async ({ db, reads, asOf }, { query: { clause, which, days, after }, actor }) => house.act(actor, async ({ tx, now, book }) => {
    const asked = clause === undefined ? undefined : book.clauses[clause]
    if (clause !== undefined && !asked) throw notFound('clause')
    const from = new Date(now.getTime() - days * 24 * 3600_000)
    const subjects = asked ? await clauseSubjects(tx, actor.scope, { clause: asked.id, which, stops: [...(asked.clock?.stops ?? []), ...(asked.clock?.restarts ? asked.clock.starts : [])], now, from, after: after ?? 0, limit: 500 }) : []
    const kind = subjects[0]?.subject ?? '' // a clause times one kind of thing
    const called = new Map((await labels[kind]?.(tx, subjects.map(s => s.id)))?.map(l => [l.id, l.label]))
    return {
      from, asOf: asOf ?? null,
      clauses: (await compliance(tx, actor.scope, { now, from })).map(c => ({ ...c, owners: book.clauses[c.clause]?.obliges ?? [] })),
      subjects: subjects.map(s => ({ ...s, label: called.get(s.id) ?? null })),
    }
  }, reads ?? db))
}
