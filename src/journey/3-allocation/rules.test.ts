import { describe, expect, test } from 'vitest'
import { chooseAll, chooseWarehouse, nearness, provinceOf, type WarehouseStock } from './rules.ts'

const stock = (warehouseId: number, province: string, available: Record<number, number>, rank = warehouseId): WarehouseStock =>
  ({ warehouseId, province, rank, available: new Map(Object.entries(available).map(([k, v]) => [Number(k), v])) })
const order = (province: string, ...needs: [number, number][]) => ({ province, needs: needs.map(([skuId, quantity]) => ({ skuId, quantity })) })

describe('the warehouse of an order', () => {
  test('provinces are known by their short and long names', () => {
    expect(['上海市', '内蒙古自治区', '黑龙江省', '广西壮族自治区', '上海'].map(provinceOf)).toEqual(['上海', '内蒙古', '黑龙江', '广西', '上海'])
    expect(nearness('上海市', '浙江省')).toBe('same-region')
    expect(nearness('上海市', '火星')).toBe('far')
    expect(nearness('São Paulo', 'Rio')).toBe('far')
  })
  test('the nearest complete one goes before the first in rank', () => {
    const stocks = [stock(1, '北京', { 7: 5 }), stock(2, '上海', { 7: 5 }), stock(3, '浙江', { 7: 5 })]
    expect(chooseWarehouse(order('浙江省', [7, 1]), stocks)).toEqual({ kind: 'complete', warehouseId: 3, why: 'same-province' })
    expect(chooseWarehouse(order('江苏省', [7, 1]), stocks)).toEqual({ kind: 'complete', warehouseId: 2, why: 'same-region' })
    expect(chooseWarehouse(order('广东省', [7, 1]), stocks)).toEqual({ kind: 'complete', warehouseId: 1, why: 'far' })
  })
  test('a complete one far away goes before a near one that lacks something', () => {
    expect(chooseWarehouse(order('上海', [7, 1], [8, 1]), [stock(1, '上海', { 7: 5 }), stock(2, '北京', { 7: 5, 8: 5 })])).toMatchObject({ kind: 'complete', warehouseId: 2 })
  })
  test('EX-3 the one with most lines gets the rest from the others', () => {
    const stocks = [stock(1, '上海', { 7: 1 }), stock(2, '北京', { 7: 1, 8: 1, 9: 1 }), stock(3, '广东', { 7: 1 })]
    expect(chooseWarehouse(order('上海', [7, 3], [8, 1], [9, 1]), stocks)).toEqual({
      kind: 'transfer', warehouseId: 2, why: 'far', parts: [{ skuId: 7, fromWarehouse: 1, quantity: 1 }, { skuId: 7, fromWarehouse: 3, quantity: 1 }],
    })
  })
  test('EX-3 what nobody has is a shortage; nothing of it anywhere makes a pre-order', () => {
    const stocks = [stock(1, '上海', { 7: 1 })]
    expect(chooseWarehouse(order('上海', [7, 1], [8, 2]), stocks)).toEqual({ kind: 'shortage', missing: [{ skuId: 8, missing: 2 }] })
    expect(chooseWarehouse(order('上海', [8, 2]), stocks)).toEqual({ kind: 'preorder', missing: [{ skuId: 8, missing: 2 }] })
    expect(chooseWarehouse(order('上海', [7, 1]), [])).toMatchObject({ kind: 'preorder' })
  })
  test('K2 two lines of one SKU are one need', () => {
    expect(chooseWarehouse(order('上海', [7, 2], [7, 2]), [stock(1, '上海', { 7: 3 })])).toEqual({ kind: 'shortage', missing: [{ skuId: 7, missing: 1 }] })
  })
  test('what one order takes is not there for the next', () => {
    const choices = chooseAll([1, 2, 3].map(id => ({ id, ...order('上海', [7, 2]) })), [stock(1, '上海', { 7: 4 })])
    expect([...choices.values()].map(c => c.kind)).toEqual(['complete', 'complete', 'preorder'])
  })
})
