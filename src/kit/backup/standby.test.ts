import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { whyNotStart } from '../postgres/fence.ts'
import { adminUrl, postgresUrl, startPostgres, type Postgres } from '../postgres/launcher.ts'
import { follow, makeStandby, promote, waitForStandby } from './standby.ts'

const settings = { shared_buffers: '32MB', archive_mode: 'off' }
const log = () => {}
let root: string, one: string, two: string
let primary: Postgres
let last: Postgres | undefined
beforeAll(async () => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-standby-'))
  fs.chmodSync(root, 0o755)
  for (const name of ['one', 'two']) fs.mkdirSync(path.join(root, name), { mode: 0o755 });
  [one, two] = [path.join(root, 'one'), path.join(root, 'two')]
  primary = await startPostgres({ home: one, settings, log })
})
afterAll(async () => {
  await last?.stop()
  await primary?.stop().catch(() => {})
  fs.rmSync(root, { recursive: true, force: true, maxRetries: 5 })
})

async function ask<R = Record<string, unknown>>(url: string, text: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try { return (await client.query(text)).rows as R[] } finally { await client.end() }
}

test('R9: the primary and its disk are gone; the standby that commits waited for has everything acknowledged, and the old home cannot come back', async () => {
  await ask(postgresUrl(primary), 'create table kept (id bigint primary key)')
  await makeStandby({ home: two, adminUrl: adminUrl(primary), primaryHome: one, doors: { 'password': primary.admin.password, 'password.app': primary.password }, log })
  // A standby is not a house.
  expect(whyNotStart(two)).toContain('only follows')
  const standby = await follow({ home: two, settings, log })
  await waitForStandby(standby.following, true)
  for (let i = 0; i < 100 && !(await standby.look()).receives; i++) await sleep(50)
  expect(await standby.look()).toMatchObject({ receives: true })
  // While the primary answers nobody takes over by mistake.
  await expect(promote({ home: two, settings, log })).rejects.toThrow(/still answers.*split brain/s)

  const acknowledged: number[] = []
  const writers = [1, 2, 3].map(async worker => {
    const client = new pg.Client({ connectionString: postgresUrl(primary) })
    client.on('error', () => {})
    await client.connect()
    try {
      for (let n = 0; ; n++) {
        await client.query('insert into kept values ($1)', [worker * 1_000_000 + n])
        acknowledged.push(worker * 1_000_000 + n)
      }
    } catch { /* the primary is gone */ }
  })
  await sleep(500)
  process.kill(primary.pid, 'SIGKILL')
  await Promise.all(writers)
  fs.rmSync(path.join(one, 'postgres/data'), { recursive: true, force: true, maxRetries: 5 })
  await promote({ home: two, settings, log })
  expect(whyNotStart(two)).toBeUndefined()
  expect(whyNotStart(one)).toContain('was replaced by its standby')
  last = await startPostgres({ home: two, settings, log })
  const there = new Set((await ask<{ id: string }>(postgresUrl(last), 'select id from kept')).map(r => Number(r.id)))
  expect(acknowledged.length).toBeGreaterThan(50)
  expect(acknowledged.filter(id => !there.has(id))).toEqual([])
  // It waits for nobody now.
  await ask(postgresUrl(last), 'insert into kept values (1)')
}, 60_000)
