import { expect, test } from 'vitest'
import { pieces, printable, surelyLines } from './text.rules.ts'

test('controls, marks of direction, invisible joints and broken halves are taken out; new lines and letters stay', () => {
  expect(printable('a\u0000b\u0085c\r\nd\te\u202ef\u2066g\u200bh\ufeffi\u00adj\ud800k')).toBe('ab\nc\nd efghijk')
  expect(printable('王小明 شكرا 😀 𠮷 é')).toBe('王小明 شكرا 😀 𠮷 é')
})
test('a run of sixteen signs or more may break anywhere, everything else as its script breaks', () => {
  expect(pieces('杭州 ABC-123')).toBe('杭州 ABC-123')
  expect(pieces('房号ABCDEFGHIJKLMNOP1后面')).toEqual(['房号', ['ABCDEFGHIJKLMNOP1'], '后面'])
})
test('in how many lines a text surely fits is never told too low, and not at all for scripts that only setting can measure', () => {
  const widths = (code: number) => code < 0x250 ? 0.5 : undefined
  expect(surelyLines('杭州市西湖区', 6.1, widths)).toEqual({ most: 1, least: 1 })
  expect(surelyLines('杭州市西湖区', 5.9, widths)).toEqual({ most: 2, least: 1 })
  expect(surelyLines('一\n二三', 5, widths)).toEqual({ most: 2, least: 2 })
  expect(surelyLines('ABCDEFGHIJKL', 4, widths)).toEqual({ most: undefined, least: 2 })
  expect(surelyLines('شكرا', 40, widths)).toBeUndefined()
})
