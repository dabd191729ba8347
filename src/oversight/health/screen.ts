import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'

export const healthScreen = screen({ path: '/admin/health', title: ['运行状况', '運行狀況', 'Health'], who: ['it', 'manager'], nav: { group: 'house', rank: 10 }, find: 'jiankang yunxing status 健康', search: z.object({}) })
