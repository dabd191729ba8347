import { expect, test } from 'vitest'
import { gather } from './gather.ts'

const turn = () => new Promise<void>(done => setImmediate(done))

test('a call goes at once; what comes meanwhile goes together', async () => {
  const sets: number[][] = []
  const double = gather(async (items: number[]) => { sets.push(items); await turn(); return items.map(n => n * 2) }, { apart: n => n })
  expect(await Promise.all([1, 2, 3, 4].map(double))).toEqual([2, 4, 6, 8])
  expect(sets).toEqual([[1], [2, 3, 4]])
  expect(await double(5)).toBe(10)
})

test('items of one kind never share a set, and keep their order; no set is larger than allowed', async () => {
  const sets: string[][] = []
  const take = gather(async (items: string[]) => { sets.push(items); await turn(); return items }, { apart: text => text[0], most: 2 })
  await Promise.all(['a1', 'a2', 'b1', 'a3', 'c1', 'c2', 'b2'].map(take))
  expect(sets).toEqual([['a1'], ['a2', 'b1'], ['a3', 'c1'], ['c2', 'b2']])
})

test('a bad item fails alone', async () => {
  let carried = 0
  const take = gather(async (items: number[]) => { await turn(); if (items.includes(3)) throw new Error('three'); carried += items.length; return items }, { apart: n => n })
  const answers = await Promise.allSettled([1, 2, 3, 4].map(take))
  expect(answers.map(a => a.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  expect(carried).toBe(3)
})
