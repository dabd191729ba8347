import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { besideOthers, disturb } from './torture/beside.ts'
import { order } from './torture/kills.ts'
import { slopeOf, soak } from './torture/soak.ts'
import { kinds, planOf, storm } from './torture/storm.ts'
import { openHouse, type TestHouse } from './house.ts'

const seed = Number(process.env['DANLIU_SEED'] ?? Date.now() % 2 ** 31)
const hours = Number(process.env['DANLIU_HOURS'] ?? 0)

let house: TestHouse
beforeAll(async () => { house = await openHouse() })
afterAll(() => house?.close())

test('L3: the same seed plans the same faults, another one others, and all kinds come', () => {
  const plan = planOf(7, 1)
  expect(planOf(7, 1)).toEqual(plan)
  expect(planOf(8, 1)).not.toEqual(plan)
  expect(new Set(plan.map(p => p.kind)).size).toBe(kinds.length)
  expect(plan.every((p, i) => i === 0 || p.atMs > plan[i - 1]!.atMs)).toBe(true)
})

test('L3: faults of every group while people work: nothing acknowledged is lost, and every oracle holds', async () => {
  const done = await storm({ hours: hours || 0.004, seed, say: console.log })
  console.log(JSON.stringify({ ...done, verify: done.verify.ok }))
  expect(done.verify.checks.filter(c => !c.ok)).toEqual([])
  expect(done.faults).toBeGreaterThan(0)
  expect(done.acknowledged).toBeGreaterThan(0)
}, 180_000 + hours * 7_200_000)

test('L1: memory that grows is seen as growing', () => {
  expect(slopeOf([[0, 100], [1, 100], [2, 100]])).toBe(0)
  expect(slopeOf([[0, 100], [1, 104], [2, 108]])).toBeCloseTo(4)
})

test.runIf(process.env['DANLIU_SOAK'])('L1: a rising load and a peak: no call fails, and the house has worked everything off soon after', async () => {
  const done = await soak({ minutes: Number(process.env['DANLIU_SOAK']), say: console.log })
  console.log(JSON.stringify({ ...done, verify: done.verify.ok }))
  expect(done.verify.checks.filter(c => !c.ok)).toEqual([])
  expect(done.errors).toBe(0)
  expect(done.drainedSeconds).toBeLessThan(60)
}, 1_200_000)

test('K11: beside a long report, a vacuum and an index that is built, no intake waits for a lock of theirs', async () => {
  const token = await house.token('clerk')
  const url = (house.company.db.pool as unknown as { options: { connectionString: string } }).options.connectionString
  // Long enough that an index takes a while.
  await house.company.db.rows(sql`insert into event (at, actor_id, actor, subject, subject_id, kind, facts) select ${new Date()}::timestamptz, 0, 'system', 'company', n, 'company.note', '{}' from generate_series(1, 150000) n`)
  const others = disturb(url)
  const statuses: number[] = []
  for (const until = Date.now() + 2500; Date.now() < until;) statuses.push(...await Promise.all([1, 2, 3].map(async i => (await house.call('POST', '/api/intake/orders', { token, body: { shop: 'demo', orders: [order(statuses.length + i)] } })).status)))
  const { reports, vacuums, indexes, waited } = await others.end()
  expect(new Set(statuses)).toEqual(new Set([200]))
  expect(Math.min(reports, vacuums, indexes)).toBeGreaterThan(0)
  expect(waited).toBe(0)
}, 60_000)

test.runIf(process.env['DANLIU_BESIDE'])('K11: the slowest hundredth of intake beside them takes less than twice as long', async () => {
  const done = await besideOthers({ seconds: Number(process.env['DANLIU_BESIDE']), say: console.log })
  console.log(JSON.stringify(done))
  expect(done).toMatchObject({ errors: 0, waited: 0 })
  expect(done.ratio).toBeLessThan(2)
}, 600_000)
