import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'

export const whichCases = ['applied', 'met', 'missed', 'running', 'paused', 'at-risk'] as const
export const handbookScreen = screen({
  path: '/handbook', title: ['公司制度', '公司制度', 'Handbook'], who: 'signed-in', nav: { group: 'rules', rank: 10 }, find: 'zhidu shouce rules clauses',
  search: z.object({ q: z.string().max(60).optional(), timed: z.literal('1').optional(), clause: z.string().max(40).optional(), which: z.enum(whichCases).optional() }),
})
export const proposalsScreen = screen({ path: '/proposals', title: ['制度修改', '制度修改', 'Handbook changes'], who: 'signed-in', nav: { group: 'rules', rank: 12 }, find: 'xiugai proposals versions', search: z.object({}) })
