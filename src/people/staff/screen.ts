import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'
import { roles } from './rules.ts'
import { text } from './words.ts'

const it = ['it'] as const
export const accountScreen = screen({ path: '/me', title: text.account, who: 'signed-in', search: z.object({}), find: 'account password totp 2fa' })
export const staffScreen = screen({
  path: '/admin/staff', title: ['人员', '人員', 'People'], who: it, nav: { group: 'house', rank: 20 }, find: 'renyuan zhanghao people accounts users 账号',
  search: z.object({ q: z.string().max(60).optional(), role: z.enum(roles).optional(), person: z.string().regex(/^\d{1,15}$/).optional() }),
})
export const tokensScreen = screen({ path: '/admin/tokens', title: ['接口令牌', '介面權杖', 'Tokens'], who: it, nav: { group: 'house', rank: 22 }, find: 'lingpai api keys machines 接口', search: z.object({}) })
