import { createSecretKey, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminUrl, postgresUrl, startPostgres, type Postgres } from '../postgres/launcher.ts'
import { dice } from '../../../test/torture/place.ts'
import { takeBase } from './base.ts'
import { backupKeyOf } from './key.ts'
import { restore } from './restore.ts'
import { readSealed, writeSealed } from './sealed.ts'
import { basesOn, forget, gapAfter, logFile, logsOn, mirror, segmentOf, shelfIn, type Base } from './shelf.ts'
import { collect, waiting } from './wal.ts'

const key = backupKeyOf(Buffer.alloc(32, 7))
const settings = { shared_buffers: '32MB', archive_timeout: '2s' }
let root: string, location: string, base: Base
let server: Postgres
const acknowledged: { id: number; begunAt: Date; doneAt: Date }[] = []
let atT: Date, backedUpAt: Date, switchedAt: Date
const dir = (name: string) => { const made = path.join(root, name); fs.mkdirSync(made, { recursive: true, mode: 0o755 }); return made }
const shelf = () => shelfIn(location, base.system)

async function ask<R = Record<string, unknown>>(url: string, ...statements: string[]): Promise<R[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    let rows: R[] = []
    for (const statement of statements) rows = (await client.query(statement)).rows as R[]
    return rows
  } finally { await client.end() }
}

/** Writes one row after another and keeps what was acknowledged, by the clock of the database, until the server is gone. */
async function write(url: string, worker: number) {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    for (let n = 0; ; n++) {
      const { rows: [begun] } = await client.query('select clock_timestamp() as at')
      const id = worker * 1_000_000 + n
      await client.query('insert into kept (id, padding) values ($1, repeat($2, 400))', [id, String(worker)])
      const { rows: [done] } = await client.query('select clock_timestamp() as at')
      acknowledged.push({ id, begunAt: begun.at, doneAt: done.at })
    }
  } catch { /* the server is gone */ }
}

beforeAll(async () => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-backup-'))
  fs.chmodSync(root, 0o755)
  location = dir('location')
  server = await startPostgres({ home: dir('home'), settings, log: () => {} })
  await ask(postgresUrl(server), 'create table kept (id bigint primary key, padding text)', 'create table big as select n, md5(n::text) as word from generate_series(1, 20000) n')
  // A copy under load, a moment T in the middle of the load, and then everything is destroyed.
  const writers = [1, 2, 3].map(worker => write(postgresUrl(server), worker))
  const doors = { 'password': server.admin.password, 'password.app': server.password }
  base = await takeBase({ adminUrl: adminUrl(server), location, key, at: new Date(), doors, server: '18' })
  const clock = async () => (await ask<{ at: Date }>(postgresUrl(server), 'select clock_timestamp() as at'))[0]!.at
  backedUpAt = await clock()
  await sleep(300)
  atT = await clock()
  await sleep(300)
  switchedAt = await clock()
  await ask(postgresUrl(server), 'delete from big')
  await ask(adminUrl(server), 'select pg_switch_wal()')
  for (let i = 0; i < 200 && waiting(server.spool).length === 0; i++) await sleep(20)
  await sleep(100)
  await collect({ spool: server.spool, shelf: shelf(), key })
  process.kill(server.pid, 'SIGKILL')
  await Promise.all(writers)
}, 60_000)
afterAll(async () => {
  await server?.stop()
  fs.rmSync(root, { recursive: true, force: true })
})

const bring = (home: string, more: Partial<Parameters<typeof restore>[0]> = {}) => restore({ location, home: dir(home), key, log: () => {}, settings: { shared_buffers: '32MB' }, ...more })

