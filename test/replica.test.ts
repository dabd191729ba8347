import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { follow, makeStandby, type Standby } from '#kit/backup/standby.ts'
import { openDoor, type Door } from '#kit/http/door.ts'
import { openLog } from '#kit/log.ts'
import { adminUrl, postgresUrl, startPostgres, type Postgres } from '#kit/postgres/launcher.ts'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { actorOf, addToken } from '#people/staff/actions.ts'
import { openCompany, prepareCompany, type Company } from '../src/company.ts'
import { placeDemoOrders, seedDemo } from '../src/demo.ts'
import { allRooms } from '../src/rooms.ts'

/** Reports are read from a standby, made and followed as an operator would; all else is asked of the primary. */
const settings = { shared_buffers: '32MB', archive_mode: 'off', max_connections: '60' }
const log = () => {}
let root: string, one: string, two: string, primary: Postgres, standby: Standby, company: Company, door: Door, address: string, token: string, admin: pg.Client
const said: string[] = []
beforeAll(async () => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-replica-'))
  fs.chmodSync(root, 0o755);
  [one, two] = [path.join(root, 'one'), path.join(root, 'two')]
  for (const home of [one, two]) fs.mkdirSync(home, { mode: 0o755 })
  primary = await startPostgres({ home: one, settings, log })
  await prepareCompany(postgresUrl(primary), 'demo')
  await makeStandby({ home: two, adminUrl: adminUrl(primary), primaryHome: one, doors: { 'password': primary.admin.password, 'password.app': primary.password }, log })
  standby = await follow({ home: two, settings, log })
  const copy = `postgres://danliu_app:${encodeURIComponent(primary.password)}@/danliu?host=${encodeURIComponent(path.join(fs.realpathSync(two), 'postgres/run'))}&port=5432`
  company = await openCompany({ url: postgresUrl(primary), company: 'demo', home: one, log: openLog({ write: line => { said.push(line) } }, 'warn'), replica: copy })
  await seedDemo(company, 10)
  token = (await company.act(system, work => addToken(work, { role: 'manager', name: 'test' }))).secret
  door = openDoor({ ctx: company, actorOf })
  allRooms(door.route, company)
  address = await door.listen({ port: 0 })
  admin = new pg.Client({ connectionString: `${copy.replace('danliu_app', 'danliu').replace(encodeURIComponent(primary.password), encodeURIComponent(primary.admin.password))}` })
  await admin.connect()
}, 120_000)
afterAll(async () => {
  await admin?.end().catch(() => {})
  await door?.close()
  await company?.close()
  await standby?.stop().catch(() => {})
  await primary?.stop()
  fs.rmSync(root, { recursive: true, force: true, maxRetries: 5 })
})

const read = (what: string) => fetch(address + what, { headers: { authorization: `Bearer ${token}` } })
const exported = async () => { const answer = await read('/api/orders/export?format=csv'); return { asOf: answer.headers.get('x-danliu-as-of'), lagMs: Number(answer.headers.get('x-danliu-lag-ms')), rows: (await answer.text()).trim().split('\n').length - 1 } }
/** The copy is looked at once a second. */
async function until<T>(ask: () => Promise<T>, fits: (found: T) => boolean): Promise<T> {
  for (let n = 0; ; n++) {
    const found = await ask()
    if (fits(found)) return found
    if (n > 150) throw new Error(`never: ${JSON.stringify(found)}`)
    await sleep(100)
  }
}

test('a report is read from the copy, and says of which moment it is', async () => {
  const { asOf, lagMs } = await until(exported, e => e.asOf !== null && e.rows === 10)
  expect(Date.now() - Date.parse(asOf!)).toBeLessThan(5000) // the condition above
  expect(lagMs).toBeLessThan(5000)
  const answer = await read('/api/handbook/compliance')
  expect(answer.headers.get('x-danliu-as-of')).not.toBeNull()
  expect((await answer.json() as { asOf: string }).asOf).toBe(answer.headers.get('x-danliu-as-of'))
  // Nothing but reports: a list may be the ground of what a person does next.
  for (const what of ['/api/orders', '/api/stages', '/api/me']) expect([what, (await read(what)).headers.get('x-danliu-as-of')]).toEqual([what, null])
})

test('a copy that stands still shows the past and says so; lists and writes see the present', async () => {
  await admin.query('select pg_wal_replay_pause()')
  try {
    await company.act(system, work => placeDemoOrders(work, 20))
    expect((await (await read('/api/orders?limit=100')).json() as { orders: unknown[] }).orders).toHaveLength(20)
    const before = await exported()
    expect(before.rows).toBe(10)
    const later = await until(exported, e => e.lagMs > 1500)
    expect(later.rows).toBe(10)
    expect(later.asOf! <= before.asOf!).toBe(true)
  } finally { await admin.query('select pg_wal_replay_resume()') }
  expect((await until(exported, e => e.rows === 20)).asOf).not.toBeNull()
})

test('nothing can be written by way of the copy', async () => {
  const copy = (await company.replica!.look())! // it was read from just now
  await expect(copy.db.rows(sql`insert into event_reader (name) values ('copy')`)).rejects.toThrow(/read-only transaction/)
})

test('without the copy reports come from the primary; once it follows again, from the copy', async () => {
  await admin.end()
  await standby.stop()
  // A download that the copy had begun breaks off with it.
  const alone = await until(() => exported().catch(() => ({ asOf: '', lagMs: 0, rows: 0 })), e => e.asOf === null)
  expect(alone.rows).toBe(20)
  expect(said.join('\n')).toContain('the copy for reports')
  standby = await follow({ home: two, settings, log })
  expect((await until(exported, e => e.asOf !== null)).rows).toBe(20)
})

test('a copy of another server, or one that was promoted, is never read', async () => {
  const other = await openCompany({ url: postgresUrl(primary), company: 'demo', home: one, log: openLog(undefined, 'silent'), replica: postgresUrl(primary) })
  try { expect(await other.replica!.look()).toBeUndefined() } finally { await other.close() }
})
