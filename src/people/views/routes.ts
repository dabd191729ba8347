import type { Route } from '#kit/context.ts'
import { conflict, notFound } from '#kit/problem.ts'
import * as contract from './contract.ts'
import { searchToKeep, whyNotView } from './rules.ts'
import * as store from './store.ts'

/** Lists as people like to see them. */
export function viewRoutes(route: Route): void {
  route(contract.listViews, async ({ db }, { query, actor }) => ({ views: await store.viewsOf(db, actor.id, actor.roles, query.page) }))
  route(contract.saveView, ({ db, now }, { body, actor }) => db.transaction(async tx => {
    const reasons = whyNotView(actor.roles, body.role, await store.countOthers(tx, actor.id, body.page, body.name))
    if (reasons.length) throw conflict('not-kept', 'The view was not kept.', reasons)
    return { id: await store.putView(tx, actor.id, { ...body, search: searchToKeep(body.search) }, now()) }
  }))
  route(contract.removeView, async ({ db }, { params, actor }) => {
    if ((await store.dropView(db, actor.id, params.id)).length === 0) throw notFound('view')
    return { removed: true as const }
  })
}
