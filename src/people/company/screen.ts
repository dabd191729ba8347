import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'

/** Named here and not with the words of the page: the navigation brings the name to everybody's first page. */
export const companyScreen = screen({ path: '/admin/company', title: ['公司设置', '公司設定', 'Company'], who: ['manager', 'it'], nav: { group: 'house', rank: 16 }, find: 'gongsi shezhi settings sender company', search: z.object({}) })
