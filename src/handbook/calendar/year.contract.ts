import { z } from 'zod'
import { endpoint, timeOut } from '#kit/endpoint.ts'

const words = z.object({ zh: z.string(), zhTW: z.string(), en: z.string() })

export const readCalendar = endpoint({
  name: 'readCalendar', method: 'GET', path: '/api/handbook/calendar', who: 'signed-in',
  summary: 'A year of the company: statutory holidays, make-up days, shifts, promotions (HB-5). A year whose decree is not loaded says so.',
  query: z.strictObject({ year: z.coerce.number().int().min(2000).max(2100).optional() }),
  answer: z.object({
    year: z.number(), today: z.string(), loaded: z.boolean(), loadedYears: z.array(z.number()), utcOffsetMinutes: z.number(),
    days: z.array(z.object({ day: z.string(), kind: z.enum(['holiday', 'workday']), name: words })),
    shifts: z.array(z.object({ from: z.string(), to: z.string() })),
    promotions: z.array(z.object({ name: z.string(), from: timeOut, to: timeOut, announcedAt: timeOut })),
  }),
})
