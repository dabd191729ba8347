import { expect, test } from 'vitest'
import type { Layout } from '#kit/print/layout.ts'
import { closest, strangers, whyNotApprove, whyNotLayout, type Meant } from './rules.ts'

const any: Meant = { shopId: null, carrier: null, product: null, tongue: null }
const named = (key: string, meant: Partial<Meant> = {}, width = 100, height = 180) => ({ key, ...any, ...meant, width, height })

test('PR-1: the template made most closely for a paper wins: shop before carrier before product before tongue; the later of two alike', () => {
  const all = [named('shop-sf', { shopId: 7, carrier: 'SF' }), named('shop', { shopId: 7 }), named('sf', { carrier: 'SF' }), named('cold', { product: 'cold' }), named('en', { tongue: 'en' }), named('old'), named('any')]
  const pick = (wanted: Parameters<typeof closest>[1]) => closest(all, wanted)?.key
  expect(pick({ kind: 'waybill' })).toBe('any')
  expect(pick({ kind: 'waybill', tongue: 'en' })).toBe('en')
  expect(pick({ kind: 'waybill', tongue: 'en', products: ['fragile', 'cold'] })).toBe('cold')
  expect(pick({ kind: 'waybill', carrier: 'SF', products: ['cold'] })).toBe('sf')
  expect(pick({ kind: 'waybill', carrier: 'ZTO', shopId: 7, products: ['cold'] })).toBe('shop')
  expect(pick({ kind: 'waybill', carrier: 'SF', shopId: 7 })).toBe('shop-sf')
  expect(closest([named('sf', { carrier: 'SF' })], { kind: 'waybill', carrier: 'ZTO' })).toBeUndefined()
})
test('the paper in the printer decides before everything else, but is no condition', () => {
  const all = [named('large', { carrier: 'SF' }), named('small', {}, 76, 130)]
  expect(closest(all, { kind: 'waybill', carrier: 'SF', paper: { width: 76, height: 130 } })?.key).toBe('small')
  expect(closest(all, { kind: 'waybill', carrier: 'SF', paper: { width: 60, height: 40 } })?.key).toBe('large')
})
test('a gift slip has no prices to ask for, and a waybill no second page', () => {
  const layout: Layout = { width: 100, height: 100, elements: [
    { kind: 'text', x: 0, y: 0, w: 50, h: 10, value: '{{order.amount}}', size: 9 },
    { kind: 'table', x: 0, y: 20, w: 50, h: 50, rows: 'goods', row: 6, size: 8, pages: true, columns: [{ title: '', value: '{{price}}', w: 20 }] },
  ] }
  expect(strangers('slip', layout)).toEqual([])
  expect(strangers('gift-slip', layout)).toEqual(['order.amount', 'goods.price'])
  expect(whyNotLayout('waybill', layout).map(r => [r.code, r.path])).toEqual([['field-not-offered', 'elements.0'], ['field-not-offered', 'elements.1'], ['waybill-one-page', undefined]])
  expect(whyNotLayout('slip', { ...layout, elements: [] }).map(r => r.code)).toEqual(['layout-empty'])
})
test('nobody approves their own change, and nothing twice', () => {
  expect(whyNotApprove({ retired: false, approved: false, changedBy: 1 }, 2)).toEqual([])
  expect(whyNotApprove({ retired: true, approved: true, changedBy: 1 }, 1).map(r => r.code)).toEqual(['template-retired', 'decided-already', 'own-change'])
})
