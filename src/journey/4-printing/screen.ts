import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'

const who = ['clerk', 'manager', 'packer', 'logistics', 'picker', 'it'] as const
export const printScreen = screen({ path: '/print', title: ['打印', '列印', 'Printing'], who, nav: { step: 4 }, find: 'print dayin miandan waybill slip 面单 发货单', search: z.object({ wave: z.string().regex(/^\d{1,15}$/).optional(), handover: z.string().regex(/^\d{1,15}$/).optional(), order: z.string().regex(/^\d{1,15}$/).optional() }) })
export const printBatchScreen = screen({ path: '/print/:id', title: ['打印批次', '列印批次', 'Print batch'], who, search: z.object({}) })
export const numbersScreen = screen({ path: '/numbers', title: ['运单号去向', '運單號去向', 'Waybill numbers'], who: ['logistics', 'manager', 'clerk', 'it'], nav: { group: 'work', rank: 66 }, find: 'yundanhao numbers orphans 运单号 作废 退回', search: z.object({ state: z.enum(['got', 'printed', 'used', 'billed', 'void', 'returned']).optional(), q: z.string().max(40).optional() }) })
