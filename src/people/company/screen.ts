import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'
import { text } from './words.ts'

export const companyScreen = screen({ path: '/admin/company', title: text.company, who: ['manager', 'it'], nav: { group: 'house', rank: 16 }, find: 'gongsi shezhi settings sender company', search: z.object({}) })
