import type { Route } from '#kit/context.ts'
import { record } from '#kit/events.ts'
import { conflict, invalid, notFound } from '#kit/problem.ts'
import { clauseSubjects, compliance } from '#handbook/clocks/store.ts'
import type { House } from '#handbook/clocks/work.ts'
import { approveChange, listChanges, proposeChange, readCompliance, readHandbook } from './contract.ts'
import { clauseText } from './rules.ts'
import * as store from './store.ts'
import { traditional } from './traditional.ts'

export function handbookRoutes(route: Route, house: House & { refresh(): Promise<void> }): void {
  const three = ({ zh, en }: { zh: string; en: string }) => ({ zh, zhTW: traditional(zh), en })
  route(readHandbook, async (_, { actor }) => house.act(actor, async ({ book }) => ({
    chapters: book.chapters.map(c => ({ ...c, title: three(c.title), clauses: c.clauses.map(clauseId => {
      const clause = book.clauses[clauseId]!
      return { ...clause, title: three(clause.title), text: three({ zh: clauseText(clause, 'zh'), en: clauseText(clause, 'en') }), source: `${clause.source.document} ${clause.source.section}` }
    }) })),
  })))
  route(readCompliance, async ({ db }, { query: { clause, which, days, after }, actor }) => house.act(actor, async ({ tx, now, book }) => {
    const asked = clause === undefined ? undefined : book.clauses[clause]
    if (clause !== undefined && !asked) throw notFound('clause')
    const from = new Date(now.getTime() - days * 24 * 3600_000)
    return {
      from,
      clauses: (await compliance(tx, actor.scope, { now, from })).map(c => ({ ...c, owners: book.clauses[c.clause]?.obliges ?? [] })),
      subjects: asked ? await clauseSubjects(tx, actor.scope, { clause: asked.id, which, stops: [...(asked.clock?.stops ?? []), ...(asked.clock?.restarts ? asked.clock.starts : [])], now, from, after: after ?? 0, limit: 500 }) : [],
    }
  }, db))
  route(listChanges, async ({ db }) => ({ changes: (await store.allChanges(db)).map(c => ({ ...c, approved: c.approvedBy !== null })) }))
  route(proposeChange, async ({ db }, { body, actor }) => house.act(actor, async work => {
    const figure = work.book.clauses[body.clause]?.figures[body.figure]
    if (!figure || figure.unit === 'timeOfDay') throw invalid(`Clause ${body.clause} has no number called ${body.figure}.`, [{ code: 'figure-unknown', path: 'figure' }])
    const change = await store.propose(work.tx, { ...body, effectiveAt: new Date(body.effectiveAt), by: actor.id, at: work.now })
    await record(work, [{ subject: 'handbook-change', id: change, kind: 'handbook-change.propose', facts: { ...body, was: figure.value } }])
    return { change }
  }, db))
  route(approveChange, async ({ db }, { params, actor }) => {
    await house.act(actor, async work => {
      if (!(await store.approve(work.tx, params.id, actor.id, work.now)).length) throw conflict('not-approvable', 'It is approved already, its date is past, or it is your own proposal.')
      await record(work, [{ subject: 'handbook-change', id: params.id, kind: 'handbook-change.approve' }])
    }, db)
    await house.refresh()
    return { approved: true as const }
  })
}
