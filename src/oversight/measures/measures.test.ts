import fs from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enqueue } from '#kit/jobs.ts'
import { root } from '#kit/root.ts'
import { clockSkew } from '#kit/skew.ts'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'
import { backupMeasures, measure } from './actions.ts'

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

test('every metric that an alert rule or the guide of IT names is told at /metrics', async () => {
  const { db, now, company } = house.company
  const told = new Set([...(await (await fetch(`${house.address}/metrics`)).text()).matchAll(/^# HELP (\S+)/gm)].map(([, name]) => name!))
  const copied = await measure({ db, now, company, replica: { look: async () => undefined } as never })
  const kept = backupMeasures({ first: '', second: null, silent: false, sameDisk: false, base: null, bases: 0, oldestAt: null, logAt: null, waiting: 0, gap: null, lacking: 0, drill: null, exportedAt: null }, { at: now(), physical: false })
  for (const { name } of [...copied, ...kept, clockSkew({ agrees: true, ms: 0 } as never)]) told.add(name)
  expect(kept.filter(m => m.rows.length).map(m => m.name)).toEqual(['danliu_location_silent', 'danliu_archive_gap']) // whose server is not ours has no log that waits
  const rules = parse(fs.readFileSync(path.join(root, 'docs/operations/files/danliu.rules.yml'), 'utf8')) as { groups: { rules: { alert: string; expr: string }[] }[] }
  const named = rules.groups.flatMap(group => group.rules).flatMap(({ expr }) => expr.match(/danliu_\w+/g) ?? [])
  const guide = ['en', 'zh'].flatMap(tongue => fs.readFileSync(path.join(root, `docs/guides/it.${tongue}.md`), 'utf8').match(/`danliu_\w+/g)!.map(name => name.slice(1))).filter(name => !name.startsWith('danliu_app'))
  expect(named.length).toBeGreaterThan(15)
  expect([...named, ...guide].filter(name => !told.has(name))).toEqual([])
})
