import type { Ctx, Route } from '#kit/context.ts'
import type { Db } from '#kit/db.ts'
import { conflict, notFound } from '#kit/problem.ts'
import type { Actor, Work } from '#kit/work.ts'
import { forgetActors } from './actions.ts'
import { changeStaff, enableStaff, resetPassword, signOutStaff, type Done } from './admin.actions.ts'
import * as contract from './admin.contract.ts'
import { sessionsOf, shopNames, warehouseNames } from './admin.store.ts'
import { scopeChoices } from './contract.ts'
import { session } from './rules.ts'

/** What IT does with the people of the house. */
export function staffAdminRoutes(route: Route): void {
  route(scopeChoices, async ({ db }) => ({ warehouses: await warehouseNames(db), shops: await shopNames(db) }))
  const act = async (ctx: Ctx, actor: Actor, what: (work: Work) => Promise<Done>) => {
    const { found, reasons } = await ctx.db.transaction(tx => what(workOf(ctx, tx, actor)))
    if (!found) throw notFound('person')
    if (reasons.length) throw conflict('may-not', 'That cannot be done with this person.', reasons)
    forgetActors(ctx.db)
    return { done: true } as const
  }
  route(contract.changeStaff, (ctx, { params, body, actor }) => act(ctx, actor, work => changeStaff(work, params.id, body)))
  route(contract.enableStaff, (ctx, { params, actor }) => act(ctx, actor, work => enableStaff(work, params.id)))
  route(contract.resetPassword, (ctx, { params, body, actor }) => act(ctx, actor, work => resetPassword(work, params.id, body.password)))
  route(contract.signOutStaff, async (ctx, { params, actor }) => {
    const ended = await ctx.db.transaction(tx => signOutStaff(workOf(ctx, tx, actor), params.id))
    if (ended === undefined) throw notFound('person')
    forgetActors(ctx.db)
    return { ended }
  })
  route(contract.listSessions, async ({ db, now }, { params }) => ({ sessions: await sessionsOf(db, params.id, now(), new Date(now().getTime() - session.idleMs)) }))
}

const workOf = (ctx: Ctx, tx: Db, actor: Actor): Work => ({ tx, now: ctx.now(), actor, vault: ctx.vault })