test('R7: a copy taken under load, restored to a moment: everything acknowledged before it is there, nothing begun after it', async () => {
  const length = Number(process.env.DANLIU_DRILLS ?? 1)
  const random = dice(Number(process.env.DANLIU_SEED ?? 1))
  const last = acknowledged.filter(a => a.doneAt < switchedAt).length
  for (let n = 0; n < length; n++) {
    const to = n === 0 ? atT : new Date(backedUpAt.getTime() + random() * (switchedAt.getTime() - backedUpAt.getTime()))
    const name = `to-t${n}`
    const done = await bring(name, { to })
    expect(done.segments).toBeGreaterThan(0)
    const again = await startPostgres({ home: path.join(root, name), settings: { ...settings, archive_mode: 'off' }, log: () => {} })
    try {
      const there = new Set((await ask<{ id: string }>(postgresUrl(again), 'select id from kept')).map(r => Number(r.id)))
      const before = acknowledged.filter(a => a.doneAt < to), after = acknowledged.filter(a => a.begunAt > to)
      if (n === 0) expect([before.length > 100, after.length > 20, last > 100]).toEqual([true, true, true])
      expect(before.filter(a => !there.has(a.id)), `${to.toISOString()}, seed ${process.env.DANLIU_SEED ?? 1}`).toEqual([])
      expect(after.filter(a => there.has(a.id)), `${to.toISOString()}, seed ${process.env.DANLIU_SEED ?? 1}`).toEqual([])
      expect(await ask(postgresUrl(again), 'select count(*)::int as n from big')).toEqual([{ n: 20000 }])
      // The house works there as nobody, as before (B7).
      expect(await ask(postgresUrl(again), 'select current_user')).toEqual([{ current_user: 'danliu_app' }])
    } finally { await again.stop() }
    fs.rmSync(path.join(root, name), { recursive: true, force: true, maxRetries: 5 })
  }
}, 600_000)

test('R7: with the log of the dead server at hand nothing that was acknowledged is lost', async () => {
  await bring('rescued', { rescue: path.join(server.dataDir, 'pg_wal') })
  const again = await startPostgres({ home: path.join(root, 'rescued'), settings: { ...settings, archive_mode: 'off' }, log: () => {} })
  try {
    const there = new Set((await ask<{ id: string }>(postgresUrl(again), 'select id from kept')).map(r => Number(r.id)))
    expect(acknowledged.filter(a => !there.has(a.id))).toEqual([])
  } finally { await again.stop() }
})

test('R7: what cannot be restored is said before anything is made: no backup so early, a log that does not reach so far, a home in use', async () => {
  await expect(bring('early', { to: new Date(Date.now() - 3_600_000) })).rejects.toThrow(/is before the first backup/)
  await expect(bring('late', { to: new Date(Date.now() + 3_600_000) })).rejects.toThrow(/does not reach .* the last change it has is of/)
  expect(fs.existsSync(path.join(root, 'late/postgres/data'))).toBe(false)
  await expect(bring('home')).rejects.toThrow(/there is a database in .* already/)
  await expect(bring('nowhere', { location: path.join(root, 'none') })).rejects.toThrow(/there is no folder/)
})

test('R10: a byte flipped in base, manifest or log, a file cut off or another key are found, told by name, and leave no database', { timeout: 60_000 + 15_000 * Number(process.env.DANLIU_FLIPS ?? 0) }, async () => {
  const copy = dir('spoiled')
  const at = path.join(copy, base.system, 'base', base.name)
  const spoil = async (file: string, how: (bytes: Buffer) => Buffer | undefined, says: RegExp, more = {}) => {
    fs.rmSync(copy, { recursive: true })
    fs.cpSync(location, copy, { recursive: true })
    const bytes = how(fs.readFileSync(file))
    if (bytes) fs.writeFileSync(file, bytes)
    else fs.rmSync(file)
    const home = `spoiled-${randomBytes(3).toString('hex')}`
    await expect(bring(home, { location: copy, ...more }), String(says)).rejects.toThrow(says)
    expect(fs.existsSync(path.join(root, home, 'postgres/data'))).toBe(false)
  }
  const flip = (bytes: Buffer) => { bytes[Math.floor(bytes.length * 0.6)]! ^= 1; return bytes }
  await spoil(path.join(at, 'base.sealed'), flip, /base\.sealed is damaged: its content does not fit its seal/)
  const random = dice(Number(process.env.DANLIU_SEED ?? 1))
  for (let n = 0; n < Number(process.env.DANLIU_FLIPS ?? 0); n++) {
    const file = path.join(at, ['base.sealed', 'manifest.sealed', 'doors.sealed'][n % 3]!)
    await spoil(file, bytes => { bytes[Math.floor(bytes.length * random())]! ^= 1 << Math.floor(random() * 8); return bytes }, /sealed (is damaged|was sealed with another key)/)
  }
  await spoil(path.join(at, 'manifest.sealed'), flip, /manifest\.sealed is damaged/)
  await spoil(path.join(at, 'base.sealed'), bytes => bytes.subarray(0, -1), /base\.sealed has \d+ bytes instead of \d+/)
  const log = logsOn(shelf()).find(name => name >= segmentOf(base.timeline, base.end))!
  const logIn = logFile(path.join(copy, base.system), log)
  await spoil(logIn, flip, new RegExp(`${log}\\.sealed is damaged`))
  await spoil(logIn, bytes => bytes.subarray(0, -30), new RegExp(`${log}\\.sealed is damaged`), { to: atT })
  const middle = logsOn(shelf()).filter(name => name > base.firstSegment && name.length === 24)[0]!
  if (gapAfter(logsOn(shelf()).filter(name => name !== middle), base.firstSegment)) await spoil(logFile(path.join(copy, base.system), middle), () => undefined, new RegExp(`${middle} is missing`))
  await expect(bring('other-key', { key: backupKeyOf(Buffer.alloc(32, 8)) })).rejects.toThrow(/was sealed with another key/)
})

