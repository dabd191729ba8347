import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'

const stockRoles = ['logistics', 'manager', 'picker', 'checker', 'it'] as const
const who = ['clerk', 'manager', 'packer', 'logistics', 'picker', 'it'] as const
export const printScreen = screen({ path: '/print', title: ['打印', '列印', 'Printing'], who, nav: { step: 4 }, find: 'print dayin miandan waybill slip 面单 发货单', search: z.object({ wave: z.string().regex(/^\d{1,15}$/).optional(), handover: z.string().regex(/^\d{1,15}$/).optional(), order: z.string().regex(/^\d{1,15}$/).optional(), orders: z.string().regex(/^\d{1,15}(,\d{1,15}){0,999}$/).optional(), all: z.string().max(8000).optional() }) })
export const printBatchScreen = screen({ path: '/print/:id', title: ['打印批次', '列印批次', 'Print batch'], who, search: z.object({}) })
export const numbersScreen = screen({ path: '/numbers', title: ['运单号去向', '運單號去向', 'Waybill numbers'], who: ['logistics', 'manager', 'clerk', 'it', 'finance'], nav: { group: 'work', rank: 66 }, find: 'yundanhao numbers orphans 运单号 作废 退回', search: z.object({ state: z.enum(['asked', 'got', 'printed', 'used', 'billed', 'void', 'returned']).optional(), q: z.string().max(40).optional() }) })
export const stockPapersScreen = screen({ path: '/stock-papers', title: ['库存单据', '庫存單據', 'Stock papers'], who: stockRoles, nav: { group: 'work', rank: 67 }, find: 'kucun pandian shouhuo biaoqian stocktake receipt adjustment labels 盘点 收货 调整 货位标签', search: z.object({ warehouse: z.string().regex(/^\d{1,15}$/).optional(), q: z.string().max(40).optional() }) })
