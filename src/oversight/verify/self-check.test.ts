import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { takeOrders } from '#journey/1-intake/actions.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'
import { differencesOfTheDay, selfCheck } from './self-check.actions.ts'
import { isDue } from './self-check.rules.ts'

let house: TestHouse
const clock = { at: new Date('2026-03-02T02:00:00Z') }
const check = (batch?: number) => house.company.act(system, work => selfCheck(work, batch))
const nextNight = () => { clock.at = new Date(clock.at.getTime() + 24 * 3_600_000) }
/** The check reads the log as readers do: not before every older transaction of the server has ended. */
const seen = async () => { while ((await house.company.db.rows(sql`select from event where tx >= pg_snapshot_xmin(pg_current_snapshot()) limit 1`)).length) await new Promise(done => setTimeout(done, 10)) }
beforeAll(async () => { house = await openHouse({ orders: 40, now: () => clock.at }) })
afterAll(async () => { await house?.close() })

test.each([
  ['never done', '2026-03-02T02:00:00Z', undefined, true],
  ['done an hour ago in the same night', '2026-03-01T20:00:00Z', '2026-03-01T19:01:00Z', false],
  ['done last night, before three o’clock of this one', '2026-03-02T18:59:59Z', '2026-03-01T19:01:00Z', false],
  ['three o’clock in Shanghai', '2026-03-02T19:00:00Z', '2026-03-02T18:59:59Z', true],
])('C5 the night check is due once a night in company time: %s', (_, now, last, due) => {
  expect(isDue(480, new Date(now), last === undefined ? undefined : new Date(last))).toBe(due)
})

test('C5 every night what changed is rebuilt from its events, once, in bounded batches, and told as an event', async () => {
  await house.settle()
  // The settling has done the first night; a second look in the same night does nothing.
  expect(await check()).toBeUndefined()
  expect(await house.company.db.rows(sql`select (facts->>'orders')::int as orders, facts->'different' as different, facts->'ended' as ended from event where kind = 'company.self-check'`)).toEqual([{ orders: 40, different: 0, ended: true }])
  nextNight()
  const shop = await house.idOf('shop', 'demo')
  const placedAt = clock.at.toISOString()
  await house.company.act(system, work => takeOrders(work, shop, [1, 2, 3].map(n => ({ number: `N${n}`, placedAt, paidAt: placedAt, receiver: { province: '浙江省', token: 't' }, lines: [{ sku: 'DM001', quantity: 1, unitFen: 1 }], totalFen: 1, paidFen: 1 }))))
  await seen()
  // Each batch writes an event of its own, which a later one reads.
  const batches = []
  for (let n = 0; n < 200; n++) { const one = await check(2); if (!one) break; batches.push(one) }
  expect(batches.length).toBeGreaterThan(1)
  expect(batches.slice(0, -1).every(b => !b.ended && b.orders <= 2)).toBe(true)
  expect(batches.at(-1)).toMatchObject({ ended: true, different: 0 })
})

test('C5 a row that is not what its events say is found in the night, said in the log and counted', async () => {
  nextNight()
  const [order] = await house.company.db.rows<{ id: number; stage: string }>(sql`select id, stage from orders where number = 'N1'`)
  await house.settle()
  nextNight()
  await house.company.act(system, async work => {
    await work.tx.rows(sql`update orders set stage = 'packed' where id = ${order!.id}`)
    await work.tx.rows(sql`insert into event (at, actor_id, actor, subject, subject_id, kind) values (${work.now}, 0, 'x', 'order', ${order!.id}, 'order.channel-change')`)
  })
  await seen()
  await house.settle()
  const [event] = await house.company.db.rows<{ bad: string[] }>(sql`select facts->'bad' as bad from event where kind = 'company.self-check' order by number desc limit 1`)
  expect(event!.bad[0]).toContain(`order ${order!.id}: is "packed", its last event says`)
  expect(house.lines.filter(l => l.includes('rows differ from their events'))).toHaveLength(1)
  expect(await differencesOfTheDay(house.company.db, clock.at)).toBe(1)
})
