import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { migrate } from './migrate.ts'
import { root } from './root.ts'

let client: pg.Client, dir: string
let drop = async () => {}
beforeAll(async () => {
  const fresh = await freshDatabase()
  drop = fresh.drop
  client = new pg.Client({ connectionString: fresh.url })
  await client.connect()
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-migrate-'))
  fs.cpSync(path.join(root, 'migrations'), dir, { recursive: true })
})
afterAll(async () => { await client?.end(); await drop(); fs.rmSync(dir, { recursive: true, force: true }) })

/** Everything a migration may change, as text. */
const schema = async () => (await client.query(`
  select string_agg(line, E'\n' order by line) as all from (
    select format('%s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default) as line from information_schema.columns where table_schema = 'demo'
    union all select indexdef from pg_indexes where schemaname = 'demo'
    union all select conrelid::regclass || pg_get_constraintdef(oid) from pg_constraint where connamespace = 'demo'::regnamespace
    union all select name from demo.migration) x`)).rows[0].all as string
const write = (name: string, text: string) => { fs.writeFileSync(path.join(dir, name), text) }

test('R13: a migration that fails halfway leaves the company as it was, names file and line, and the old program goes on', async () => {
  const before = await schema()
  write('9000-more.sql', 'alter table shop add column motto text;\n')
  write('9001-broken.sql', 'create table more (id bigint primary key);\nupdate shop set nothing = 1;\n')
  await expect(migrate({ client, schema: 'demo', dir })).rejects.toThrow(/^9001-broken\.sql, line 2: /)
  expect(await schema()).toBe(before)
  expect(await migrate({ client, schema: 'demo', dir: path.join(root, 'migrations') })).toEqual([])
  // Mended, it goes through.
  write('9001-broken.sql', 'create table more (id bigint primary key);\n')
  expect(await migrate({ client, schema: 'demo', dir })).toEqual(['9000-more', '9001-broken'])
  expect(await migrate({ client, schema: 'demo', dir })).toEqual([])
})

test('R13: an old program refuses a company that a newer one has changed, instead of guessing', async () => {
  await expect(migrate({ client, schema: 'demo', dir: path.join(root, 'migrations') })).rejects.toThrow('9000-more, which this program does not know: a newer program was here')
})

test('R13: a company that two processes bring up at once is brought up once', async () => {
  write('9002-later.sql', 'create table later (id bigint primary key);\n')
  const other = new pg.Client({ host: client.host, port: client.port, user: client.user!, password: client.password as string, database: client.database! })
  await other.connect()
  try {
    const done = await Promise.all([client, other].map(one => migrate({ client: one, schema: 'demo', dir })))
    expect(done.flat()).toEqual(['9002-later'])
  } finally { await other.end() }
})
