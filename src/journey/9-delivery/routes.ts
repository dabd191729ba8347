import { z } from 'zod'
import type { Route } from '#kit/context.ts'
import { endpoint } from '#kit/endpoint.ts'
import type { House } from '#handbook/clocks/work.ts'
import { takeTracking } from './actions.ts'
import { trackingAnswer, trackingEvent } from './contract.ts'

export const track = endpoint({
  name: 'takeTracking', indoors: true, method: 'POST', path: '/api/tracking/events', summary: 'Carrier scans, in any order and any number of times (SH-3).', who: ['logistics', 'it'],
  body: z.strictObject({ events: z.array(trackingEvent).min(1).max(2000) }), answer: trackingAnswer,
})

export const deliveryRoutes = (route: Route, house: House): void =>
  route(track, async ({ db }, { body, actor }) => house.act(actor, work => takeTracking(work, body.events), db))
