import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { migrate } from '#kit/migrate.ts'
import { adminUrl, postgresUrl, startPostgres, type Postgres } from '#kit/postgres/launcher.ts'
import { openLog } from '#kit/log.ts'
import { openCompany } from '../src/company.ts'
import { seedDemo } from '../src/demo.ts'
import { onDatabase, templates, type TestServer } from './database.ts'
import { workers } from './order.ts'
import './statements/record.ts'

/**
 * A server for each worker, thrown away afterwards; DATABASE_URL names one to use instead. On one server they would wait for
 * each other: a reader of events passes nothing that is newer than the oldest transaction of the whole server.
 */
export default async function setup() {
  const statements = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-statements-'))
  process.env['DANLIU_STATEMENTS'] = statements
  const places = process.env['DANLIU_PLACES'] = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-places-'))
  const given = process.env['DATABASE_URL']
  const { servers, end } = given ? { servers: [{ url: given, admin: given, owner: await makeTemplates(given, given) }], end: async () => {} } : await throwaways()
  // The workers are forked later and inherit it.
  process.env['DANLIU_TEST_SERVERS'] = JSON.stringify(servers)
  return async () => {
    await end()
    for (const dir of [statements, places]) fs.rmSync(dir, { recursive: true, force: true })
  }
}

/** The first is made and furnished, the others are copies of it. */
async function throwaways(): Promise<{ servers: TestServer[]; end(): Promise<void> }> {
  const homes = Array.from({ length: workers }, () => fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-test-')))
  const first = await startThrowaway(homes[0]!) // there is one
  const owner = await makeTemplates(postgresUrl(first), adminUrl(first))
  await first.stop()
  for (const home of homes.slice(1)) if (spawnSync('cp', ['-a', `${homes[0]}/.`, home]).status !== 0) throw new Error(`the test server could not be copied to ${home}`)
  const running = await Promise.all(homes.map(startThrowaway))
  for (const [i, server] of running.entries()) sweepAfterUs(homes[i]!, server.pid) // each has its home
  const end = async () => {
    await Promise.all(running.map(server => server.stop()))
    for (const home of homes) fs.rmSync(home, { recursive: true, force: true })
  }
  return { servers: running.map(server => ({ url: postgresUrl(server), admin: adminUrl(server), owner })), end }
}

function startThrowaway(home: string): Promise<Postgres> {
  // The server's user is another one when root runs the tests, and must be able to enter.
  fs.chmodSync(home, 0o755)
  const settings = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', shared_buffers: '128MB', archive_mode: 'off', max_prepared_transactions: '4' }
  return startPostgres({ home, settings, log: () => {} })
}

/** Ctrl-C ends the run without its teardown, while the server is made to outlive its launcher; so someone waits for our end. */
function sweepAfterUs(home: string, pid: number) {
  const script = 'while kill -0 "$1" 2>/dev/null; do sleep 1; done; [ -d "$2" ] || exit; kill -INT "$3"; sleep 2; rm -rf "$2"'
  spawn('/bin/sh', ['-c', script, 'sh', String(process.pid), home, String(pid)], { detached: true, stdio: 'ignore', cwd: '/' }).unref()
}

/** Answers the role whose address this is: every database of the tests is its own, as the house's is. */
async function makeTemplates(url: string, admin: string): Promise<string> {
  // Nobody may be connected to a template while it is cloned.
  const as = async <T>(address: string, what: (client: pg.Client) => Promise<T>) => {
    const client = new pg.Client({ connectionString: address })
    await client.connect()
    try { return await what(client) } finally { await client.end() }
  }
  const owner = await as(url, async client => String((await client.query('select quote_ident(current_user) as owner')).rows[0].owner))
  const make = (name: string, from: string) => as(admin, async client => {
    await client.query(`drop database if exists ${name} with (force)`)
    await client.query(`create database ${name} template ${from} owner ${owner}`)
  })
  await make(templates.empty, 'template0')
  await as(onDatabase(url, templates.empty), async client => {
    await migrate({ client, schema: 'demo', dir: path.join(import.meta.dirname, '../migrations') })
  })
  await make(templates.furnished, templates.empty)
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-furnish-'))
  const company = await openCompany({ url: onDatabase(url, templates.furnished), company: 'demo', home, log: openLog(undefined, 'silent') })
  try { await seedDemo(company, 0) } finally { await company.close() }
  fs.rmSync(home, { recursive: true })
  return owner
}
