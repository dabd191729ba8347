import { z } from 'zod'
import type { Route } from '#kit/context.ts'
import { endpoint, id, idOut, timeOut } from '#kit/endpoint.ts'
import { record } from '#kit/events.ts'
import { conflict, invalid, notFound } from '#kit/problem.ts'
import { clauseSubjects, compliance } from '#handbook/clocks/store.ts'
import type { House } from '#handbook/clocks/work.ts'
import { clauseText } from './rules.ts'
import * as store from './store.ts'
import { traditional } from './traditional.ts'

const words = z.object({ zh: z.string(), zhTW: z.string(), en: z.string() })
export const readHandbook = endpoint({
  name: 'readHandbook', method: 'GET', path: '/api/handbook', summary: 'The handbook in force now, chapter by chapter, in three languages (HB-1).', who: 'signed-in',
  answer: z.object({ chapters: z.array(z.object({ chapter: z.string(), title: words, clauses: z.array(z.object({
    id: z.string(), number: z.string(), kind: z.string(), title: words, text: words, source: z.string(), requirement: z.string(), obliges: z.array(z.string()), enforced: z.boolean(),
    figures: z.record(z.string(), z.object({ value: z.union([z.number(), z.string(), z.array(z.string())]), unit: z.string() })),
  })) })) }),
})
export const readCompliance = endpoint({
  name: 'readCompliance', method: 'GET', path: '/api/handbook/compliance', summary: 'How each timed clause fares: applied, met, missed, running, at risk (HB-3). With `clause`, the orders and parcels behind the figure, whom it obliges and who ended each. Figures and lists are those of your shops and warehouses, of what runs and what ended within `days`, which is since `from`.', who: 'signed-in',
  query: z.strictObject({ clause: z.string().max(40).optional(), which: z.enum(['applied', 'met', 'missed', 'running', 'paused', 'at-risk']).default('missed'), days: z.coerce.number().int().min(1).max(3660).default(30), after: id.optional() }),
  answer: z.object({
    clauses: z.array(z.object({ clause: z.string(), applied: z.number(), met: z.number(), missed: z.number(), running: z.number(), paused: z.number(), atRisk: z.number(), owners: z.array(z.string()) })),
    subjects: z.array(z.object({ clock: idOut, subject: z.string(), id: idOut, startedAt: timeOut, dueAt: timeOut, stoppedAt: timeOut.nullable(), state: z.string(), by: z.string().nullable() })),
    from: timeOut,
  }),
})
export const listChanges = endpoint({
  name: 'listHandbookChanges', method: 'GET', path: '/api/handbook/changes', summary: 'Proposed and approved changes (HB-2).', who: 'signed-in',
  answer: z.object({ changes: z.array(z.object({ id: idOut, clause: z.string(), figure: z.string(), value: z.number(), reason: z.string(), effectiveAt: timeOut, approved: z.boolean() })) }),
})
export const proposeChange = endpoint({
  name: 'proposeHandbookChange', method: 'POST', path: '/api/handbook/changes', summary: 'Proposes another figure from a date on; the past stays judged by the figure then in force.', who: ['manager', 'quality'],
  body: z.strictObject({ clause: z.string().max(40), figure: z.string().max(40), value: z.number().min(0).max(1e9), reason: z.string().min(2).max(400), effectiveAt: z.iso.datetime({ offset: true }) }),
  answer: z.object({ change: idOut }),
})
export const approveChange = endpoint({
  name: 'approveHandbookChange', method: 'POST', path: '/api/handbook/changes/{id}/approval', summary: 'Approves a change; nobody approves their own.', who: ['manager'], params: z.strictObject({ id }),
  answer: z.object({ approved: z.literal(true) }),
})

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
