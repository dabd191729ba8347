import { expect, test } from 'vitest'
import { gone, watchFor, type Seen } from './sight.ts'

const bars = (text: string, offCentre = 0): Seen => ({ text, offCentre, proven: false })
const square = (text: string, offCentre = 0): Seen => ({ text, offCentre, proven: true })

test('a code counts once while it is in the picture, also through a blurred moment, and again when it has left', () => {
  const look = watchFor()
  expect(look([square('A')], 0)).toBe('A')
  expect(look([square('A')], 100)).toBeUndefined()
  expect(look([], 200)).toBeUndefined()
  expect(look([square('A')], 300)).toBeUndefined()
  expect(look([square('A')], 300 + gone.ms)).toBeUndefined()
  expect(look([], 2000)).toBeUndefined()
  expect(look([square('A')], 2001 + gone.ms)).toBe('A')
})
test('bars count when two pictures in a row say the same', () => {
  const look = watchFor()
  expect(look([bars('69')], 0)).toBeUndefined()
  expect(look([bars('6901')], 100)).toBeUndefined()
  expect(look([bars('6901')], 200)).toBe('6901')
})
test('of several codes the one in the middle counts; its neighbour only when it is held there', () => {
  const look = watchFor()
  const both = [square('edge', 0.4), square('middle', 0.1)]
  expect(look(both, 0)).toBe('middle')
  expect(look(both, 100)).toBeUndefined()
  expect(look([square('edge', 0.1), square('middle', 0.4)], 200)).toBe('edge')
  expect(look(both, 300)).toBeUndefined()
})
