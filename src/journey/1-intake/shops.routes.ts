import type { Route } from '#kit/context.ts'
import { record } from '#kit/events.ts'
import { conflict, notFound, Problem } from '#kit/problem.ts'
import type { House } from '#handbook/clocks/work.ts'
import { forgetActors } from '#people/staff/actions.ts'
import { addShop, changeShops, listShops } from './shops.contract.ts'
import { changeShop, insertShop, listShops as shopsWithin } from './store.ts'

export function shopRoutes(route: Route, house: House): void {
  route(listShops, async ({ db }, { query, actor }) => {
    const shops = await shopsWithin(db, actor.scope, query.after ?? 0, query.limit)
    return { shops, next: shops.length === query.limit ? (shops.at(-1)?.id ?? null) : null }
  })
  route(addShop, async ({ db }, { body, actor }) => house.act(actor, async work => {
    if (actor.scope.shops) throw new Problem(403, 'out-of-scope', 'Who sees only some shops cannot add one.')
    const made = await insertShop(work.tx, body, work.now)
    if (made === undefined) throw conflict('code-taken', `There is a shop ${body.code}.`, [{ code: 'code-taken', path: 'code' }])
    await record(work, [{ subject: 'shop', id: made, kind: 'shop.add', facts: { code: body.code, title: body.name, channel: body.channel } }])
    return { id: made }
  }, db))
  route(changeShops, async ({ db }, { params, body, actor }) => house.act(actor, async work => {
    const was = actor.scope.shops && !actor.scope.shops.includes(params.id) ? undefined : await changeShop(work.tx, params.id, { name: body.name ?? null, channel: body.channel ?? null, staysInside: body.staysInside ?? null })
    if (!was) throw notFound('shop')
    await record(work, [{ subject: 'shop', id: params.id, kind: 'shop.change', facts: { was: { title: was.name, channel: was.channel, staysInside: was.staysInside }, now: { title: body.name ?? was.name, channel: body.channel ?? was.channel, staysInside: body.staysInside ?? was.staysInside } } }])
    return { changed: true as const }
  }, db).finally(() => forgetActors(db)))
}
