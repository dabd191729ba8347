import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'
import { text } from './words.ts'

const who = ['logistics', 'manager', 'it'] as const
export const warehousesScreen = screen({ path: '/admin/warehouses', title: text.warehouses, who, nav: { group: 'house', rank: 32 }, find: 'cangku kuwei bins labels 库位 标签', search: z.object({}) })
export const warehouseScreen = screen({ path: '/admin/warehouses/:id', title: text.warehouse, who, search: z.object({ q: z.string().max(40).optional() }) })
export const labelsScreen = screen({ path: '/admin/warehouses/:id/labels', title: text.labels, who, search: z.object({ q: z.string().max(40).optional(), size: z.enum(['small', 'large']).optional() }) })
