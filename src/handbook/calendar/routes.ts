import { z } from 'zod'
import type { Route } from '#kit/context.ts'
import { endpoint, id, idOut, timeOut } from '#kit/endpoint.ts'
import { record } from '#kit/events.ts'
import { conflict, invalid } from '#kit/problem.ts'
import type { House } from '#handbook/clocks/work.ts'
import { whyNotAnnounce } from './promotions.rules.ts'
import * as store from './promotions.store.ts'

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

export function calendarRoutes(route: Route, house: House & { refresh(): Promise<void> }): void {
  route(listPromotions, async ({ db }, { query }) => {
    const promotions = await store.listPromotions(db, query.after ?? null, query.limit)
    return { promotions, next: promotions.length === query.limit ? (promotions.at(-1)?.id ?? null) : null }
  })
  route(announcePromotion, async ({ db }, { body, actor }) => {
    const made = await house.act(actor, async work => {
      const promotion = { name: body.name, from: new Date(body.from), to: new Date(body.to), announcedAt: body.announcedAt ? new Date(body.announcedAt) : work.now }
      const reasons = whyNotAnnounce(promotion, work.now)
      if (reasons.length) throw invalid('This promotion cannot be announced.', reasons)
      const made = await store.insertPromotion(work.tx, promotion)
      await record(work, [{ subject: 'promotion', id: made, kind: 'promotion.announce', facts: { title: body.name, from: promotion.from, to: promotion.to } }])
      return made
    }, db)
    await house.refresh()
    return { id: made }
  })
  route(endPromotion, async ({ db }, { params, actor }) => {
    await house.act(actor, async work => {
      if (!(await store.endPromotion(work.tx, params.id, work.now)).length) throw conflict('not-running', 'It is over, ended already, or not there.')
      await record(work, [{ subject: 'promotion', id: params.id, kind: 'promotion.end' }])
    }, db)
    await house.refresh()
    return { ended: true as const }
  })
}
