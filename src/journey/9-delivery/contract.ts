import { z } from 'zod'

/** One carrier scan as a carrier or a file gives it. */
export const trackingEvent = z.strictObject({
  carrier: z.string().max(20), waybill: z.string().min(1).max(40), at: z.iso.datetime({ offset: true }),
  kind: z.enum(['collected', 'in-transit', 'out-for-delivery', 'signed', 'refused', 'returned', 'trouble']), place: z.string().max(100).default(''), note: z.string().max(400).default(''),
})
export type TrackingEvent = z.infer<typeof trackingEvent>
export const trackingAnswer = z.object({ taken: z.number(), repeated: z.number(), unknown: z.array(z.string()) })
