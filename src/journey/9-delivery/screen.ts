import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'
import { tracks } from './board.contract.ts'
import { trackingStates } from './board.rules.ts'

const ids = z.string().regex(/^\d{1,15}$/).optional()
export const trackingScreen = screen({
  path: '/tracking', title: ['物流跟踪', '物流追蹤', 'Tracking'], who: tracks, nav: { step: 9 }, find: 'wuliu genzong parcels 包裹',
  search: z.object({ tracking: z.enum(trackingStates).optional(), carrier: ids, warehouse: ids, shop: z.string().max(60).optional(), from: z.iso.date().optional(), to: z.iso.date().optional(), q: z.string().max(80).optional() }),
})
export const parcelScreen = screen({ path: '/parcels/:id', title: ['包裹', '包裹', 'Parcel'], who: tracks, search: z.object({}) })
