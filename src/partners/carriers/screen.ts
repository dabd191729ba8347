import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'
import { text } from './words.ts'

export const carriersScreen = screen({ path: '/admin/carriers', title: text.carriers, who: ['logistics', 'manager', 'it'], nav: { group: 'house', rank: 34 }, find: 'kuaidi yundanhao waybill pools 号段', search: z.object({}) })
