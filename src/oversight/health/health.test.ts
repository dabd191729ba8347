import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepLines } from '#kit/lines.ts'
import { sql } from '#kit/sql.ts'
import { startTimetable } from '../../timetable.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'
import { findings, type Looked } from './rules.ts'

let house: TestHouse
beforeAll(async () => { house = await openHouse({ orders: 10 }) })
afterAll(() => house?.close())
const health = async () => (await house.call('GET', '/api/health', { token: await house.token('it') })).json
const codes = (of: { findings: { code: string }[] }) => of.findings.map(f => f.code)

test('IT-5: without anybody who works, the house says so', async () => {
  expect(codes(await health())).toContain('no-worker')
})

test('IT-5: every line of the timetable keeps its last success where another process sees it', async () => {
  const timetable = startTimetable(house.company)
  await new Promise(done => setTimeout(done, 300))
  await timetable.stop()
  const { lines, readers } = await health()
  expect(lines.map((l: { name: string }) => l.name)).toEqual(expect.arrayContaining(['review', 'allocation', 'clocks', 'flow']))
  expect(lines.every((l: { late: boolean; okAt: string | null }) => !l.late && l.okAt)).toBe(true)
  expect(readers.map((r: { name: string }) => r.name)).toContain('flow')
})

test('IT-5: a line that fails keeps its last success and its error', async () => {
  const at = house.company.now()
  const before = (await health()).lines.find((l: { name: string }) => l.name === 'review')
  await keepLines(house.company.db, [{ name: 'review', every: 1000, triedAt: at, ok: false, failures: 3, error: 'the channel is away' }])
  const { lines, findings: found } = await health()
  expect(lines.find((l: { name: string }) => l.name === 'review')).toMatchObject({ okAt: before.okAt, failures: 3, error: 'the channel is away', late: true })
  expect(found).toContainEqual({ code: 'line-late', values: { line: 'review', failures: 3 } })
})

test('IT-5: dead letters and pools that run dry are told', async () => {
  await house.company.db.rows(sql`insert into job (kind, payload, run_at, state, created_at) values ('test', '{}', ${house.company.now()}, 'dead', ${house.company.now()})`)
  await house.company.db.rows(sql`update waybill_pool set last = next + 20 where prefix = 'SF'`)
  const answer = await health()
  expect(answer.jobs.dead).toBe(1)
  expect(answer.pools.find((p: { carrier: string }) => p.carrier === 'SF')).toMatchObject({ left: 21, low: true })
  expect(codes(answer)).toEqual(expect.arrayContaining(['dead-letters', 'pool-low']))
  expect((await house.call('GET', '/api/desk', { token: await house.token('it') })).json.waiting).toContainEqual({ kind: 'letters', key: '', count: 1, capped: false, oldestAt: null })
})

test('HB-5: the decree of the next year is missed before the year begins', () => {
  const well: Looked = { now: new Date(), lines: [{ name: 'a', every: 1000, triedAt: new Date(), okAt: new Date(), failures: 0, error: null }], readers: [], jobs: { waiting: 0, dead: 0 }, clocks: { unmarked: 0, lateMs: 0 }, pools: [], missingYears: [], connections: 1, most: 100 }
  expect(findings(well)).toEqual([])
  expect(findings({ ...well, missingYears: [2027] })).toEqual([{ code: 'year-missing', values: { year: 2027 } }])
  // A channel that does not answer costs its jobs no try; that they wait is told all the same.
  const waits = (minutes: number) => findings({ ...well, jobs: { waiting: 3, dead: 0, oldestAt: new Date(well.now.getTime() - minutes * 60_000) } })
  expect([waits(59), waits(90)]).toEqual([[], [{ code: 'jobs-wait', values: { count: 3, minutes: 90 } }]])
})
