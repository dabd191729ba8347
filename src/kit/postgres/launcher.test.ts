import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fill, mount, whyNoDisks } from '../../../test/torture/disks.ts'
import { adminUrl, type Postgres, postgresUrl, startPostgres } from '#kit/postgres/launcher.ts'

let home: string
let last: Postgres | undefined

beforeAll(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-launcher-'))
  fs.chmodSync(home, 0o755)
})
afterAll(async () => {
  await last?.stop()
  fs.rmSync(home, { recursive: true, force: true })
})

const said: string[] = []
const start = async () => (last = await startPostgres({ home, settings: { shared_buffers: '32MB' }, log: line => said.push(line) }))

async function ask(server: Postgres, text: string, address = postgresUrl(server)) {
  const client = new pg.Client({ connectionString: address })
  client.on('error', () => {})
  await client.connect()
  try { return (await client.query(text)).rows } finally { await client.end() }
}

const pidFile = (server: Postgres) => path.join(server.dataDir, 'postmaster.pid')
const serversOn = (dataDir: string) => fs.readdirSync('/proc').filter(pid => /^\d+$/.test(pid)).filter(pid => {
  try { return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(dataDir) } catch { return false }
})

test('R11: two launchers of a new home at once · one server', async () => {
  const [one, two] = await Promise.all([start(), start()])
  expect(two.pid).toBe(one.pid)
  expect(await ask(one, 'show server_encoding')).toEqual([{ server_encoding: 'UTF8' }])
  expect(await ask(one, `select datcollate, datctype, datlocale from pg_database where datname = 'danliu'`))
    .toEqual([{ datcollate: 'C', datctype: 'C.UTF-8', datlocale: 'C.UTF-8' }])
  expect(fs.statSync(path.join(home, 'postgres/password')).mode & 0o777).toBe(0o600)
})

test('R11: two launchers in two processes at once · one server', async () => {
  await last?.stop()
  const program = `import { startPostgres } from ${JSON.stringify(path.join(import.meta.dirname, 'launcher.ts'))}
    console.log((await startPostgres({ home: ${JSON.stringify(home)}, settings: { shared_buffers: '32MB' }, log() {} })).pid)`
  const launcher = () => new Promise<string>(done => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.on('data', piece => { text += piece })
    child.on('close', () => done(text.trim()))
  })
  const [one, two] = await Promise.all([launcher(), launcher()])
  expect(one).toMatch(/^\d+$/)
  expect(two).toBe(one)
  // The launchers are gone, their server stays and is adopted.
  expect((await start()).pid).toBe(Number(one))
})

test('kill -9 of the server · the next start recovers what was committed', async () => {
  const server = await start()
  await ask(server, 'create table kept as select 7 as number')
  process.kill(server.pid, 'SIGKILL')
  const again = await start()
  expect(again.pid).not.toBe(server.pid)
  expect(await ask(again, 'select number from kept')).toEqual([{ number: 7 }])
})

test('R11: a stale pid file that names a living stranger · started, and the stranger is left alone', async () => {
  const server = await start()
  const pages = fs.readFileSync(pidFile(server), 'utf8').split('\n')
  await server.stop()
  // The stranger has the server's own user, for only that one makes PostgreSQL refuse.
  const { uid, gid } = fs.statSync(server.dataDir)
  const stranger = spawn('sleep', ['60'], process.getuid?.() === 0 ? { uid, gid } : {})
  pages[0] = String(stranger.pid)
  fs.writeFileSync(pidFile(server), pages.join('\n'), { mode: 0o600 })
  fs.chownSync(pidFile(server), uid, gid)
  await server.stop()
  expect(stranger.exitCode ?? stranger.signalCode).toBeNull()
  const again = await start()
  expect(await ask(again, 'select number from kept')).toEqual([{ number: 7 }])
  expect(stranger.exitCode ?? stranger.signalCode).toBeNull()
  if (process.platform === 'linux') expect(serversOn(again.dataDir)).toHaveLength(1)
  stranger.kill('SIGKILL')
})

test('R11: a pid file that names the server of another home, an empty one, a torn one · started, the other left alone, no page harmed', async () => {
  const elsewhere = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-elsewhere-'))
  fs.chmodSync(elsewhere, 0o755)
  const other = await startPostgres({ home: elsewhere, settings: { shared_buffers: '16MB' }, log() {} })
  try {
    const server = await start()
    const pages = fs.readFileSync(pidFile(server), 'utf8')
    const { uid, gid } = fs.statSync(server.dataDir)
    for (const left of [fs.readFileSync(pidFile(other), 'utf8'), pages.replace(/^\d+/, String(other.pid)), '', pages.slice(0, 7), 'no number\n']) {
      await last?.stop()
      fs.writeFileSync(pidFile(server), left, { mode: 0o600 })
      fs.chownSync(pidFile(server), uid, gid)
      const again = await start()
      expect(again.pid, JSON.stringify(left.slice(0, 30))).not.toBe(other.pid)
      expect(await ask(again, 'select number from kept')).toEqual([{ number: 7 }])
      if (process.platform === 'linux') expect(serversOn(again.dataDir)).toHaveLength(1)
      expect(await ask(other, 'select 1 as one')).toEqual([{ one: 1 }])
    }
  } finally {
    await other.stop()
    fs.rmSync(elsewhere, { recursive: true, force: true })
  }
})

