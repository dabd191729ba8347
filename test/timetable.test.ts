import { afterAll, beforeAll, expect, test } from 'vitest'
import { record } from '#kit/events.ts'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { startTimetable } from '../src/timetable.ts'
import { openHouse, type TestHouse } from './house.ts'

let house: TestHouse
beforeAll(async () => { house = await openHouse() })
afterAll(() => house?.close())

test('a stream of events is sealed in few sets: a line rests after a set that was not full', async () => {
  const { db } = house.company
  const timetable = startTimetable(house.company)
  for (let i = 0; i < 400; i++) await house.company.act(system, work => record(work, [{ subject: 'company', id: 0, kind: 'company.note' }]))
  await timetable.stop()
  const [sealed] = await db.rows<{ sets: number; events: number }>(sql`select count(*) as sets, coalesce(sum(events), 0) as events from seal`)
  expect(sealed!.events).toBeGreaterThan(0)
  expect(sealed!.sets).toBeLessThan(5)
})
