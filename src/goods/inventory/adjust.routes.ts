import type { Route } from '#kit/context.ts'
import type { House } from '#handbook/clocks/work.ts'
import * as actions from './adjust.actions.ts'
import { askAdjustment } from './adjust.contract.ts'

export const adjustRoutes = (route: Route, house: House): void =>
  route(askAdjustment, async ({ db }, { body: { warehouse, lines, reason }, actor }) => ({ approval: await house.act(actor, work => actions.askAdjustment(work, warehouse, lines, reason), db) }))
