import type { Route } from '#kit/context.ts'
import { record } from '#kit/events.ts'
import { conflict, invalid } from '#kit/problem.ts'
import type { House } from '#handbook/clocks/work.ts'
import { announcePromotion, endPromotion, listPromotions } from './promotions.contract.ts'
import { whyNotAnnounce } from './promotions.rules.ts'
import * as store from './promotions.store.ts'

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
