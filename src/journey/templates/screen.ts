import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'

const who = ['clerk', 'logistics', 'manager', 'it'] as const
export const templatesScreen = screen({ path: '/templates', title: ['单据模板', '單據範本', 'Templates'], who, nav: { group: 'house', rank: 36 }, find: 'moban dayin print templates designer 面单 waybill slip', search: z.object({ kind: z.string().max(40).optional() }) })
export const designerScreen = screen({ path: '/templates/:ref', title: ['模板设计', '範本設計', 'Template designer'], who, search: z.object({}) })
