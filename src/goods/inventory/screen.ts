import { z } from 'zod'
import { screen } from '#kit/ui/route.tsx'
import { asksAdjustment } from './adjust.contract.ts'

const who = ['logistics', 'manager', 'it'] as const
export const adjustmentsScreen = screen({ path: '/stock/adjustments', title: ['库存调整', '庫存調整', 'Adjustment slips'], who: asksAdjustment, nav: { group: 'goods', rank: 20 }, find: 'tiaozheng pandian adjust slip 调整单', search: z.object({}) })
export const warehousesScreen = screen({ path: '/admin/warehouses', title: ['仓库与货位', '倉庫與貨位', 'Warehouses and bins'], who, nav: { group: 'house', rank: 32 }, find: 'cangku kuwei bins labels 货位 标签', search: z.object({}) })
export const warehouseScreen = screen({ path: '/admin/warehouses/:id', title: ['仓库', '倉庫', 'Warehouse'], who, search: z.object({ q: z.string().max(40).optional() }) })
