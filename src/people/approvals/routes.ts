import type { Ctx, Route } from '#kit/context.ts'
import type { FileAnswer } from '#kit/endpoint.ts'
import { conflict, notFound } from '#kit/problem.ts'
import type { Reason } from '#kit/verdict.ts'
import type { Actor } from '#kit/work.ts'
import type { House } from '#handbook/clocks/work.ts'
import { approve, reject, take, withdraw, type CarryOut } from './actions.ts'
import * as contract from './contract.ts'
import { decidedBy, kindRules, whyNotDecide, type ApprovalKind } from './rules.ts'
import * as store from './store.ts'

/** How each kind is carried out, and how the file of an export is made; joined where everything comes together. */
export interface ApprovalActs { carryOut: Readonly<Record<ApprovalKind, CarryOut>>; file(ctx: Ctx, actor: Actor, asked: store.Approval): Promise<FileAnswer> }

export function approvalRoutes(route: Route, house: House, acts: ApprovalActs): void {
  route(contract.listApprovals, async ({ db, now }, { query: { kind, open }, actor }) => {
    const at = now()
    const rows = await store.list(db, { who: actor.id, kinds: decidedBy(actor.roles), scope: actor.scope, kind, open: open && open === 'yes', limit: 300 })
    return { approvals: rows.map(a => ({
      ...a, clause: kindRules[a.kind].clause, own: a.askedBy === actor.id, mine: a.state === 'asked' && whyNotDecide(a, actor, at).length === 0,
      file: a.kind === 'list-export' && a.state === 'approved' && a.askedBy === actor.id && a.usedAt === null,
    })) }
  })
  const said = (reasons: Reason[]) => {
    if (reasons.some(r => r.code === 'not-found')) throw notFound('request')
    if (reasons.length) throw conflict('not-decided', 'It stays as it is.', reasons)
    return { done: true as const }
  }
  route(contract.approveRequest, async ({ db }, { params, actor }) => said(await house.act(actor, work => approve(work, params.id, acts.carryOut), db)))
  route(contract.rejectRequest, async ({ db }, { params, body, actor }) => said(await house.act(actor, work => reject(work, params.id, body.why), db)))
  route(contract.withdrawRequest, async ({ db }, { params, actor }) => said(await house.act(actor, work => withdraw(work, params.id), db)))
  route(contract.takeApproved, async (ctx, { params, actor }) => {
    const asked = await house.act(actor, async work => {
      const found = await store.find(work.tx, params.id, actor.id)
      return found?.kind === 'list-export' ? take(work, params.id) : undefined
    }, ctx.db)
    if (!asked) throw conflict('no-file', 'No file waits for you here: it is not approved, not yours, or was taken already.')
    return acts.file(ctx, actor, asked)
  })
}
