import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'
import { shopText } from './shops.words.ts'

export const shopsScreen = screen({ path: '/admin/shops', title: shopText.shops, who: ['manager', 'it'], nav: { group: 'house', rank: 30 }, find: 'dianpu qudao channels', search: z.object({}) })
