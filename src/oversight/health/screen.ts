import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'
import { text } from './words.ts'

export const healthScreen = screen({ path: '/admin/health', title: text.health, who: ['it', 'manager'], nav: { group: 'house', rank: 10 }, find: 'jiankang yunxing status 健康', search: z.object({}) })
