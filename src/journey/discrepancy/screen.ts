import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'

export const discrepanciesScreen = screen({ path: '/discrepancies', title: ['差异', '差異', 'Differences'], who: ['picker', 'checker', 'packer', 'logistics', 'clerk', 'quality', 'manager'], nav: { group: 'work', rank: 70 }, find: 'discrepancies chayi errors', search: z.object({ open: z.enum(['yes', 'no']).optional() }) })
