import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { migrate } from '#kit/migrate.ts'
import { adminUrl, postgresUrl, startPostgres } from '#kit/postgres/launcher.ts'
import { onDatabase, templateName } from './database.ts'

/** One server for the whole run, thrown away afterwards; DATABASE_URL names another one to use instead. */
export default async function setup() {
  const given = process.env['DATABASE_URL']
  const { url, admin, end } = given ? { url: given, admin: given, end: async () => {} } : await startThrowaway()
  const owner = await makeTemplate(url, admin)
  // The workers are forked later and inherit it.
  process.env['DANLIU_TEST_SERVER'] = JSON.stringify({ url, admin, owner })
  return end
}

async function startThrowaway() {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-test-'))
  // The server's user is another one when root runs the tests, and must be able to enter.
  fs.chmodSync(home, 0o755)
  const settings = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', shared_buffers: '128MB' }
  const server = await startPostgres({ home, settings, log: () => {} })
  sweepAfterUs(home, server.pid)
  const end = async () => {
    await server.stop()
    fs.rmSync(home, { recursive: true, force: true })
  }
  return { url: postgresUrl(server), admin: adminUrl(server), end }
}

/** Ctrl-C ends the run without its teardown, while the server is made to outlive its launcher; so someone waits for our end. */
function sweepAfterUs(home: string, pid: number) {
  const script = 'while kill -0 "$1" 2>/dev/null; do sleep 1; done; [ -d "$2" ] || exit; kill -INT "$3"; sleep 2; rm -rf "$2"'
  spawn('/bin/sh', ['-c', script, 'sh', String(process.pid), home, String(pid)], { detached: true, stdio: 'ignore', cwd: '/' }).unref()
}

/** Answers the role whose address this is: every database of the tests is its own, as the house's is. */
async function makeTemplate(url: string, admin: string): Promise<string> {
  // Nobody may be connected to a template while it is cloned.
  const as = async <T>(address: string, what: (client: pg.Client) => Promise<T>) => {
    const client = new pg.Client({ connectionString: address })
    await client.connect()
    try { return await what(client) } finally { await client.end() }
  }
  const owner = await as(url, async client => String((await client.query('select quote_ident(current_user) as owner')).rows[0].owner))
  await as(admin, async client => {
    await client.query(`drop database if exists ${templateName} with (force)`)
    await client.query(`create database ${templateName} template template0 owner ${owner}`)
  })
  await as(onDatabase(url, templateName), async client => {
    await migrate({ client, schema: 'demo', dir: path.join(import.meta.dirname, '../migrations') })
  })
  return owner
}
