import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'

const who = ['clerk', 'it', 'manager'] as const
export const intakeScreen = screen({ path: '/intake', title: ['接单', '接單', 'Intake'], who, nav: { step: 1 }, find: 'intake jiedan offline order luru', search: z.object({}) })
export const importScreen = screen({ path: '/intake/import', title: ['导入文件', '匯入檔案', 'Import files'], who, find: 'import daoru excel csv', search: z.object({ shop: z.string().max(60).optional(), files: z.string().regex(/^\d{1,15}(,\d{1,15}){0,19}$/).optional() }) })
export const runScreen = screen({ path: '/intake/runs/:id', title: ['导入结果', '匯入結果', 'Import'], who, search: z.object({}) })
