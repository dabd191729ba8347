import { expect, test } from 'vitest'
import { code128, patterns } from './code128.rules.ts'

const sum = (of: readonly number[]) => of.reduce((a, b) => a + b, 0)

test('the table of Code 128: 106 signs of eleven modules with an even number of black ones, no two alike, and a stop of thirteen', () => {
  expect(patterns).toHaveLength(107)
  expect(new Set(patterns).size).toBe(107)
  for (const pattern of patterns.slice(0, 106)) {
    const widths = [...pattern].map(Number)
    expect([pattern, widths.length, sum(widths), sum(widths.filter((_, i) => i % 2 === 0)) % 2]).toEqual([pattern, 6, 11, 0])
  }
  expect(sum([...patterns[106]!].map(Number))).toBe(13)
})

test('a code is start, signs, check sign and stop', () => {
  const values = (text: string) => {
    const widths = code128(text).join('')
    return [...Array.from({ length: (widths.length - 7) / 6 }, (_, i) => patterns.indexOf(widths.slice(i * 6, i * 6 + 6))), patterns.indexOf(widths.slice(-7))]
  }
  // 104 + 48·1 + 42·2 + 42·3 + 17·4 + 18·5 + 19·6 + 35·7 = 879, and 879 mod 103 = 55.
  expect(values('PJJ123C')).toEqual([104, 48, 42, 42, 17, 18, 19, 35, 55, 106])
  expect(values('A-01-3-2')[0]).toBe(104)
})

test('what Code 128 B cannot hold is refused', () => {
  expect(() => code128('杭州')).toThrow('Code 128')
  expect(() => code128('')).toThrow('Code 128')
})
