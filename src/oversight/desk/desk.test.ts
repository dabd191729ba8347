import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { sweep } from '#handbook/clocks/actions.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'
import { flowOf, stagesOf } from './rules.ts'

let house: TestHouse
beforeAll(async () => { house = await openHouse({ orders: 60 }); await house.settle() })
afterAll(() => house?.close())

interface Desk {
  waiting: { kind: string; key: string; count: number; oldestAt: string | null }[]; wrong: { kind: string; key: string; count: number; orders: { id: string }[] }[]
  atRisk: { clause: string; overdue: number; soon: number; items: { order: string; number: string; dueAt: string }[] }[]; done: { kind: string; count: number }[]
}
const desk = async (token: string) => (await house.call('GET', '/api/desk', { token })).json as Desk
const one = async (statement: ReturnType<typeof sql>) => (await house.company.db.rows<{ n: number }>(statement))[0]!.n

test('what waits for each role are the stages whose next act is theirs', () => {
  expect(stagesOf(['clerk'])).toEqual(['review'])
  expect(stagesOf(['manager'])).toEqual(['review'])
  expect(stagesOf(['picker'])).toEqual(['ready', 'picking'])
  expect(stagesOf(['checker', 'packer'])).toEqual(['checking', 'packing'])
  expect(stagesOf(['logistics'])).toEqual(['packed'])
  expect(stagesOf(['it'])).toEqual([])
})

test('a picker sees the ready orders, and the oldest of those nothing blocks', async () => {
  const { waiting } = await desk(await house.token('picker'))
  const ready = waiting.find(w => w.key === 'ready')!
  expect(ready.count).toBe(await one(sql`select count(*) as n from orders where stage = 'ready'`))
  expect(ready.count).toBeGreaterThan(10)
  const [oldest] = await house.company.db.rows<{ at: Date }>(sql`select min(stage_at) as at from orders where stage = 'ready' and blocks = '{}'`)
  expect(ready.oldestAt).toBe(oldest!.at.toISOString())
})

test('a block waits for its owner and for nobody else', async () => {
  const [order] = (await house.call('GET', '/api/orders?stage=ready&limit=1', { token: await house.token('clerk') })).json.orders
  await house.call('POST', '/api/orders/moves/block', { token: await house.token('clerk'), body: { orders: [order.id], reason: 'risk', note: 'looks odd' } })
  const risk = async (role: 'manager' | 'clerk') => (await desk(await house.token(role))).waiting.find(w => w.key === 'risk')?.count
  expect([await risk('manager'), await risk('clerk')]).toEqual([1, undefined])
  await house.call('POST', '/api/orders/moves/unblock', { token: await house.token('manager'), body: { orders: [order.id], reason: 'risk' } })
  expect(await risk('manager')).toBeUndefined()
})

test('IT-3: the desk counts only within shops and warehouses', async () => {
  const branch = await house.idOf('warehouse', 'branch')
  const { waiting } = await desk(await house.token('picker', { warehouses: [branch] }))
  expect(waiting.find(w => w.key === 'ready')!.count).toBe(await one(sql`select count(*) as n from orders where stage = 'ready' and (warehouse_id is null or warehouse_id = ${branch})`))
  const stranger = await desk(await house.token('manager', { shops: [999] }))
  expect(stranger.waiting.filter(w => w.count > 0)).toEqual([])
  expect([...stranger.atRisk, ...stranger.wrong]).toEqual([])
})

test('at risk: the overdue first, then what is due within the last quarter, each with its order', async () => {
  const now = house.company.now().getTime()
  const [late, soon] = await house.company.db.rows<{ id: number; order: number }>(sql`select id, subject_id as "order" from clock where clause = 'FU-1.pick' and state = 'running' order by id limit 2`)
  await house.company.db.rows(sql`update clock set due_at = ${new Date(now - 60_000)} where id = ${late!.id}`)
  await house.company.db.rows(sql`update clock set due_at = ${new Date(now + 1_200_000)} where id = ${soon!.id}`)
  const { atRisk } = await desk(await house.token('picker'))
  const pick = atRisk.find(r => r.clause === 'FU-1.pick')!
  expect([pick.overdue, pick.soon]).toEqual([1, 1])
  expect(pick.items.map(i => i.order)).toEqual([String(late!.order), String(soon!.order)])
  expect(pick.items[0]!.number).toMatch(/^DEMO/)
  // The clerk's own clauses only.
  expect((await desk(await house.token('packer'))).atRisk.map(r => r.clause)).not.toContain('FU-1.pick')
})

