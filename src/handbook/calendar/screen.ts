import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'
import { text } from './words.ts'

export const calendarScreen = screen({
  path: '/calendar', title: text.calendar, who: 'signed-in', nav: { group: 'rules', rank: 14 }, find: 'rili jieri holidays promotions 节假日',
  search: z.object({ year: z.string().regex(/^20\d\d$/).optional() }),
})
