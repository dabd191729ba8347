import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'

export const shopsScreen = screen({ path: '/admin/shops', title: ['店铺', '店鋪', 'Shops'], who: ['manager', 'it'], nav: { group: 'house', rank: 30 }, find: 'dianpu qudao channels', search: z.object({}) })
