import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { migrate, statementsOf } from './migrate.ts'
import { dice } from '../../test/torture/place.ts'
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

/** `npm run torture` asks for many; a short run takes three places. */
const failures = Number(process.env.DANLIU_FAILURES ?? 3)
test(`R13: a company that is made new fails at ${failures} places of its migrations, each time leaves nothing behind, and is made whole afterwards`, async () => {
  const random = dice(Number(process.env.DANLIU_SEED ?? 1))
  const names = fs.readdirSync(path.join(root, 'migrations')).filter(n => n.endsWith('.sql')).sort()
  const tables = async () => (await client.query(`select count(*)::int as n from pg_class where relnamespace = 'made'::regnamespace`)).rows[0].n as number
  const draft = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-failing-'))
  try {
    for (let n = 0; n < failures; n++) {
      fs.cpSync(path.join(root, 'migrations'), draft, { recursive: true })
      const file = names[Math.floor(random() * names.length)]!
      const statements = statementsOf(fs.readFileSync(path.join(draft, file), 'utf8')).map(s => s.text)
      statements.splice(Math.floor(random() * (statements.length + 1)), 0, 'select 1 / 0')
      fs.writeFileSync(path.join(draft, file), `${statements.join(';\n')};\n`)
      await expect(migrate({ client, schema: 'made', dir: draft }), file).rejects.toThrow(/division by zero/)
      expect([file, await tables()]).toEqual([file, 0])
    }
    expect((await migrate({ client, schema: 'made', dir: path.join(root, 'migrations') })).length).toBe(names.length)
  } finally { fs.rmSync(draft, { recursive: true, force: true }); await client.query('drop schema if exists made cascade') }
}, 60_000 + 2000 * failures)

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

test('on a Citus cluster a new company is made to be carried to any node, and the setting is off before and after', async () => {
  const said: string[] = []
  // A plain server that says it has Citus: it takes the setting as one of an extension it does not know.
  const cluster = { query: async (text: string, values?: unknown[]) => {
    if (text.includes('pg_extension')) return { rows: [{}] }
    const answer = await client.query(text, values)
    const { rows: [now] } = await client.query(`select coalesce(current_setting('citus.enable_schema_based_sharding', true), '') as setting`)
    said.push(`${text.slice(0, 30)} ${now.setting}`)
    return answer
  } }
  const made = () => said.filter(line => line.startsWith('create schema'))
  await migrate({ client: cluster, schema: 'carried', dir })
  expect(made()).toEqual(['create schema "carried" on'])
  expect(said.filter(line => line.endsWith(' on')).map(line => line.slice(0, 13))).toEqual(['set local cit', 'create schema'])
  // A schema that is there stays what it is.
  await client.query('create schema plain')
  await migrate({ client: cluster, schema: 'plain', dir })
  expect(made()).toHaveLength(1)
  // Within an import's own transaction, too.
  await client.query('begin')
  await migrate({ client: cluster, schema: 'brought', dir, within: true })
  await client.query('commit')
  expect(made()[1]).toBe('create schema "brought" on')
  expect(said.at(-1)).toMatch(/ (off)?$/)
})
