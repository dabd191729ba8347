import { describe, expect, test } from 'vitest'
import { codeTyped, type Stroke } from './rhythm.ts'

/** Typed into a field that said `before`, with the steps between the letters; the last step is to Enter. */
const typed = (letters: string, steps: number[], before = ''): [readonly Stroke[], number] => {
  let at = 1000
  const strokes = [...letters].map((letter, i) => { const stroke = { letters: letter, at, before: before + letters.slice(0, i) }; at += steps[i] ?? steps.at(-1)!; return stroke })
  return [strokes, at]
}

describe('FU-3: what falls into a field of a station is a code when no hand types like it', () => {
  test('a scanner of 15 ms, one of 45 ms, and one that stumbles at the beginning, in the middle and before Enter', () => {
    for (const steps of [[15], [45], [180, 15], [15, 15, 15, 400, 15], [15, 15, 15, 15, 15, 15, 15, 15, 450]]) expect(codeTyped(...typed('ZT7310012', steps, '350'), true)).toEqual({ before: '350', code: 'ZT7310012' })
  })
  test('a scale of three letters is heard too', () => {
    expect(codeTyped(...typed('349', [20], '350'), true)).toEqual({ before: '350', code: '349' })
  })
  test('a hand keeps what it types: a weight, a name, a name with one quick roll, a single letter', () => {
    for (const [letters, steps] of [['350', [130]], ['Wang Wei', [90, 110, 40, 120]], ['5', [30]], ['Li', [45, 200]]] as const) expect(codeTyped(...typed(letters, [...steps]), true)).toBeUndefined()
    expect(codeTyped([], 0, true)).toBeUndefined()
  })
  test('what a hand typed just before the scan stays', () => {
    expect(codeTyped(...typed('350ZT7310012', [130, 140, 210, 15]), false)).toEqual({ before: '350', code: 'ZT7310012' })
  })
  test('what the field cannot mean is a code however slowly it comes', () => {
    expect(codeTyped(...typed('ZT73', [180], '350'), false)).toEqual({ before: '350', code: 'ZT73' })
  })
  test('a handheld that writes the whole code at once', () => {
    expect(codeTyped([{ letters: 'ZT7310012', at: 1000, before: '350' }], 1020, true)).toEqual({ before: '350', code: 'ZT7310012' })
  })
})
