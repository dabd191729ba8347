import { expect, test } from 'vitest'
import { keptFor, measureText } from './measure.ts'

test('a measure is text that Prometheus reads, whatever stands in a label', () => {
  expect(measureText([{ name: 'a', help: 'A', rows: [{ value: 1.5 }] }, { name: 'b', help: 'B', rows: [{ labels: { x: 'q"\\\n', y: '茶' }, value: 0 }] }, { name: 'c', help: 'C', rows: [] }]))
    .toBe('# HELP a A\n# TYPE a gauge\na 1.5\n# HELP b B\n# TYPE b gauge\nb{x="q\\"\\\\\\n",y="茶"} 0\n# HELP c C\n# TYPE c gauge\n')
})

test('an answer is kept for its time, asked for once by many, and a failure is asked again', async () => {
  let at = 0, asked = 0
  const ask = keptFor(5000, async () => { asked++; if (asked === 2) throw new Error('away'); return asked }, () => at)
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1])
  at = 4999
  expect(await ask()).toBe(1)
  at = 5000
  await expect(ask()).rejects.toThrow('away')
  expect(await ask()).toBe(3)
})
