import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { exportCompany, type Exported } from '#kit/backup/export.ts'
import { importCompany } from '#kit/backup/import.ts'
import { keyIn } from '#kit/backup/keeps.ts'
import { backupKeyOf } from '#kit/backup/key.ts'
import { readSealed } from '#kit/backup/sealed.ts'
import { openLog } from '#kit/log.ts'
import { root } from '#kit/root.ts'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { takeOrders } from '#journey/1-intake/actions.ts'
import { eraseAgain, erasers } from './erasures.actions.ts'
import { layErasures } from './erasures.files.ts'
import { erasures } from './erasures.store.ts'
import { exportsIn, houseOf } from './look.ts'
import { rememberErased } from '#journey/erasing/actions.ts'
import { verify } from '#oversight/verify/actions.ts'
import { openCompany } from '../../company.ts'
import { placeDemoOrders } from '../../demo.ts'
import { runDry } from '../../timetable.ts'
import { dice } from '../../../test/torture/place.ts'
import { onDatabase, testServer } from '../../../test/database.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'

const key = backupKeyOf(Buffer.alloc(32, 3))
const migrations = path.join(root, 'migrations')
/** Orders of the company that is written out; `npm run torture` takes more. */
const exported = Number(process.env.DANLIU_EXPORTED ?? 60)
vi.setConfig({ testTimeout: 60_000 + exported * 60, hookTimeout: 60_000 + exported * 60 })
let house: TestHouse
let dir: string, url: string, file: string, first: Exported
const made: string[] = []

async function tell(address: string, ...statements: string[]) {
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  try { let rows: Record<string, unknown>[] = []; for (const s of statements) rows = (await client.query(s)).rows; return rows } finally { await client.end() }
}
/** An empty database of the house's own role. */
async function empty(): Promise<string> {
  const { url: to, admin, owner } = testServer()
  const name = `danliu_test_${randomBytes(6).toString('hex')}`
  await tell(admin, `create database ${name} owner ${owner}`)
  made.push(name)
  return onDatabase(to, name)
}
const write = (from: string, name: string) => exportCompany({ url: from, company: 'demo', key, file: path.join(dir, name), at: new Date() })

beforeAll(async () => {
  house = await openHouse({ orders: 40 })
  await house.settle()
  await house.company.act(system, work => placeDemoOrders(work, exported))
  await house.settle()
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-export-'))
  const [{ name }] = await house.company.db.rows<{ name: string }>(sql`select current_database() as name`) as [{ name: string }]
  url = onDatabase(testServer().url, name)
  file = path.join(dir, 'one.sealed')
  first = await write(url, 'one.sealed')
})
afterAll(async () => {
  await house?.close()
  for (const name of made) await tell(testServer().admin, `drop database if exists ${name} with (force)`)
  fs.rmSync(dir, { recursive: true, force: true })
})

test('R8: a company written out and brought into an empty server is the same to the byte when it is written out again, and lives on there', async () => {
  expect(first.tables.orders!.rows).toBe(exported)
  expect(first.rows).toBeGreaterThan(500)
  const to = await empty()
  const { rows, tables } = await importCompany({ url: to, file, company: 'demo', key, migrations })
  expect([rows, tables]).toEqual([first.rows, first.tables])
  expect((await write(to, 'two.sealed')).tables).toEqual(first.tables)
  // Also the numbers that come next, where nothing has taken one since.
  const heads = async (name: string) => { let text = ''; for await (const piece of readSealed({ key, name: 'export demo', file: path.join(dir, name) }) as AsyncIterable<Buffer>) text += piece.toString('utf8'); return text.split('\n').filter(line => line.startsWith('{"table":')) }
  expect(await heads('two.sealed')).toEqual(await heads('one.sealed'))
  const company = await openCompany({ url: to, company: 'demo', home: process.env.DANLIU_HOME!, log: openLog(undefined, 'silent') })
  try {
    const { ok, checks } = await verify(company.db, { book: company.workOf(company.db, system).book, vault: company.vault, utcOffsetMinutes: company.utcOffsetMinutes })
    expect(checks.filter(c => !c.ok)).toEqual([])
    expect(ok).toBe(true)
    // Readers go on where they stood, numbers too, and what is new is read.
    const [shop] = await company.db.rows<{ id: number }>(sql`select id from shop where code = 'demo'`)
    const placedAt = company.now().toISOString()
    await company.act(system, work => takeOrders(work, shop!.id, [{ number: 'AFTER', placedAt, paidAt: placedAt, receiver: { province: '浙江省', token: 't' }, lines: [{ sku: 'DM001', quantity: 1, unitFen: 1 }], totalFen: 1, paidFen: 1 }]))
    await runDry(company)
    expect((await verify(company.db, { vault: company.vault })).ok).toBe(true)
  } finally { await company.close() }
})

