import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'

export const calendarScreen = screen({
  path: '/calendar', title: ['公司日历', '公司行事曆', 'Calendar'], who: 'signed-in', nav: { group: 'rules', rank: 14 }, find: 'rili jieri holidays promotions 节假日',
  search: z.object({ year: z.string().regex(/^20\d\d$/).optional() }),
})
