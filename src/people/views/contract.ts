import { z } from 'zod'
import { endpoint, id, idOut } from '#kit/endpoint.ts'
import { roles } from '#people/staff/rules.ts'

const page = z.string().regex(/^\/[a-z/-]{1,60}$/, 'the path of a list')

export const listViews = endpoint({
  name: 'listViews', method: 'GET', path: '/api/views', who: 'signed-in', query: z.strictObject({ page }),
  summary: 'The views of a list that the caller kept, and those that others share with a role of the caller.',
  answer: z.object({ views: z.array(z.object({ id: idOut, name: z.string(), search: z.string(), hidden: z.array(z.string()), role: z.string().nullable(), mine: z.boolean(), by: z.string() })) }),
})
export const saveView = endpoint({
  name: 'saveView', method: 'PUT', path: '/api/views', who: 'signed-in',
  summary: 'Keeps a view under a name; one of the same name is replaced. `role` shares it. What was searched for is not kept: it may be a person’s name or phone.',
  body: z.strictObject({ page, name: z.string().trim().min(1).max(30), search: z.string().max(1000), hidden: z.array(z.string().max(40)).max(60), role: z.enum(roles).nullable().default(null) }),
  answer: z.object({ id: idOut }),
})
export const removeView = endpoint({ name: 'removeView', method: 'DELETE', path: '/api/views/{id}', who: 'signed-in', summary: 'Forgets a view of one’s own.', params: z.strictObject({ id }), answer: z.object({ removed: z.literal(true) }) })
