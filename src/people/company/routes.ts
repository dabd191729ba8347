import type { Route } from '#kit/context.ts'
import { forgetActors } from '#people/staff/actions.ts'
import { session } from '#people/staff/rules.ts'
import { changeCompany, companyOf } from './actions.ts'
import * as contract from './contract.ts'
import { secondSteps } from './store.ts'

/** What the company says of itself. */
export function companyRoutes(route: Route): void {
  route(contract.readCompany, async ({ db, company, utcOffsetMinutes }) => {
    const [{ secondStepRoles, ...said }, counted] = await Promise.all([companyOf(db, company), secondSteps(db)])
    const secondStep = { ...counted, roles: [...secondStepRoles] }
    return { code: company, ...said, utcOffsetMinutes, session: { idleHours: session.idleMs / 3_600_000, longestDays: session.absoluteMs / 86_400_000 }, secondStep }
  })
  route(contract.changeCompany, async ({ db, vault, now, company }, { body: { name, sender, paperTongue, secondStepRoles }, actor }) => {
    await db.transaction(tx => changeCompany({ tx, now: now(), actor, vault }, company, { ...(name !== undefined && { name }), ...(sender && { sender }), ...(paperTongue && { paperTongue }), ...(secondStepRoles && { secondStepRoles }) }))
    forgetActors(db) // who must set something up now
    return { saved: true as const }
  })
}
