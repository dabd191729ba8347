import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'

export const reviewScreen = screen({
  path: '/review', title: ['审核', '審核', 'Review'], who: ['clerk', 'service', 'manager'], nav: { step: 2 }, find: 'review shenhe approve',
  search: z.object({ show: z.enum(['open', 'waiting', 'all']).optional(), order: z.string().regex(/^\d{1,15}$/).optional() }),
})
export const rulesScreen = screen({
  path: '/rules', title: ['审核规则', '審核規則', 'Review rules'], who: ['clerk', 'manager', 'it'], nav: { group: 'rules', rank: 30 }, find: 'rules guize cel automatic review',
  search: z.object({ rule: z.string().regex(/^(\d{1,15}|new)$/).optional() }),
})
