import type { Route } from '#kit/context.ts'
import type { House } from '#handbook/clocks/work.ts'
import { settle } from './actions.ts'
import { listAlarms, settleAlarm } from './contract.ts'
import * as store from './store.ts'

export function alarmRoutes(route: Route, house: House): void {
  route(listAlarms, async ({ db }, { actor }) => ({ alarms: (await store.list(db, 200)).map(a => ({ ...a, own: a.actorId === actor.id })) }))
  route(settleAlarm, async ({ db }, { params, body, actor }) => {
    await house.act(actor, work => settle(work, params.id, body.why), db)
    return { done: true as const }
  })
}
