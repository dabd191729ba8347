import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { whyNotStart } from '../postgres/fence.ts'
import { adminUrl, postgresUrl, startPostgres } from '../postgres/launcher.ts'
import { follow, makeStandby, promote, waitForStandby } from './standby.ts'

const settings = { shared_buffers: '32MB', archive_mode: 'off' }
const log = () => {}
let root: string
const up = new Set<{ stop(): Promise<void> }>()
beforeAll(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-standby-'))
  fs.chmodSync(root, 0o755)
})
afterAll(async () => {
  for (const server of up) await server.stop().catch(() => {})
  fs.rmSync(root, { recursive: true, force: true, maxRetries: 5 })
})

async function ask<R = Record<string, unknown>>(url: string, text: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try { return (await client.query(text)).rows as R[] } finally { await client.end() }
}

/** `npm run torture` does it twenty times. */
const promotions = Number(process.env.DANLIU_PROMOTIONS ?? 1)
test('R9: the primary and its disk are gone; the standby that commits waited for has everything acknowledged, and the old home cannot come back', async () => {
  for (let n = 1; n <= promotions; n++) await takenOver(n)
}, 60_000 * promotions)

async function takenOver(round: number): Promise<void> {
  const [one, two] = ['one', 'two'].map(name => path.join(root, `${name}-${round}`)) as [string, string]
  for (const home of [one, two]) fs.mkdirSync(home, { mode: 0o755 })
  const primary = await startPostgres({ home: one, settings, log })
  up.add(primary)
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
  // In the middle of work, on a slow machine too.
  while (acknowledged.length <= 50) await sleep(20)
  process.kill(primary.pid, 'SIGKILL')
  await Promise.all(writers)
  fs.rmSync(path.join(one, 'postgres/data'), { recursive: true, force: true, maxRetries: 5 })
  await promote({ home: two, settings, log })
  expect(whyNotStart(two)).toBeUndefined()
  expect(whyNotStart(one)).toContain('was replaced by its standby')
  const last = await startPostgres({ home: two, settings, log })
  up.add(last)
  const there = new Set((await ask<{ id: string }>(postgresUrl(last), 'select id from kept')).map(r => Number(r.id)))
  expect(acknowledged.length).toBeGreaterThan(50)
  expect(acknowledged.filter(id => !there.has(id))).toEqual([])
  // It waits for nobody now.
  await ask(postgresUrl(last), 'insert into kept values (1)')
  await last.stop()
  for (const server of [primary, last]) up.delete(server)
  for (const home of [one, two]) fs.rmSync(home, { recursive: true, force: true, maxRetries: 5 })
}
