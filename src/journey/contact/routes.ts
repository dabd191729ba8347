import type { Route } from '#kit/context.ts'
import type { House } from '#handbook/clocks/work.ts'
import { contact } from './actions.ts'
import { contactCustomers } from './contract.ts'

export function contactRoutes(route: Route, house: House): void {
  route(contactCustomers, async ({ db }, { body: { orders, ...attempt }, actor }) => {
    const done = await house.act(actor, work => contact(work, orders, attempt), db)
    return { moved: done.moved, refused: done.refused.map(r => ({ order: r.id, reasons: r.reasons })) }
  })
}
