import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../database.ts'
import { migrate } from '#kit/migrate.ts'
import { refusals, refusedByCluster, refusedMigration, refusedSchema } from './citus.ts'
import { folder, recorded } from './record.ts'

/** A statement that stands all the same: how it begins, and why. Each is a debt. */
const ALLOWED: Record<string, string> = {
  'select pg_advisory_xact_lock(hashtext(\'migrate\')': 'who migrates sends DDL, which only the coordinator takes: all of them lock on one node',
  'update shop set nothing = 1': 'stands in a migration that is to fail (kit/migrate.test.ts)',
}

let client: pg.Client
let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
  await client.query('create schema other')
  await client.query('create table other.sku (id bigint primary key)')
  await client.query('set search_path = demo')
})
afterAll(async () => { await client.end(); await database.drop() })

test('every write statement that the tests have issued is one that a Citus cluster takes', async () => {
  const dir = folder()
  const wrong: string[] = []
  let writes = 0
  for (const text of dir ? recorded(dir) : []) {
    if (/\b(insert into|update|delete from)\b/i.test(text)) writes++
    const found = await refusals(client, text).catch((error: Error) => [`not understood: ${error.message}`])
    if (found.length && !Object.keys(ALLOWED).some(start => text.trim().startsWith(start))) wrong.push(`${text.trim().replace(/\s+/g, ' ').slice(0, 160)}: ${found.join('; ')}`)
  }
  console.log(`${writes} write statements judged`)
  expect(wrong).toEqual([])
}, 120_000)

