import { expect, test } from 'vitest'
import { everyPoint } from './torture/points.ts'

const sample = process.env['DANLIU_POINTS'] === 'all' ? {} : { sample: Number(process.env['DANLIU_POINTS'] ?? 3) }

test('R3: killed before or after any commit and any call outside, from the door to completed: the next goes on, and everything is there once', async () => {
  const done = await everyPoint({ ...sample, from: Number(process.env['DANLIU_FROM'] ?? 0), to: Number(process.env['DANLIU_TO'] ?? Infinity), seed: Number(process.env['DANLIU_SEED'] ?? Date.now() % 2 ** 31), say: console.log })
  console.log(JSON.stringify(done))
  expect(done.bad).toEqual([])
  expect(done.faults).toBe(done.attempts)
}, 3_600_000)
