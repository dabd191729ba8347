import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Db } from '#kit/db.ts'
import { sql, type Sql } from '#kit/sql.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'
import { listOrders, listSoonest } from './list.store.ts'
import { orderLife } from './states.ts'

let house: TestHouse
const everything = { shops: null, warehouses: null }
beforeAll(async () => {
  house = await openHouse({ orders: 40 })
  await house.settle()
})
afterAll(() => house?.close())

test('stages count every order on the road, and of those that have ended the ones of the last day', async () => {
  const { db } = house.company
  const count = async () => (await house.call('GET', '/api/stages', { token: await house.token('clerk') })).json as { stages: { stage: string; count: number }[]; endedSince: string }
  await db.rows(sql`update orders set stage = 'completed', stage_at = now() - interval '1 hour' where id in (select id from orders where stage = 'ready' order by id limit 3)`)
  await db.rows(sql`update orders set stage_at = now() - interval '400 days' where stage = 'ready'`)
  const first = await count()
  expect(first.stages.find(s => s.stage === 'completed')?.count).toBe(3)
  expect(first.stages.find(s => s.stage === 'ready')!.count).toBeGreaterThan(0)
  await db.rows(sql`update orders set stage_at = now() - interval '25 hours' where id = (select min(id) from orders where stage = 'completed')`)
  const { stages, endedSince } = await count()
  expect(stages.find(s => s.stage === 'completed')?.count).toBe(2)
  expect(Date.now() - Date.parse(endedSince)).toBeGreaterThan(23 * 3600_000)
})

test('the plan for a stage knows which stage it is: ready orders are found without walking past those that have ended', async () => {
  const { db } = house.company
  await db.rows(sql`
    insert into orders (shop_id, number, source_id, stage, placed_at, received_at, stage_at, total_fen, discount_fen, freight_fen, paid_fen, pieces)
    select 1, 'OLD' || g, 1, 'completed', now(), now(), now(), 0, 0, 0, 0, 1 from generate_series(1, 20000) g`)
  await db.rows(sql`analyze orders`)
  await db.rows(sql`update orders set stage = 'completed' where stage <> 'ready' and number not like 'OLD%'`)
  const plan = await planOf(db => listOrders(db, everything, { stage: ['ready'] }, { sort: 'newest', limit: 50 }))
  expect(plan).toMatch(/orders_(stage|queue|standing)/)
  expect(plan).not.toMatch(/orders_pkey|Seq Scan on orders/)
})

test('an index of the orders that have ended, or have not, names every end: one that leaves a stage out is never used for these lists', async () => {
  const made = await house.company.db.rows<{ name: string; made: string }>(sql`select indexname as name, indexdef as made from pg_indexes where schemaname = 'demo' and indexname in ('orders_ended', 'orders_standing') order by 1`)
  expect(made.map(i => i.name)).toEqual(['orders_ended', 'orders_standing'])
  for (const { made: text } of made) expect([...text.matchAll(/'([a-z-]+)'::text/g)].map(m => m[1])).toEqual(orderLife.ends)
})

test('by deadline a page reads no more clocks of a clause than it shows, and walks past neither ended clocks nor ended orders', async () => {
  const { db } = house.company
  await db.rows(sql`
    insert into clock (clause, subject, subject_id, started_at, due_at, state, stopped_at)
    select 'CL-3.ship', 'order', id, now(), now(), 'met', now() from orders where number like 'OLD%'`)
  await db.rows(sql`analyze clock`)
  const plan = await planOf(db => listSoonest(db, everything, {}, { clauses: ['CL-3.ship', 'FU-1.pick'], limit: 50, after: { value: Date.now(), id: 1 } }))
  expect(plan).toContain('clock_standing')
  expect(plan).not.toMatch(/Seq Scan on (orders|clock)/)
})

/** How PostgreSQL would go about the statement that is asked. */
async function planOf(ask: (db: Db) => Promise<unknown>): Promise<string> {
  const asked: Sql[] = []
  await ask({ rows: async statement => { asked.push(statement); return [] } })
  return (await house.company.db.pool.query(`explain (generic_plan) ${asked[0]!.text}`)).rows.map(r => (r as { 'QUERY PLAN': string })['QUERY PLAN']).join('\n')
}
