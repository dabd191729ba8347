import type { Route } from '#kit/context.ts'
import type { House } from '#handbook/clocks/work.ts'
import { approveChange, proposeChange, rejectChange } from './changes.actions.ts'
import { approve, listChanges, propose, reject } from './changes.contract.ts'
import * as store from './changes.store.ts'

export function changeRoutes(route: Route, house: House & { refresh(): Promise<void> }): void {
  const who = (of: number | null, name: string | null) => (of === null ? null : { id: of, name: name ?? '' })
  route(listChanges, async ({ db }, { query, actor }) => ({
    changes: (await store.listChanges(db, query.clause, 500)).map(c => ({
      ...c, approved: c.state === 'approved', own: c.proposedBy === actor.id,
      proposedBy: who(c.proposedBy, c.proposer), approvedBy: who(c.approvedBy, c.approver), rejectedBy: who(c.rejectedBy, c.rejecter),
    })),
  }))
  route(propose, async ({ db }, { body, actor }) => ({ change: await house.act(actor, work => proposeChange(work, { ...body, effectiveAt: new Date(body.effectiveAt) }), db) }))
  route(approve, async ({ db }, { params, actor }) => {
    await house.act(actor, work => approveChange(work, params.id), db)
    await house.refresh()
    return { approved: true as const }
  })
  route(reject, async ({ db }, { params, body, actor }) => {
    await house.act(actor, work => rejectChange(work, params.id, body.why), db)
    return { rejected: true as const }
  })
}