test('what went wrong today: a breach is told with its order to whom the clause obliges', async () => {
  await house.company.act(system, work => sweep(work))
  const { wrong } = await desk(await house.token('picker'))
  expect(wrong.find(w => w.kind === 'breach')).toMatchObject({ key: 'FU-1.pick', count: 1 })
  expect(wrong.find(w => w.kind === 'breach')!.orders).toHaveLength(1)
  expect((await desk(await house.token('finance'))).wrong).toEqual([])
})

test('what I did today is counted from my own moves', async () => {
  const clerk = await house.token('clerk')
  expect((await desk(clerk)).done).toEqual([])
  const [order] = (await house.call('GET', '/api/orders?stage=ready&limit=1', { token: clerk })).json.orders
  await house.call('POST', '/api/orders/moves/block', { token: clerk, body: { orders: [order.id], reason: 'hold', note: 'waits' } })
  await house.call('POST', '/api/orders/moves/unblock', { token: clerk, body: { orders: [order.id], reason: 'hold' } })
  expect((await desk(clerk)).done.map(d => [d.kind, d.count])).toEqual([['order.block', 1], ['order.unblock', 1]])
})

test('the flow of an hour is what the steps say: births enter, moves leave and enter, staying counts nothing', () => {
  const at = new Date('2026-03-02T01:20:00Z')
  expect(flowOf([
    { at, before: null, after: 'received', shopId: 1, warehouseId: null }, { at, before: 'received', after: 'ready', shopId: 1, warehouseId: null }, { at, before: 'ready', after: 'ready', shopId: 1, warehouseId: 2 },
  ])).toEqual([
    { hour: '2026-03-02T01:00:00.000Z', stage: 'ready', shop: 1, warehouse: 0, entered: 1, gone: 0 },
    { hour: '2026-03-02T01:00:00.000Z', stage: 'received', shop: 1, warehouse: 0, entered: 1, gone: 1 },
  ])
})

test('the wall shows today: in, out and standing of each stage agree with the orders, sellers with the lines', async () => {
  await house.settle()
  const { json: wall } = await house.call('GET', '/api/wall', { token: await house.token('manager') })
  const stage = (name: string) => wall.stages.find((s: { stage: string }) => s.stage === name)
  expect(stage('received').entered).toBe(await one(sql`select count(*) as n from event where subject = 'order' and after = 'received' and before is distinct from after`))
  for (const name of ['ready', 'review']) {
    expect(stage(name).standing).toBe(await one(sql`select count(*) as n from orders where stage = ${name}`))
    expect(stage(name).entered - stage(name).gone).toBe(stage(name).standing)
  }
  expect(wall.hours).toHaveLength(24)
  expect(wall.hours.reduce((n: number, h: { received: number }) => n + h.received, 0)).toBe(stage('received').entered)
  expect(wall.sellers[0].pieces).toBe(await one(sql`select max(n) as n from (select sum(l.quantity) as n from order_line l join orders o on o.id = l.order_id where o.stage <> 'unpaid' group by l.sku_id) x`))
  expect(wall.promises.find((p: { clause: string }) => p.clause === 'RV-1.auto').met).toBeGreaterThan(10)
  expect(wall.promises.find((p: { clause: string }) => p.clause === 'FU-1.pick').overdue).toBe(1)
})

test('IT-3: the wall of somebody who sees another shop is empty', async () => {
  const { json: wall } = await house.call('GET', '/api/wall', { token: await house.token('picker', { shops: [999] }) })
  expect(wall.stages.every((s: { entered: number; standing: number }) => s.entered === 0 && s.standing === 0)).toBe(true)
  expect(wall.sellers).toEqual([])
})