const alone = process.platform === 'linux' && spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true']).status === 0
test.skipIf(!alone)('R11: as the first process of a container, where nobody reaps the dead · a killed server is started again, and its data stands', async () => {
  await last?.stop()
  const program = `import { startPostgres } from ${JSON.stringify(path.join(import.meta.dirname, 'launcher.ts'))}
    const start = () => startPostgres({ home: ${JSON.stringify(home)}, settings: { shared_buffers: '32MB' }, log() {} })
    const first = await start()
    process.kill(first.pid, 'SIGKILL')
    const second = await start()
    console.log(process.pid, second.pid !== first.pid)
    await second.stop()`
  const done = spawnSync('unshare', ['--pid', '--fork', '--mount-proc', '--kill-child', process.execPath, '--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program], { encoding: 'utf8', timeout: 50_000 })
  expect([done.stdout.trim(), done.stderr]).toEqual(['1 true', ''])
  expect(await ask(await start(), 'select number from kept')).toEqual([{ number: 7 }])
})

test('B7: the house is nobody on its server: it runs no program, reads no file there, skips no constraint, and makes what it needs', async () => {
  const server = await start()
  expect(await ask(server, 'select current_user, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls from pg_roles where rolname = current_user'))
    .toEqual([{ current_user: 'danliu_app', rolsuper: false, rolcreaterole: false, rolcreatedb: false, rolreplication: false, rolbypassrls: false }])
  for (const forbidden of [
    `copy (select 1) to program 'true'`, `copy (select 1) to '/tmp/danliu'`, `select pg_read_file('/etc/passwd')`, `set session_replication_role = replica`, `alter system set fsync = off`,
    `create role another superuser`, `alter role danliu_app superuser`, `set role danliu`, `select rolpassword from pg_authid`, `create extension adminpack_or_any`, `alter table pg_class rename to other`,
  ]) await expect(ask(server, forbidden), forbidden).rejects.toThrow(/denied|permission|must be|not available|owner/)
  await ask(server, 'create schema acme; create table acme.parent (id bigint generated always as identity primary key); create table acme.child (parent bigint references acme.parent)')
  await expect(ask(server, 'alter table acme.child disable trigger all')).rejects.toThrow('permission denied')
  expect(fs.statSync(path.join(home, 'postgres/password.app')).mode & 0o777).toBe(0o600)
})

test('B7: a home in which the administrator did everything is given over at its next start, and asked no more after', async () => {
  const server = await start()
  const known = path.join(home, 'postgres/binaries.json')
  await ask(server, `alter database danliu owner to danliu; create schema old; create table old.kept (id bigint generated always as identity primary key, word text); insert into old.kept (word) values ('one'); drop schema acme cascade; drop owned by danliu_app; drop role danliu_app`, adminUrl(server))
  await server.stop()
  fs.rmSync(path.join(home, 'postgres/password.app'))
  fs.writeFileSync(known, JSON.stringify({ ...JSON.parse(fs.readFileSync(known, 'utf8')), role: undefined }))
  const given = await start()
  await ask(given, `insert into old.kept (word) values ('two'); alter table old.kept add more int; create schema fresh`)
  expect(await ask(given, 'select id, word from old.kept order by id')).toEqual([{ id: '1', word: 'one' }, { id: '2', word: 'two' }])
  await ask(given, 'alter database danliu owner to danliu', adminUrl(given))
  await given.stop()
  const later = await start()
  expect(await ask(later, `select pg_get_userbyid(datdba) as owner from pg_database where datname = 'danliu'`)).toEqual([{ owner: 'danliu' }])
  await ask(later, 'alter database danliu owner to danliu_app', adminUrl(later))
})

test('B7: PG_BIN · binaries of one’s own serve the home, and those that do not run are refused by name', async () => {
  const { bin } = JSON.parse(fs.readFileSync(path.join(home, 'postgres/binaries.json'), 'utf8')) as { bin: string }
  await last?.stop()
  try {
    process.env['PG_BIN'] = '/nowhere'
    await expect(start()).rejects.toThrow('PG_BIN=/nowhere')
    const own = path.join(home, 'own')
    fs.cpSync(path.dirname(bin), own, { recursive: true, verbatimSymlinks: true })
    process.env['PG_BIN'] = path.join(own, 'bin')
    const server = await start()
    expect(fs.readFileSync(`/proc/${server.pid}/cmdline`, 'utf8')).toContain(own)
    expect(await ask(server, 'select current_user')).toEqual([{ current_user: 'danliu_app' }])
    await server.stop()
  } finally { delete process.env['PG_BIN'] }
  // The house's own binaries serve it again.
  expect(await ask(await start(), 'select word from old.kept order by id')).toEqual([{ word: 'one' }, { word: 'two' }])
})

test('stopping twice is fine', async () => {
  const server = await start()
  await server.stop()
  await server.stop()
  expect(fs.existsSync(pidFile(server))).toBe(false)
})

test('R5: a disk too full for the server to say so is named as what it is', async ({ skip }) => {
  const why = whyNoDisks()
  skip(why !== undefined, why)
  const disk = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-full-'))
  const opened = () => startPostgres({ home: disk, settings: { shared_buffers: '32MB' }, log() {} })
  try {
    expect(mount(disk, 300)).toBeUndefined()
    await (await opened()).stop()
    fill(path.join(disk, 'ballast'))
    await expect(opened()).rejects.toThrow(/the disk of .*postgres is full/)
    fs.rmSync(path.join(disk, 'ballast'))
    await (await opened()).stop()
  } finally {
    spawnSync('umount', ['-l', disk])
    fs.rmdirSync(disk)
  }
})
