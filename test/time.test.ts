import { afterEach, expect, test } from 'vitest'
import { openLog } from '#kit/log.ts'
import { watchSkew } from '#kit/skew.ts'
import { joined, sql, type Sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { sweep } from '#handbook/clocks/actions.ts'
import { takeOrders } from '#journey/1-intake/actions.ts'
import { confirmWave, planWave } from '#journey/5-picking/actions.ts'
import { block } from '#journey/order/actions.ts'
import { verify } from '#oversight/verify/actions.ts'
import { openHouse, type TestHouse } from './house.ts'

const minute = 60_000, hour = 60 * minute, day = 24 * hour
let house: TestHouse
const clock = { at: new Date() }
const now = () => clock.at
const pass = (ms: number) => { clock.at = new Date(clock.at.getTime() + ms) }
const open = async (at: Date) => { clock.at = at; house = await openHouse({ now }); return house }
afterEach(async () => { await house?.close() })

let made = 0
/** As the demo's catalogue has it: a price far below the list would go to a person. */
const priceFen = (product: number) => 1900 + product * 1300
/** So many paid orders, placed at this moment of the house. */
async function take(count: number): Promise<void> {
  const shop = await house.idOf('shop', 'demo')
  const placedAt = clock.at.toISOString()
  await house.company.act(system, work => takeOrders(work, shop, Array.from({ length: count }, () => ({
    number: `TIME${++made}`, placedAt, paidAt: placedAt, buyer: { account: `t${made}`, name: '' }, receiver: { province: '浙江省', token: `t${made}` },
    lines: [{ sku: `DM00${1 + made % 7}`, quantity: 1, unitFen: priceFen(made % 7) }], totalFen: priceFen(made % 7), paidFen: priceFen(made % 7),
  }))))
}
async function pick(): Promise<void> {
  const warehouseId = await house.idOf('warehouse', 'main')
  const wave = await house.company.act(system, work => planWave(work, { warehouseId, kind: 'single', limit: 3 }))
  if (wave?.wave) await house.company.act(system, work => confirmWave(work, wave.wave))
}

interface Told { number: number; at: Date; dueAt: Date; clause: string; id: number }
const told = () => house.company.db.rows<Told>(sql`
  select e.number, e.at, (e.facts->>'dueAt')::timestamptz as "dueAt", e.clause, e.subject_id as id from event e where e.kind = 'clock.breach' order by e.number`)
const lost = (at: Date) => house.company.db.rows(sql`select id, clause, due_at from clock where state = 'running' and breached_at is null and due_at < ${at}`)
const wrong = async () => (await verify(house.company.db, { book: house.company.workOf(house.company.db, system).book })).checks.filter(c => !c.ok)

test.each([
  ['a leap day', '2024-02-28T15:40:00Z'],
  ['the end of a year', '2025-12-31T15:40:00Z'],
])('T1 over %s, by an hour, a day and five seconds back and forth: no breach fires twice, none is lost, the numbers keep the order', async (_, at) => {
  await open(new Date(at))
  const jumps = [5 * minute, hour, -hour, -5000, 31 * minute, day, -day, 10 * minute, -5000, day, 2 * hour, -hour]
  for (const jump of jumps) {
    await take(4)
    await house.settle()
    await pick()
    pass(jump)
    await house.settle()
    expect(await lost(clock.at)).toEqual([])
  }
  pass(30 * day)
  await house.settle()
  await house.settle()
  const breaches = await told()
  expect(breaches.length).toBeGreaterThan(100)
  expect(breaches.filter(b => b.at <= b.dueAt)).toEqual([])
  expect(new Set(breaches.map(b => `${b.clause} ${b.id} ${b.dueAt.toISOString()}`)).size).toBe(breaches.length)
  expect(await wrong()).toEqual([])
  // The test would prove nothing if time had not gone backwards within the story of an order.
  const [backwards] = await house.company.db.rows<{ count: number }>(sql`
    select count(*) as count from (select at < lag(at) over (partition by subject, subject_id order by number) as back from event where subject = 'order') e where back`)
  expect(backwards!.count).toBeGreaterThan(0)
}, 180_000)

test('T1 a breach that was told stays missed, also when the clock went back before the work was done', async () => {
  await open(new Date('2026-03-02T02:00:00Z'))
  await take(1)
  pass(5 * minute + 1)
  await house.company.act(system, work => sweep(work))
  pass(-5000)
  await house.settle()
  expect(await house.company.db.rows(sql`select state, breached_at is not null as breached from clock where clause = 'RV-1.auto'`)).toEqual([{ state: 'missed', breached: true }])
})

test('T4 the timetable stands still for six hours: it catches up in the order of what was due, once, without a flood', async () => {
  await open(new Date('2026-03-02T02:00:00Z'))
  for (let n = 0; n < 6; n++) { await take(10); await house.settle(); pass(minute) }
  await take(5)
  const [order] = await house.company.db.rows<{ id: number }>(sql`select id from orders where stage = 'ready' order by id limit 1`)
  await house.company.act(system, work => block(work, [{ id: order!.id, reason: 'hold', note: '', until: new Date(clock.at.getTime() + hour) }]))
  pass(6 * hour)
  const [due] = await house.company.db.rows<{ count: number }>(sql`select count(*) as count from clock where state = 'running' and due_at < ${clock.at}`)
  expect(due!.count).toBeGreaterThan(60)
  await house.settle()
  const breaches = await told()
  expect(breaches.map(b => b.dueAt.getTime())).toEqual(breaches.map(b => b.dueAt.getTime()).sort((a, b) => a - b))
  expect(new Set(breaches.map(b => b.dueAt.getTime())).size).toBeGreaterThan(5)
  expect(breaches.length).toBeLessThanOrEqual(due!.count)
  expect(await house.company.db.rows(sql`select count(*)::int as n from event where subject = 'order' and subject_id = ${order!.id} and kind = 'order.unblock'`)).toEqual([{ n: 1 }])
  // Started again and again it has nothing left to say.
  const events = async () => (await house.company.db.rows<{ count: number }>(sql`select count(*) as count from event`))[0]!.count
  const before = await events()
  for (let n = 0; n < 3; n++) await house.settle()
  expect(await events()).toBe(before)
  expect(await wrong()).toEqual([])
})

test('T2 ten minutes between house and database: one time source for every decision, and an alarm', async () => {
  const begun = Date.now()
  const ahead = 10 * minute
  house = await openHouse({ now: () => new Date(Date.now() + ahead) })
  clock.at = house.company.now()
  await take(20)
  await house.settle()
  await pick()
  await house.settle()
  expect(await wrong()).toEqual([])
  // Not one moment in any table came from the database's clock, but the day on which a migration ran.
  const columns = await house.company.db.rows<{ table: string; column: string }>(sql`
    select c.table_name as table, c.column_name as column from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = ${house.company.db.schema} and t.table_type = 'BASE TABLE' and c.data_type = 'timestamp with time zone' and c.table_name <> 'migration' order by 1, 2`)
  expect(columns.length).toBeGreaterThan(20)
  const quoted = (name: string): Sql => ({ text: `"${name}"`, values: [] })
  const [from, to] = [new Date(begun - 5000), new Date(Date.now() + 5000)]
  const taken = await house.company.db.rows<{ place: string; count: number }>(joined(
    columns.map(c => sql`select ${`${c.table}.${c.column}`}::text as place, count(*) as count from ${quoted(c.table)} where ${quoted(c.column)} between ${from}::timestamptz and ${to}::timestamptz having count(*) > 0`), ' union all '))
  expect(taken).toEqual([])
  const [own] = await house.company.db.rows<{ count: number }>(sql`select count(*) as count from event where at > ${new Date(begun + ahead - 5000)}`)
  expect(own!.count).toBeGreaterThan(100)

  const lines: string[] = []
  const log = openLog({ write: line => { lines.push(line) } }, 'warn')
  const skew = watchSkew({ ...house.company, log })
  await skew.look()
  expect(skew.agrees).toBe(false)
  expect(Math.round(skew.ms! / 1000)).toBe(-600)
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain('differ by more than 2 s')
  let off = 0
  const near = watchSkew({ ...house.company, log, now: () => new Date(Date.now() + off) })
  await near.look()
  expect([near.agrees, lines.length]).toEqual([true, 1])
  off = -3000
  await near.look()
  expect([near.agrees, lines.length]).toEqual([false, 2])
  skew.stop()
  near.stop()
})
