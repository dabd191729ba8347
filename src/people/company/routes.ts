import type { Route } from '#kit/context.ts'
import { session } from '#people/staff/rules.ts'
import { changeCompany, companyOf } from './actions.ts'
import * as contract from './contract.ts'
import { secondSteps } from './store.ts'

/** What the company says of itself. */
export function companyRoutes(route: Route): void {
  route(contract.readCompany, async ({ db, company, utcOffsetMinutes }) => {
    const [said, secondStep] = await Promise.all([companyOf(db, company), secondSteps(db)])
    return { code: company, ...said, utcOffsetMinutes, session: { idleHours: session.idleMs / 3_600_000, longestDays: session.absoluteMs / 86_400_000 }, secondStep }
  })
  route(contract.changeCompany, async ({ db, vault, now, company }, { body: { name, sender }, actor }) => {
    await db.transaction(tx => changeCompany({ tx, now: now(), actor, vault }, company, { ...(name !== undefined && { name }), ...(sender && { sender }) }))
    return { saved: true as const }
  })
}
