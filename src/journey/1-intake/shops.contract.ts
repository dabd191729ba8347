import { z } from 'zod'
import { endpoint, id, idOut } from '#kit/endpoint.ts'
import { channelNames } from '#partners/channels/rules.ts'

const who = ['manager', 'it'] as const
const name = z.string().trim().min(1).max(60)
const channel = z.enum(channelNames)
export const listShops = endpoint({
  name: 'listShops', method: 'GET', path: '/api/shops', summary: 'The shops one may see, and the channel that gets their numbers.', who: 'signed-in',
  query: z.strictObject({ after: id.optional(), limit: z.coerce.number().int().min(1).max(500).default(200) }),
  answer: z.object({ shops: z.array(z.object({ id: idOut, code: z.string(), name: z.string(), channel: z.string(), staysInside: z.boolean() })), next: idOut.nullable() }),
})
export const addShop = endpoint({
  name: 'addShop', method: 'POST', path: '/api/shops', summary: 'A new shop; orders name it by its code, which stays.', who,
  body: z.strictObject({ code: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$/, 'letters, digits, - and _'), name, channel: channel.default('file') }), answer: z.object({ id: idOut }),
})
export const changeShops = endpoint({
  name: 'changeShop', method: 'PATCH', path: '/api/shops/{id}', summary: 'Another name or channel for a shop, or whether its orders stay inside: then what is known of its customers leaves by no token and no file (P5).', who, params: z.strictObject({ id }),
  body: z.strictObject({ name: name.optional(), channel: channel.optional(), staysInside: z.boolean().optional() }), answer: z.object({ changed: z.literal(true) }),
})
