import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'
import { text } from './words.ts'

const who = ['clerk', 'it', 'manager'] as const
export const intakeScreen = screen({ path: '/intake', title: text.intake, who, nav: { step: 1 }, find: 'intake jiedan offline order luru', search: z.object({}) })
export const importScreen = screen({ path: '/intake/import', title: text.importFiles, who, find: 'import daoru excel csv', search: z.object({ shop: z.string().max(60).optional(), files: z.string().regex(/^\d{1,15}(,\d{1,15}){0,19}$/).optional() }) })
export const runScreen = screen({ path: '/intake/runs/:id', title: text.oneImport, who, search: z.object({}) })
