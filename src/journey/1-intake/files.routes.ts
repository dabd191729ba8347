import type { Ctx, Route } from '#kit/context.ts'
import { conflict, notFound } from '#kit/problem.ts'
import type { Actor } from '#kit/work.ts'
import type { House } from '#handbook/clocks/work.ts'
import { counted } from '#people/alarms/actions.ts'
import * as contract from './files.contract.ts'
import { isGap } from './import.actions.ts'
import * as imports from './runs.actions.ts'
import * as store from './runs.store.ts'

export function intakeFileRoutes(route: Route, house: House & imports.Importer): void {
  route(contract.addFile, async (ctx, { query, file, actor }) => ({ ...await imports.keepFile(ctx, actor, { ...query, bytes: file!.bytes }), name: query.name })) // a call that takes files has one
  route(contract.preview, async (ctx, { body, actor }) => imports.previewFiles(ctx, actor, body))
  route(contract.startRun, async (ctx, { body, actor }) => house.act(actor, async work => ({ run: await imports.askImport(ctx, work, body) }), ctx.db))
  route(contract.listRuns, async ({ db }, { query, actor }) => {
    const runs = await store.runs(db, actor.scope.shops, query)
    return { runs: runs.map(shown), next: runs.length === query.limit ? (runs.at(-1)?.id ?? null) : null }
  })
  route(contract.getRun, async (ctx, { params, query, actor }) => {
    const run = await found(ctx, actor, params.id)
    const open = await store.openProblems(ctx.db, params.id, query.after ?? 0, query.limit)
    return { ...shown(run), open, next: open.length === query.limit ? (open.at(-1)?.id ?? null) : null }
  })
  route(contract.stopRun, async (ctx, { params, actor }) => {
    await found(ctx, actor, params.id)
    if ((await store.askStop(ctx.db, params.id)).length === 0) throw conflict('not-running', 'This import has ended.')
    return { asked: true as const }
  })
  route(contract.badRows, async (ctx, { params, query, actor }) => {
    const answer = await imports.badRows(ctx, actor, params.id, query.limit)
    await counted(house, actor, work => imports.tellLook(work, params.id, answer.rows.length), ctx.db)
    return answer
  })
  route(contract.badRowsFile, async (ctx, { params, actor }) => {
    const { body, rows } = await imports.badRowsFile(ctx, actor, params.id)
    await counted(house, actor, work => imports.tellLook(work, params.id, rows), ctx.db)
    return { name: `bad-rows-${params.id}.csv`, type: 'text/csv; charset=utf-8', body }
  })
  route(contract.fixRows, async (ctx, { params, body, actor }) => house.act(actor, work => imports.fixRows(ctx, work, params.id, body.rows), ctx.db))
}

async function found({ db }: Ctx, actor: Actor, id: number): Promise<store.ShownRun> {
  const [run] = await store.runs(db, actor.scope.shops, { id, limit: 1 })
  if (!run) throw notFound('import')
  return run
}
const shown = (run: store.ShownRun) => ({
  ...run, gap: run.sourceOrders !== null && run.sourceFen !== null && isGap(run, { orders: run.sourceOrders, fen: run.sourceFen }),
})
