import { z } from 'zod'
import { endpoint, timeOut } from '#kit/endpoint.ts'
import { tongues } from '#kit/words.ts'
import { roles } from '#people/staff/rules.ts'

const text = (most: number) => z.string().trim().max(most)
/** Who parcels come from: it stands on papers, and returns go there. */
const sender = z.strictObject({ name: text(60), phone: z.string().trim().regex(/^[\d +-]{0,20}$/, 'digits, spaces, + and -'), province: text(40), city: text(40), district: text(40), street: text(120) })

export const readCompany = endpoint({
  name: 'readCompany', method: 'GET', path: '/api/company', who: 'signed-in',
  summary: 'What the company says of itself, and what the house does of its own accord. Whatever is a rule stands in the handbook.',
  answer: z.object({
    code: z.string(), name: z.string(), sender, utcOffsetMinutes: z.number(), paperTongue: z.enum(tongues), changed: z.object({ at: timeOut, by: z.string() }).nullable(),
    session: z.object({ idleHours: z.number(), longestDays: z.number() }), secondStep: z.object({ on: z.number(), people: z.number(), roles: z.array(z.enum(roles)) }),
  }),
})
export const changeCompany = endpoint({
  name: 'changeCompany', method: 'PATCH', path: '/api/company', who: ['manager', 'it'], answer: z.object({ saved: z.literal(true) }),
  summary: 'Changes the company’s name, its sender, the tongue of its papers, or the roles that must sign in by two steps; what is left out stays. Old and new are kept.',
  body: z.strictObject({ name: text(60).min(1).optional(), sender: sender.optional(), paperTongue: z.enum(tongues).optional(), secondStepRoles: z.array(z.enum(roles)).max(roles.length).optional() }),
})
