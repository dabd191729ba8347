import type { Route } from '#kit/context.ts'
import { conflict, notFound } from '#kit/problem.ts'
import { amount } from '#handbook/clauses/rules.ts'
import type { House } from '#handbook/clocks/work.ts'
import { addCarrier, addPool, setShown } from './actions.ts'
import * as contract from './contract.ts'
import { carriers, numbersLeft, pools } from './store.ts'

export function carrierRoutes(route: Route, house: House): void {
  route(contract.listCarriers, async (_, { actor }) => house.act(actor, async ({ tx, book }) => {
    const least = amount(book, 'SH-2.pool', 'least')
    const left = new Map((await numbersLeft(tx, null)).map(l => [l.carrierId, l.left]))
    const ranges = Map.groupBy(await pools(tx, null), p => p.carrierId)
    return { carriers: (await carriers(tx)).map(c => ({ ...c, left: left.get(c.id) ?? 0, low: (left.get(c.id) ?? 0) < least, pools: ranges.get(c.id) ?? [] })) }
  }))
  route(contract.addCarrier, async ({ db }, { body, actor }) => {
    const made = await house.act(actor, work => addCarrier(work, body), db)
    if (made === undefined) throw conflict('code-taken', `There is a carrier ${body.code}.`, [{ code: 'code-taken', path: 'code' }])
    return { id: made }
  })
  route(contract.addPool, async ({ db }, { params, body, actor }) => {
    const made = await house.act(actor, work => addPool(work, params.id, body), db)
    if (!made) throw notFound('carrier')
    if ('reasons' in made) throw conflict('range-refused', 'These numbers cannot be taken in.', made.reasons)
    return made
  })
  route(contract.setShown, async ({ db }, { params, body, actor }) => {
    const shows = await house.act(actor, work => setShown(work, params.id, body.shows, body.why), db)
    if (!shows) throw notFound('carrier')
    return { shows }
  })
}