test.skipIf(!process.env['CITUS_URL'])('every statement that the tests have issued is taken by the cluster at CITUS_URL', async () => {
  const cluster = new pg.Client({ connectionString: process.env['CITUS_URL']! })
  await cluster.connect()
  const dir = folder()
  const texts = (dir ? recorded(dir) : []).filter(text => /^\s*(with|insert|update|delete|select|\()/i.test(text) && !/\bpg_notify|pg_advisory/i.test(text))
  try {
    await migrate({ client: cluster, schema: 'judged', dir: path.resolve(import.meta.dirname, '../../migrations') })
    const refused: string[] = []
    for (const text of texts) {
      const why = await refusedByCluster(cluster, text)
      if (why) refused.push(`${why}: ${text.trim().replace(/\s+/g, ' ')}`)
    }
    console.log(`${texts.length} statements sent to the cluster`)
    expect(refused).toEqual([])
  } finally {
    await cluster.query('drop schema if exists judged cascade')
    await cluster.end()
  }
}, 600_000)

test.each([
  ['update clock set due_at = now() where due_at < now() + interval \'1 hour\'', []],
  ['update clock set due_at = due_at + interval \'1 hour\'', ['+ over a column in update']],
  ['update orders set number = gen_random_uuid()::text', ['gen_random_uuid in update']],
  ['update orders set number = number || clock_timestamp()::text', ['clock_timestamp in update']],
  ['update job set payload = payload || jsonb_build_object(\'a\', last_error)', ['jsonb_build_object over a column in update']],
  ['update job set last_error = concat(last_error, $1::text)', ['concat over a column in update']],
  ['update job set last_error = to_char(created_at, \'YYYY\')', ['to_char over a column in update']],
  ['update job set last_error = created_at::text', ['over a column in update']],
  ['update job set done_at = coalesce(done_at, now())', ['now in coalesce in update']],
  ['update job set done_at = case when state = \'done\' then now() end', ['now in case in update']],
  ['update job set done_at = coalesce(done_at, $1::timestamptz)', []],
  ['update job j set done_at = f.at from (select id, created_at + interval \'1 hour\' as at from job) f where f.id = j.id', []],
  ['update job set state = \'done\' where created_at::date = current_date', ['over a column in where']],
  ['delete from job where created_at < now() - interval \'1 hour\'', []],
  ['delete from job where created_at + interval \'1 hour\' < $1', ['over a column in where']],
  ['delete from job where random() < 0.5', ['random in where']],
  ['delete from job where id in (select id from job where created_at + interval \'1 hour\' < $1 limit 5 for update skip locked)', []],
  ['update job set state = $1 returning id, now()', ['now in returning']],
  ['update job set state = $1 returning jsonb_build_object(\'id\', id)', ['jsonb_build_object in returning']],
  ['insert into event_reader (name) values ($1) returning current_timestamp', ['sqlvaluefunction in returning']],
  ['with done as (update job set state = $1 returning id, created_at::text) select count(*) from done', ['in returning']],
  ['with done as (update job set state = $1 returning id, created_at) select created_at::text, now() from done', []],
  ['insert into gesture (id, at, answer) values ($1, now(), $2) on conflict (id) do update set at = excluded.at', []],
  ['insert into gesture (id, at, answer) values ($1, now(), $2) on conflict (id) do update set at = now()', ['now in do update set']],
  ['insert into gesture (id, at, answer) values ($1, $3, $2) on conflict (id) do update set at = excluded.at where gesture.at + interval \'1 hour\' < excluded.at', ['in do update where']],
  ['insert into event_reader (name, number) values ($1, (select max(number) from event))', ['a subquery in values']],
  ['insert into event_reader (name, number) values ($1, 1), ($2, (select max(number) from event))', ['a subquery in values']],
  ['insert into event_reader (name, number) select $1::text, (select max(number) from event)', []],
  ['insert into event_reader (name, number) select s.code, n.number from json_to_recordset($1::json) as n(sku bigint, number bigint) join sku s on s.id = n.sku', ['json_to_recordset beside an insert from a table']],
  ['insert into gesture (id, at, answer) select name, now(), null from event_reader', ['now beside an insert from a table']],
  ['with n as (select * from json_to_recordset($1::json) as n(sku bigint)) insert into event_reader (name, number) select s.code, 1 from n join sku s on s.id = n.sku', ['beside an insert from a table']],
  ['insert into event_reader (name, number) select n.name, n.number from json_to_recordset($1::json) as n(name text, number bigint) where (select r.name from event_reader r where r.name = n.name) is null', ['beside an insert from a table']],
  ['insert into job (kind, key, payload, run_at, created_at) select \'a\', s.code, jsonb_build_object(\'sku\', s.id), $1, $1 from sku s', []],
  ['insert into event_reader (name, number) select s.code, n.number from unnest($1::bigint[], $2::bigint[]) as n(sku, number) join sku s on s.id = n.sku', []],
  ['with s as (select s.code, n.number from json_to_recordset($1::json) as n(sku bigint, number bigint) join sku s on s.id = n.sku) insert into event_reader (name, number) select code, number from s', []],
  ['merge into event_reader r using (values (\'a\')) as v(name) on r.name = v.name when matched then update set number = 1', ['merge']],
  ['update sku set title = title from other.sku o where o.id = sku.id', ['over the schemas demo and other']],
  ['select (select name from migration order by number desc limit 1), (select count(*) from pg_stat_activity)', ['read beside a table']],
  ['select count(*) from pg_stat_activity where datname = current_database()', []],
  ['select pg_advisory_xact_lock(1)', ['an advisory lock']],
  ['insert into event_reader (name) values (\'a\'); insert into event_reader (name) values (\'b\')', ['several commands in one query']],
  ['set constraints all immediate', ['set constraints is ignored']],
] as [string, string[]][])('%s', async (text, expected) => {
  const found = await refusals(client, text)
  expect([text, found.length > 0]).toEqual([text, expected.length > 0])
  for (const what of expected) expect(found.join('; ')).toContain(what)
})

test('a view that is written through', async () => {
  await client.query('create view readers as select name, number from event_reader')
  expect(await refusals(client, 'update readers set number = 1')).toEqual(['readers is written through a view'])
  await client.query('drop view readers')
})

test('every migration is one that a Citus cluster takes, and so is the schema that they make', async () => {
  const dir = path.resolve(import.meta.dirname, '../../migrations')
  expect(fs.readdirSync(dir).filter(n => n.endsWith('.sql')).flatMap(n => refusedMigration(fs.readFileSync(path.join(dir, n), 'utf8')).map(w => `${n}, ${w}`))).toEqual([])
  expect(await refusedSchema(client, 'demo')).toEqual([])
})

test.each([
  ['create trigger t after insert on sku execute function f()', 'a trigger'], ['create rule r as on insert to sku do nothing', 'a rule'], ['create unlogged table a (id bigint primary key)', 'an unlogged table'],
  ['create table a (id int generated always as identity primary key)', 'a number of 32 bits'], ['create table a (id serial primary key)', 'a number of 32 bits'], ['create table a (b bigint) inherits (sku)', 'inherits'],
  ['alter table sku add column a int, add constraint c check (a > 0)', 'a constraint added beside'], ['alter table sku rename constraint a to b', 'a constraint is renamed'],
  ['alter table sku add column a int check (a > 0)', 'a column added with its constraint'], ['alter table sku add column a bigint references shop, add column b int', 'a column added with its constraint'],
  ['alter table sku add column n bigint generated always as identity', 'a column that counts'], ['alter table sku detach partition p concurrently', 'detach concurrently'],
])('of a migration: %s', (text, what) => {
  expect(refusedMigration(`-- said;\n${text};`).join()).toContain(what)
  expect(refusedMigration('alter table pick add primary key (wave_id, sku_id);\nalter table clock add column shop_id bigint, add column warehouse_id bigint;\nalter table wave add column carrier_id bigint references carrier;')).toEqual([])
})

test('of a schema: what it has that a cluster would refuse', async () => {
  await client.query('begin')
  for (const text of [
    'create table flaw_key (id bigint)', 'create unlogged table flaw_log (id bigint primary key)', 'create table flaw_count (id int generated always as identity primary key)', 'create table flaw_out (id bigint primary key references other.sku)',
    'create table flaw_late (id bigint primary key references sku deferrable)', 'create table flaw_child () inherits (sku)', 'create rule flaw as on insert to flaw_late do also select 1', 'create table flaw_rows (id bigint primary key)', 'alter table flaw_rows enable row level security',
    'create function flaw() returns trigger language plpgsql as $$ begin return new; end $$', 'create trigger flaw after insert on flaw_late execute function flaw()',
  ]) await client.query(text)
  const found = (await refusedSchema(client, 'demo')).join('\n')
  await client.query('rollback')
  for (const what of ['flaw_key has no primary key', 'flaw_log is unlogged', 'flaw_count.id counts by itself in integer', 'flaw_out points out of its schema', 'flaw_late has the deferred constraint', 'flaw_child inherits', 'flaw_late has the rule flaw', 'flaw_late has the trigger flaw', 'flaw_rows has row-level security']) expect(found).toContain(what)
})

test('what the house issues is recorded, what a test issues is not', async () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-recorded-'))
  const script = `import '${import.meta.dirname}/record.ts'
    const { openDb } = await import('#kit/db.ts'), { takeCursor } = await import('#kit/events.ts'), { sql } = await import('#kit/sql.ts')
    const db = openDb({ url: process.argv[1], schema: 'demo' })
    await db.transaction(tx => takeCursor(tx, 'recorded'))
    await db.rows(sql\`delete from event_reader where name = 'recorded'\`)
    await db.end()`
  const file = path.join(import.meta.dirname, `../recorded-${process.pid}.ts`)
  fs.writeFileSync(file, script.replace('process.argv[1]', 'process.argv[2]'))
  try {
    const done = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', file, database.url], { env: { ...process.env, DANLIU_STATEMENTS: dir }, encoding: 'utf8', cwd: path.resolve(import.meta.dirname, '../..') })
    expect([done.status, done.stderr]).toEqual([0, ''])
    const texts = recorded(dir).map(text => text.trim().split(' ').slice(0, 3).join(' '))
    expect(texts).toContain('insert into event_reader')
    expect(texts).not.toContain('delete from event_reader')
  } finally {
    fs.rmSync(file)
    fs.rmSync(dir, { recursive: true })
  }
})
