import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { verify } from '#oversight/verify/actions.ts'
import { system } from '#kit/work.ts'
import { sweep } from '#handbook/clocks/actions.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'

let house: TestHouse
let manager: string
interface Clause { clause: string; applied: number; met: number; running: number; atRisk: number; owners: string[] }
interface Subject { clock: string; subject: string; id: string; state: string; by: string | null }
const ask = async (token: string, query = '') => (await house.call('GET', `/api/handbook/compliance${query}`, { token })).json as { clauses: Clause[]; subjects: Subject[] }
const of = (answer: { clauses: Clause[] }, clause: string) => answer.clauses.find(c => c.clause === clause)
const numbers = (rows: { id: number }[]) => rows.map(r => String(r.id))

beforeAll(async () => {
  house = await openHouse({ orders: 60 })
  await house.settle()
  manager = await house.token('manager')
})
afterAll(() => house?.close())

test('HB-3 IT-3 figures and the orders behind them are those of one\'s own warehouses', async () => {
  const [main, branch] = [await house.idOf('warehouse', 'main'), await house.idOf('warehouse', 'branch')]
  const all = of(await ask(manager), 'FU-1.pick')!
  const seen = new Map<number, number>()
  for (const warehouse of [main, branch]) {
    const token = await house.token('manager', { warehouses: [warehouse] })
    const { clauses, subjects } = await ask(token, '?clause=FU-1.pick&which=running')
    const theirs = numbers(await house.company.db.rows(sql`select id from orders where stage = 'ready' and (warehouse_id = ${warehouse} or warehouse_id is null) order by id`))
    expect(of({ clauses }, 'FU-1.pick')!.running).toBe(theirs.length)
    expect(subjects.map(s => s.id).toSorted()).toEqual(theirs.toSorted())
    for (const { id } of subjects.slice(0, 3)) expect((await house.call('GET', `/api/orders/${id}`, { token })).status).toBe(200)
    // What ended before the order had a warehouse went with it.
    for (const { id } of (await ask(token, '?clause=RV-1.auto&which=met')).subjects) expect((await house.call('GET', `/api/orders/${id}`, { token })).status).toBe(200)
    seen.set(warehouse, theirs.length)
  }
  expect(seen.get(main)).toBeGreaterThan(0)
  expect(all.running).toBeGreaterThanOrEqual(Math.max(...seen.values()))
})

test('HB-3 IT-3 who sees another shop only sees no figure and no order of this one', async () => {
  const foreign = await house.token('manager', { shops: [999] })
  expect(await ask(foreign, '?clause=FU-1.pick&which=applied')).toMatchObject({ clauses: [], subjects: [] })
})

test('HB-3 each figure says whom its clause obliges, and each case who ended its clock', async () => {
  expect(of(await ask(manager), 'FU-1.pick')!.owners).toEqual(['picker'])
  const { subjects } = await ask(manager, '?clause=RV-1.auto&which=met')
  expect(new Set(subjects.map(s => s.by))).toEqual(new Set(['system']))
  expect((await house.call('GET', '/api/handbook/compliance?clause=XX-1.none', { token: manager })).status).toBe(404)
})

test('HB-3 at risk is what runs in the last quarter of its time; the list is the figure', async () => {
  await house.company.db.rows(sql`update clock set due_at = started_at + interval '1 minute', started_at = started_at - interval '10 hours' where clause = 'FU-1.pick' and state = 'running'`)
  await house.company.db.rows(sql`update clock set due_at = ${new Date(Date.now() + 600_000)} where clause = 'FU-1.pick' and state = 'running' and id in (select id from clock where clause = 'FU-1.pick' and state = 'running' order by id limit 7)`)
  const { clauses, subjects } = await ask(manager, '?clause=FU-1.pick&which=at-risk')
  expect(subjects.length).toBeGreaterThanOrEqual(7)
  expect(of({ clauses }, 'FU-1.pick')!.atRisk).toBe(subjects.length)
  await house.company.act(system, work => sweep(work))
  expect((await verify(house.company.db)).checks.filter(c => !c.ok)).toEqual([])
})

test('HB-3 what ended long ago is counted when it is asked for; what runs is counted however long', async () => {
  const before = await ask(manager, '?clause=RV-1.auto&which=met')
  await house.company.db.rows(sql`update clock set started_at = started_at - interval '40 days', stopped_at = stopped_at - interval '40 days' where clause = 'RV-1.auto' and state = 'met'`)
  await house.company.db.rows(sql`update clock set started_at = started_at - interval '400 days' where clause = 'FU-1.pick' and state = 'running'`)
  const [lately, longer] = [await ask(manager, '?clause=RV-1.auto&which=met'), await ask(manager, '?clause=RV-1.auto&which=met&days=60')]
  expect(lately.subjects).toEqual([])
  expect(of(lately, 'RV-1.auto')?.met ?? 0).toBe(0)
  expect(of(longer, 'RV-1.auto')!.met).toBe(of(before, 'RV-1.auto')!.met)
  expect(longer.subjects.length).toBe(before.subjects.length)
  expect(of(lately, 'FU-1.pick')!.running).toBe(of(before, 'FU-1.pick')!.running)
})
