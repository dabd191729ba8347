import { expect, test } from 'vitest'
import { binCodes } from './bins.rules.ts'
import { walkOf } from './rules.ts'

test('bins are made in walking order, aisle by aisle', () => {
  const codes = binCodes({ aisles: 'A-B', racks: 12, levels: 2, slots: 2 })!
  expect(codes).toHaveLength(96)
  expect([codes[0], codes.at(-1)]).toEqual(['A-01-1-1', 'B-12-2-2'])
  expect(codes.toSorted((a, b) => walkOf(a) - walkOf(b))).toEqual(codes)
})
test('what is no span of aisles, or no shelf, makes no bins', () => {
  for (const aisles of ['', 'B-A', 'AB', '1', '甲']) expect(binCodes({ aisles, racks: 1, levels: 1, slots: 1 })).toBeUndefined()
  expect(binCodes({ aisles: 'a', racks: 0, levels: 1, slots: 1 })).toBeUndefined()
  expect(binCodes({ aisles: 'a', racks: 1, levels: 1, slots: 1 })).toEqual(['A-01-1-1'])
})
