import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'
import { text } from './words.ts'

export const discrepanciesScreen = screen({ path: '/discrepancies', title: text.discrepancies, who: ['picker', 'checker', 'packer', 'logistics', 'clerk', 'quality', 'manager'], nav: { group: 'work', rank: 70 }, find: 'discrepancies chayi errors', search: z.object({ open: z.enum(['yes', 'no']).optional() }) })
