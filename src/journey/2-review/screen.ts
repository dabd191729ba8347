import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'
import { text } from './words.ts'

export const reviewScreen = screen({
  path: '/review', title: text.review, who: ['clerk', 'service', 'manager'], nav: { step: 2 }, find: 'review shenhe approve',
  search: z.object({ show: z.enum(['open', 'waiting', 'all']).optional(), order: z.string().regex(/^\d{1,15}$/).optional() }),
})
export const rulesScreen = screen({
  path: '/rules', title: text.rules, who: ['clerk', 'manager', 'it'], nav: { group: 'rules', rank: 30 }, find: 'rules guize cel automatic review',
  search: z.object({ rule: z.string().regex(/^(\d{1,15}|new)$/).optional() }),
})