test('R8: a company of a server that has had three billion transactions comes with small numbers, in the same order, and is read on at once', async () => {
  const from = await empty(), to = await empty()
  await importCompany({ url: from, file, company: 'demo', key, migrations })
  const owner = onDatabase(testServer().admin, from.slice(from.lastIndexOf('/') + 1).replace(/\?.*/, ''))
  for (const table of ['event', 'event_reader', 'seal']) await tell(owner, `update demo.${table} set tx = (tx::text::bigint + 3000000000)::text::xid8 where tx > '0'::xid8`)
  const old = path.join(dir, 'old.sealed')
  expect((await exportCompany({ url: from, company: 'demo', key, file: old, at: new Date() })).tables).toEqual(first.tables)
  let text = ''
  for await (const piece of readSealed({ key, name: 'export demo', file: old }) as AsyncIterable<Buffer>) text += piece.toString('utf8')
  // The second column of an event: on a server that is to reach them they must be few.
  const [, events = ''] = /\{"table":"event".*\n([^]*?)\n\\\.\n/.exec(text) ?? []
  const highest = Math.max(...events.split('\n').map(line => Number(line.split('\t')[1])))
  expect(highest).toBeLessThan(events.split('\n').length + 3)
  await importCompany({ url: to, file: old, company: 'demo', key, migrations })
  const order = (address: string) => tell(address, `select string_agg(number::text, ',' order by tx, number) as all from demo.event`)
  expect(await order(to)).toEqual(await order(from))
  expect(await tell(to, `select exists (select from demo.event where tx >= pg_snapshot_xmin(pg_current_snapshot())) as unread`)).toEqual([{ unread: false }])
})

test('R8: an export of an older house is brought up to this one', async () => {
  const older = path.join(dir, 'older')
  fs.cpSync(migrations, older, { recursive: true })
  const newer = path.join(dir, 'newer')
  fs.cpSync(migrations, newer, { recursive: true })
  fs.writeFileSync(path.join(newer, '9000-later.sql'), `alter table shop add column motto text;\ncreate table later (id bigint primary key);`)
  const to = await empty()
  expect((await importCompany({ url: to, file, company: 'demo', key, migrations: newer })).migrated).toEqual(['9000-later'])
  expect(await tell(to, `select count(*)::int as n from demo.shop where motto is null`)).toEqual([{ n: 1 }])
  const ahead = await exportCompany({ url: to, company: 'demo', key, file: path.join(dir, 'ahead.sealed'), at: new Date() })
  expect(ahead.head.migration).toBe('9000-later')
  await expect(importCompany({ url: await empty(), file: path.join(dir, 'ahead.sealed'), company: 'demo', key, migrations: older })).rejects.toThrow('9000-later, which this program does not know')
})

test('R10: an export with a flipped byte, a lost end, another key or another name is refused, and leaves nothing behind', async () => {
  const to = await empty()
  const spoiled = path.join(dir, 'spoiled.sealed')
  const refused = async (bytes: Buffer, says: RegExp, more = {}) => {
    fs.writeFileSync(spoiled, bytes)
    await expect(importCompany({ url: to, file: spoiled, company: 'demo', key, migrations, ...more })).rejects.toThrow(says)
    expect(await tell(to, `select nspname from pg_namespace where nspname in ('demo', 'acme')`)).toEqual([])
  }
  const whole = fs.readFileSync(file)
  const random = dice(Number(process.env.DANLIU_SEED ?? 1))
  for (let n = 0; n < Number(process.env.DANLIU_FLIPS ?? 3); n++) {
    const bytes = Buffer.from(whole)
    bytes[Math.floor(bytes.length * random())]! ^= 1 << Math.floor(random() * 8)
    await refused(bytes, /spoiled\.sealed (is damaged|was sealed with another key)/)
  }
  await refused(whole.subarray(0, -5), /spoiled\.sealed is damaged/)
  await refused(whole, /sealed with another key/, { key: backupKeyOf(Buffer.alloc(32, 4)) })
  await refused(whole, /damaged/, { company: 'acme' })
  await expect(importCompany({ url, file, company: 'demo', key, migrations })).rejects.toThrow('there is a company demo on this server already')
})

test('S17: no name and no phone lies open in an export, also when its seal is opened', async () => {
  let text = ''
  for await (const piece of readSealed({ key, name: 'export demo', file }) as AsyncIterable<Buffer>) text += piece.toString('utf8')
  expect(text).toContain('"table":"receiver"')
  expect(text).not.toContain('演示路3号')
  expect(text).not.toMatch(/1380000\d{4}/)
})

test('P3: what was erased after a backup is erased again when it comes back', async () => {
  await house.company.act(system, w => rememberErased(w, [{ subject: 'receiver', id: 7, at: '2026-03-02T00:00:00.000Z', by: 'it', reason: 'asked for' }]))
  const home = path.join(dir, 'home')
  fs.mkdirSync(home)
  await layErasures({ home, company: 'demo', all: await erasures(house.company.db) })
  const kept = { folder: exportsIn(path.join(home, 'backups'), await houseOf(home), 'demo'), company: 'demo', key: await keyIn(home) }
  // The restored house does not know.
  await house.company.db.rows(sql`delete from erasure`)
  const erased: number[] = []
  const again = (does: typeof erasers) => house.company.act(system, w => eraseAgain(w, kept, does))
  await expect(again({})).rejects.toThrow('nothing here erases a receiver')
  expect(await again({ receiver: async (_, ids) => { erased.push(...ids) } })).toBe(1)
  expect(erased).toEqual([7])
  expect(await again({})).toBe(0)
})
