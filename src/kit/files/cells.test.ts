import fc from 'fast-check'
import { expect, test } from 'vitest'
import { yuan } from '../money.ts'
import { fenOf, momentOf, orderNumberOf, plainText, quantityOf, serialText } from './cells.ts'

const value = (read: { ok: boolean; value?: unknown; code?: string }) => (read.ok ? read.value : read.code)

test.for([['2 件', 2], ['２', 2], ['2.0', 2], [' 3 ', 3], ['x2', 2], ['1,000', 1000], ['0', 'quantity-not-positive'], ['2.5', 'quantity-not-whole'], ['', 'quantity-missing'], ['two', 'quantity-unreadable'], ['-1', 'quantity-unreadable'], ['1e3', 'quantity-unreadable'], ['1000001', 'quantity-too-large']] as const)('I6 the quantity %s is %s', ([text, wanted]) => {
  expect(value(quantityOf(text))).toBe(wanted)
})

test.for([['¥1,234.50', 123450], ['￥12.5', 1250], ['12.5', 1250], ['１２.00', 1200], ['1234元', 123400], ['.5', 50], ['0.29', 29], ['1.005', 'money-below-fen'], ['12.299999999999999', 1230], ['-3', 'money-negative'], ['', 'money-missing'], ['1,2,3', 'money-unreadable'], ['1e3', 'money-unreadable'], ['.', 'money-unreadable'], ['99999999999999', 'money-too-large']] as const)('I6 the amount %s is %s', ([text, wanted]) => {
  expect(value(fenOf(text))).toBe(wanted)
})

test('I6 money goes to fen and back without loss', () => {
  fc.assert(fc.property(fc.integer({ min: -1e12, max: 1e12 }), fen => { expect(value(fenOf(yuan(fen), { negative: true }))).toBe(fen) }))
})

test.for([['2020-02-01 00:14:15', '2020-01-31T16:14:15.000Z'], ['2020/2/1 0:14', '2020-01-31T16:14:00.000Z'], ['2020年2月1日', '2020-01-31T16:00:00.000Z'], ['20200201', '2020-01-31T16:00:00.000Z'], ['43862.01', '2020-01-31T16:14:24.000Z'],
  ['2020-02-01T00:14:15Z', '2020-02-01T00:14:15.000Z'], ['2020-02-01T00:14:15.5+0530', '2020-01-31T18:44:15.500Z'], ['2020-02-30', 'moment-impossible'], ['2020-02-01 24:00', 'moment-impossible'], ['soon', 'moment-unreadable'], ['12345', 'moment-unreadable'], ['', 'moment-missing']] as const)('I6 the moment %s is %s', ([text, wanted]) => {
  const read = value(momentOf(text, 480))
  expect(read instanceof Date ? read.toISOString() : read).toBe(wanted)
})

test('I6 a moment without zone follows the offset', () => {
  expect(value(momentOf('2020-02-01 00:00', 0))).toEqual(new Date('2020-02-01T00:00:00Z'))
})

test.for([["'123", '123'], ['="123"', '123'], ['１２３', '123'], ['202001000224368', '202001000224368'], ['123.0', '123'], ['1.234E+18', 'number-lost-digits'], ['1E+18', 'number-lost-digits'], ['', 'order-number-missing'], ['=1+1', 'order-number-unreadable'], ['a b', 'order-number-unreadable'], ['x'.repeat(65), 'order-number-too-long']] as const)('I6 the order number %s is %s', ([text, wanted]) => {
  expect(value(orderNumberOf(text))).toBe(wanted)
})

test('S8 plain text keeps a formula and drops what cannot be seen', () => {
  expect(plainText('=1+1')).toBe('=1+1')
  expect(plainText('a\0b\u202ec\x1bd\ne👩‍👩‍👧')).toBe('abcd\ne👩‍👩‍👧')
})

test('I6 serials follow Excel, its 29 February 1900 included', () => {
  expect([serialText(1), serialText(59), serialText(61), serialText(43862), serialText(0.5), serialText(42400, true), serialText(-1), serialText(1e9)])
    .toEqual(['1900-01-01 00:00:00', '1900-02-28 00:00:00', '1900-03-01 00:00:00', '2020-02-01 00:00:00', '12:00:00', '2020-02-01 00:00:00', undefined, undefined])
})

test('I6 no text makes a reader throw', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), text => { for (const read of [quantityOf, fenOf, (given: string) => momentOf(given, 480), orderNumberOf]) expect(typeof read(text).ok).toBe('boolean') }))
})
