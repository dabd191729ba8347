import { z } from 'zod'
import type { Route } from '#kit/context.ts'
import { endpoint, id, idOut } from '#kit/endpoint.ts'
import { record } from '#kit/events.ts'
import { conflict, notFound, Problem } from '#kit/problem.ts'
import type { House } from '#handbook/clocks/work.ts'
import { channelNames } from '#partners/channels/rules.ts'
import { changeShop, insertShop, listShops as shopsWithin } from './store.ts'

const who = ['manager', 'it'] as const
const name = z.string().trim().min(1).max(60)
const channel = z.enum(channelNames)
export const listShops = endpoint({
  name: 'listShops', method: 'GET', path: '/api/shops', summary: 'The shops one may see, and the channel that gets their numbers.', who: 'signed-in',
  query: z.strictObject({ after: id.optional(), limit: z.coerce.number().int().min(1).max(500).default(200) }),
  answer: z.object({ shops: z.array(z.object({ id: idOut, code: z.string(), name: z.string(), channel: z.string() })), next: idOut.nullable() }),
})
export const addShop = endpoint({
  name: 'addShop', method: 'POST', path: '/api/shops', summary: 'A new shop; orders name it by its code, which stays.', who,
  body: z.strictObject({ code: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$/, 'letters, digits, - and _'), name, channel: channel.default('file') }), answer: z.object({ id: idOut }),
})
export const changeShops = endpoint({
  name: 'changeShop', method: 'PATCH', path: '/api/shops/{id}', summary: 'Another name or channel for a shop.', who, params: z.strictObject({ id }),
  body: z.strictObject({ name: name.optional(), channel: channel.optional() }), answer: z.object({ changed: z.literal(true) }),
})

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
    const was = actor.scope.shops && !actor.scope.shops.includes(params.id) ? undefined : await changeShop(work.tx, params.id, { name: body.name ?? null, channel: body.channel ?? null })
    if (!was) throw notFound('shop')
    await record(work, [{ subject: 'shop', id: params.id, kind: 'shop.change', facts: { was: { title: was.name, channel: was.channel }, now: { title: body.name ?? was.name, channel: body.channel ?? was.channel } } }])
    return { changed: true as const }
  }, db))
}
