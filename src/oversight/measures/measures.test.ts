import { afterAll, beforeAll, expect, test } from 'vitest'
import { enqueue } from '#kit/jobs.ts'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'

let house: TestHouse
beforeAll(async () => { house = await openHouse({ orders: 40 }) })
afterAll(() => house?.close())

test('the metrics show the queues, what is behind, the jobs and the numbers left, and ask the database at most every 5 s', async () => {
  const { db } = house.company
  await house.settle()
  const [{ n: ready }] = await db.rows<{ n: number }>(sql`select count(*) as n from orders where stage = 'ready'`) as [{ n: number }]
  await db.rows(sql`update orders set stage_at = now() - interval '10 minutes' where id = (select min(id) from orders where stage = 'ready' and blocks = '{}')`)
  await db.rows(sql`update clock set due_at = now() - interval '5 minutes' where id = (select min(id) from clock where state = 'running')`)
  await house.company.act(system, work => enqueue(work, [1, 2, 3].map(n => ({ kind: 'test', key: String(n), payload: {} }))))
  await db.rows(sql`update job set state = 'dead' where key = '3'`)
  const read = async () => Object.fromEntries((await (await fetch(`${house.address}/metrics`)).text()).split('\n').filter(l => l.startsWith('danliu_')).map(l => [l.slice(0, l.lastIndexOf(' ')), Number(l.slice(l.lastIndexOf(' ') + 1))]))
  const now = await read()
  expect(now).toMatchObject({
    'danliu_orders_waiting{stage="received"}': 0, 'danliu_orders_waiting{stage="ready"}': ready, 'danliu_clocks_unmarked': 1, 'danliu_jobs_waiting{kind="test"}': 2, 'danliu_jobs_dead{kind="test"}': 1,
  })
  expect(now['danliu_orders_oldest_seconds{stage="ready"}']).toBeGreaterThanOrEqual(600)
  expect(now['danliu_clocks_late_seconds']).toBeGreaterThanOrEqual(300)
  expect(now['danliu_waybills_left{carrier="ZTO"}']).toBeGreaterThan(9e9)
  expect(now['danliu_reader_lag_seconds{reader="reactions"}']).toBeLessThan(60)
  await db.rows(sql`delete from job`)
  expect((await read())['danliu_jobs_dead{kind="test"}']).toBe(1)
})
