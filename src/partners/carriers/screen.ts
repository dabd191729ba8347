import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'

export const carriersScreen = screen({ path: '/admin/carriers', title: ['快递与运单号', '快遞與運單號', 'Carriers and numbers'], who: ['logistics', 'manager', 'it'], nav: { group: 'house', rank: 34 }, find: 'kuaidi yundanhao waybill pools 号段', search: z.object({}) })
