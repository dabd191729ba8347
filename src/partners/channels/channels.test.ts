import { expect, test } from 'vitest'
import { tellNumbers, type NumberOfShop } from './actions.ts'
import { fileWords, type Channel } from './rules.ts'

const numbers = (shop: string, ...parcels: number[]): NumberOfShop[] => parcels.map(parcel => ({ parcel, shop, channel: 'test', order: `O${parcel}`, carrier: 'SF', waybill: `SF${parcel}` }))

test('the file channel says one line a parcel, by which a repeat is known', () => {
  expect(fileWords(numbers('a', 7))).toBe('{"parcel":"7","order":"O7","carrier":"SF","waybill":"SF7"}\n')
})

test('FU-7 · each shop gets its set in one call; one that fails, hangs or has no channel keeps no other from its numbers', async () => {
  const calls: string[] = []
  const channel: Channel<string> = {
    words: fileWords,
    async send({ company, shop }, words) {
      if (shop === 'closed') throw new Error('closed')
      if (shop === 'hanging') await new Promise(() => {})
      calls.push(`${company}/${shop} ${words.trim().split('\n').length}`)
    },
  }
  const strange = numbers('strange', 9).map(n => ({ ...n, channel: 'nobody' }))
  const missed = await tellNumbers('demo', [...numbers('good', 1, 2), ...numbers('closed', 3), ...numbers('hanging', 4, 5), ...strange, ...numbers('good', 6)], AbortSignal.timeout(50), { test: channel })
  expect(calls).toEqual(['demo/good 3'])
  expect(missed.map(m => [m.parcel, (m.error as Error).message])).toEqual([
    [3, 'closed'], [4, 'the channel did not answer in time'], [5, 'the channel did not answer in time'], [9, 'there is no way to the channel nobody'],
  ])
})
