import type { Ctx, Route } from '#kit/context.ts'
import type { Db } from '#kit/db.ts'
import { conflict, invalid, notFound, Problem } from '#kit/problem.ts'
import { reason, type Reason } from '#kit/verdict.ts'
import type { Actor, Work } from '#kit/work.ts'
import { companyOf } from '#people/company/actions.ts'
import { actorOf, addToken, changeOwnPassword, createStaff, disableStaff, dropToken, forgetActors, signIn, signOut } from './actions.ts'
import * as contract from './contract.ts'
import { beginSecondStep, confirmSecondStep, endSecondStep, resetSecondStep } from './second-step.actions.ts'
import { secondStepOf } from './second-step.store.ts'
import { listStaff, listTokens } from './store.ts'

export function staffRoutes(route: Route): void {
  route(contract.signIn, async (ctx, { body, address, session }) => {
    const found = await signIn(ctx, { ...body, address, before: session.secret })
    if (!('refused' in found)) {
      session.start(found.secret)
      return hereAs(ctx, found.actor)
    }
    if (found.refused === 'throttled') throw new Problem(429, 'throttled', 'Too many attempts; wait a while.', [{ code: 'throttled', values: { seconds: found.seconds } }])
    if (found.refused === 'lapsed') throw new Problem(401, 'password-lapsed', 'The password that you were given was good for 7 days; ask IT for another.')
    if (found.refused === 'code-needed') throw new Problem(401, 'code-needed', 'Give the code of your authenticator too.')
    if (found.refused === 'wrong-code') throw new Problem(401, 'wrong-code', 'The code is not right, or was used already.')
    throw new Problem(401, 'wrong-login', 'The login or the password is not right.')
  })
  route(contract.signOut, async (ctx, { actor, session }) => {
    const { secret } = session
    if (secret !== undefined) await ctx.db.transaction(tx => signOut(workOf(ctx, tx, actor), secret))
    forgetActors(ctx.db)
    session.end()
    return { done: true } as const
  })
  route(contract.whoIsHere, async (ctx, { session }) => {
    const actor = session.secret === undefined ? undefined : await actorOf(ctx, session.secret)
    return actor ? hereAs(ctx, actor) : null
  })
  route(contract.whoAmI, async (ctx, { actor }) => hereAs(ctx, actor))

  route(contract.changeOwnPassword, async (ctx, { body, actor, session, address }) => {
    const answer = await changeOwnPassword(ctx, actor, { ...body, secret: session.secret, address })
    if ('throttled' in answer) throw new Problem(429, 'throttled', 'Too many attempts.', [reason('throttled', { seconds: answer.throttled })])
    if (answer.reasons.length) throw conflict('not-changed', 'The password stays as it is.', answer.reasons)
    return { done: true } as const
  })
  route(contract.readSecondStep, async (ctx, { actor }) => ({ on: !!(await secondStepOf(ctx.db, actor.id))?.totp }))
  route(contract.beginSecondStep, async (ctx, { actor }) => {
    const made = await ctx.db.transaction(async tx => beginSecondStep(workOf(ctx, tx, actor), `Danliu ${(await companyOf(tx, ctx.company)).name}`))
    if (!made) throw notFound('person')
    return made
  })
  const step = async (ctx: Ctx, actor: Actor, act: (work: Work) => Promise<Reason[]>) => {
    const reasons = await ctx.db.transaction(tx => act(workOf(ctx, tx, actor)))
    if (reasons[0]) throw conflict(reasons[0].code, 'The second step stays as it is.', reasons)
    forgetActors(ctx.db) // what they owed, or owe now
    return { done: true } as const
  }
  route(contract.confirmSecondStep, (ctx, { body, actor }) => step(ctx, actor, work => confirmSecondStep(work, body.code)))
  route(contract.endSecondStep, (ctx, { body, actor }) => step(ctx, actor, work => endSecondStep(work, body.code)))
  route(contract.resetSecondStep, (ctx, { params, body, actor }) => step(ctx, actor, work => resetSecondStep(work, params.id, body.reason)))

  route(contract.listStaff, async (ctx, { query }) => {
    const staff = await listStaff(ctx.db, query.after ?? 0, query.limit)
    return { staff, next: nextOf(staff, query.limit) }
  })
  route(contract.createStaff, async (ctx, { body, actor }) => ctx.db.transaction(async tx => {
    const made = await createStaff(workOf(ctx, tx, actor), body)
    if ('id' in made) return made
    throw made.reasons[0]?.code === 'login-taken' ? conflict('login-taken', 'Somebody has this login.') : invalid('The password does not do.', made.reasons)
  }))
  route(contract.disableStaff, async (ctx, { params, actor }) => {
    const { done, reasons } = await ctx.db.transaction(tx => disableStaff(workOf(ctx, tx, actor), params.id))
    if (reasons.length) throw conflict('may-not-disable', 'This person cannot be disabled.', reasons)
    if (!done) throw notFound('person')
    forgetActors(ctx.db)
    return { done: true } as const
  })

  route(contract.listTokens, async (ctx, { query }) => {
    const tokens = await listTokens(ctx.db, query.after ?? 0, query.limit)
    return { tokens, next: nextOf(tokens, query.limit) }
  })
  route(contract.addToken, async (ctx, { body, actor }) => ctx.db.transaction(tx => addToken(workOf(ctx, tx, actor), body)))
  route(contract.revokeToken, async (ctx, { params, actor }) => {
    if (!await ctx.db.transaction(tx => dropToken(workOf(ctx, tx, actor), params.id))) throw notFound('token')
    forgetActors(ctx.db)
    return { done: true } as const
  })
}

const workOf = (ctx: Ctx, tx: Db, actor: Actor): Work => ({ tx, now: ctx.now(), actor, vault: ctx.vault })
const hereAs = ({ utcOffsetMinutes }: Ctx, { id, name, roles, scope, owes }: Actor) => ({ id, name, roles: [...roles], warehouses: scope.warehouses && [...scope.warehouses], shops: scope.shops && [...scope.shops], utcOffsetMinutes, owes: owes?.code ?? null })
const nextOf = (rows: readonly { id: number }[], limit: number) => (rows.length < limit ? null : rows.at(-1)?.id ?? null)
