import { z } from 'zod'
import { endpoint, id, idOut, timeOut } from '#kit/endpoint.ts'

const time = z.iso.datetime({ offset: true })
export const listPromotions = endpoint({
  name: 'listPromotions', method: 'GET', path: '/api/promotions', summary: 'Promotion periods, the newest first: longer limits hold in them (S4 §6).', who: 'signed-in',
  query: z.strictObject({ after: id.optional(), limit: z.coerce.number().int().min(1).max(500).default(100) }),
  answer: z.object({ promotions: z.array(z.object({ id: idOut, name: z.string(), from: timeOut, to: timeOut, announcedAt: timeOut, endedAt: timeOut.nullable() })), next: idOut.nullable() }),
})
export const announcePromotion = endpoint({
  name: 'announcePromotion', method: 'POST', path: '/api/promotions', summary: 'Announces a promotion; it counts for what comes after its announcement, in every process within a second (HB-5).', who: ['manager'],
  body: z.strictObject({ name: z.string().trim().min(1).max(60), from: time, to: time, announcedAt: time.optional() }), answer: z.object({ id: idOut }),
})
export const endPromotion = endpoint({
  name: 'endPromotion', method: 'POST', path: '/api/promotions/{id}/end', summary: 'Ends a promotion now; what has begun in it keeps its limits.', who: ['manager'], params: z.strictObject({ id }),
  answer: z.object({ ended: z.literal(true) }),
})