test('R10: a sealed file opens under its own name alone, whole and in order', async () => {
  const file = path.join(root, 'one.sealed')
  const plain = randomBytes(900_000)
  await writeSealed({ key, name: 'one', file, source: (async function* () { yield plain })() })
  const read = async (name: string) => { const pieces: Buffer[] = []; for await (const piece of readSealed({ key, name, file }) as AsyncIterable<Buffer>) pieces.push(piece); return Buffer.concat(pieces) }
  expect((await read('one')).equals(plain)).toBe(true)
  await expect(read('two')).rejects.toThrow('damaged')
  const bytes = fs.readFileSync(file)
  const frame = 20 + 256 * 1024
  fs.writeFileSync(file, Buffer.concat([bytes.subarray(0, 32), bytes.subarray(32 + frame, 32 + 2 * frame), bytes.subarray(32, 32 + frame), bytes.subarray(32 + 2 * frame)]))
  await expect(read('one')).rejects.toThrow('damaged')
  fs.writeFileSync(file, bytes.subarray(0, 32 + frame))
  await expect(read('one')).rejects.toThrow('its end is missing')
  expect(bytes.includes(Buffer.from(createSecretKey(key.of(bytes.subarray(16, 32))).export()))).toBe(false)
})

test('R6: while the location is away the log waits in the spool; the second location catches up; what is old goes and the log of what is kept stays', async () => {
  const spool = dir('spool'), away = path.join(root, 'away')
  fs.writeFileSync(path.join(spool, '0000000100000000000000AA'), randomBytes(1000))
  fs.writeFileSync(path.join(root, 'a-file'), '')
  await expect(collect({ spool, shelf: path.join(root, 'a-file'), key })).rejects.toThrow()
  expect(waiting(spool)).toEqual(['0000000100000000000000AA'])
  // A location that goes away in the middle of a file.
  const breaking = { ...key, of: (): never => { throw new Error('the location went away') } }
  await expect(collect({ spool, shelf: away, key: breaking })).rejects.toThrow('the location went away')
  expect([waiting(spool), logsOn(away)]).toEqual([['0000000100000000000000AA'], []])
  expect(await collect({ spool, shelf: away, key })).toBe(1)
  expect(waiting(spool)).toEqual([])
  // Another server's file of the same name is refused and not overwritten.
  fs.writeFileSync(path.join(spool, '0000000100000000000000AA'), randomBytes(1000))
  await expect(collect({ spool, shelf: away, key })).rejects.toThrow('two servers write to one shelf')
  const second = dir('second')
  expect(await mirror(location, second)).toBeGreaterThan(3)
  expect(await mirror(location, second)).toBe(0)
  expect(basesOn(shelfIn(second, base.system)).map(b => b.name)).toEqual([base.name])
  expect(forget(shelfIn(second, base.system), new Date(Date.now() + 1000))).toBe(logsOn(shelf()).filter(n => n.slice(8, 24) < base.firstSegment.slice(8, 24)).length)
  expect(gapAfter(['000000010000000000000001', '000000010000000000000003'], '000000010000000000000001')).toEqual({ missing: '000000010000000000000002', before: '000000010000000000000001' })
  expect(gapAfter(['0000000100000000000000FF', '000000010000000100000000'], '0000000100000000000000FF')).toBeUndefined()
})
