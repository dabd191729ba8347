import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHouse, type TestHouse } from '../../../test/house.ts'
import { handbookDiff } from './diff.ts'
import { loadHandbook } from './load.ts'
import { knownEvents } from '#company.ts'

let house: TestHouse
const { book } = loadHandbook(knownEvents)
beforeAll(async () => { house = await openHouse() })
afterAll(() => house?.close())

test('HB-2 what differs from the files, what is approved for later and what is only proposed are told apart, also between two dates', async () => {
  const [one, other] = [await house.token('manager'), await house.token('manager')]
  const soon = new Date(Date.now() + 3_600_000)
  const later = new Date(soon.getTime() + 86_400_000)
  const propose = async (value: number, effectiveAt: Date) => (await house.call('POST', '/api/handbook/changes', { token: one, body: { clause: 'FU-1.pick', figure: 'limit', value, reason: 'faster', effectiveAt: effectiveAt.toISOString() } })).json.change as string
  const approve = async (id: string) => expect((await house.call('POST', `/api/handbook/changes/${id}/approval`, { token: other })).status).toBe(200)
  await approve(await propose(3, soon))
  await approve(await propose(2, later))
  await propose(1, later)
  const diff = (from: Date | null, to: Date) => handbookDiff(house.company.db, book, { from, to })

  const now = await diff(null, new Date())
  expect([now.differences, now.coming.map(p => p.value), now.pending.map(p => p.value)]).toEqual([[], [3, 2], [1]])
  const figure = { clause: 'FU-1.pick', figure: 'limit', unit: 'hours' }
  const between = await diff(null, new Date(soon.getTime() + 1))
  expect([between.differences, between.coming.map(p => p.value)]).toEqual([[{ ...figure, before: 4, after: 3 }], [2]])
  expect((await diff(soon, later)).differences).toEqual([{ ...figure, before: 3, after: 2 }])
  expect((await diff(later, later)).differences).toEqual([])
})
