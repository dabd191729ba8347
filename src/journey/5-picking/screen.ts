import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'

export const wavesScreen = screen({ path: '/waves', title: ['波次', '波次', 'Waves'], who: ['picker', 'clerk', 'manager'], nav: { step: 5 }, find: 'waves picking boci jianhuo', search: z.object({ state: z.enum(['open', 'done']).optional(), warehouse: z.string().regex(/^\d{1,15}$/).optional() }) })
export const waveScreen = screen({ path: '/waves/:id', title: ['波次', '波次', 'Wave'], who: ['picker', 'clerk', 'manager', 'checker'], search: z.object({}) })
export const putBackScreen = screen({ path: '/put-back', title: ['放回货位', '放回貨位', 'Lay back'], who: ['picker', 'checker', 'packer', 'logistics', 'clerk', 'manager'], scans: true, nav: { group: 'work', rank: 60 }, find: 'put back fanghui', search: z.object({}) })
