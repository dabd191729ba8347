import type { Route } from '#kit/context.ts'
import type { House } from '#handbook/clocks/work.ts'
import { counted } from '#people/alarms/actions.ts'
import * as actions from './actions.ts'
import * as contract from './contract.ts'
import { whyNotErase } from './rules.ts'

export function erasingRoutes(route: Route, house: House): void {
  route(contract.readPerson, async ({ db }, { params, actor }) => {
    const person = await house.act(actor, work => actions.personOf(work, params.id), db)
    const { orders } = person
    return { orders: orders.length, open: orders.filter(o => !o.ended).length, held: orders.some(o => o.held), erased: orders.every(o => o.erased), reasons: whyNotErase(person) }
  })
  route(contract.askErasure, async ({ db }, { params, body, actor }) => ({ approval: await house.act(actor, work => actions.askErasure(work, params.id, body.reason), db) }))
  route(contract.tellPerson, async ({ db }, { params, body, actor }) => {
    const { text } = await counted(house, actor, work => actions.tellPerson(work, params.id, body.reason), db)
    return { name: `person-${params.id}.json`, type: 'application/json', body: text }
  })
  route(contract.setLegalHold, async ({ db }, { params, body, actor }) => {
    await house.act(actor, work => actions.setHold(work, params.id, body.on, body.reason), db)
    return { done: true as const }
  })
}
