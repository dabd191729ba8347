import { spawn, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, expect, test } from 'vitest'
import { onDatabase, testServer } from './database.ts'

/** What happens between processes: several on one home, several on one foreign server, each started as an operator would. */
const root = path.resolve(import.meta.dirname, '..')
const running = new Set<ChildProcess>()
const homes: string[] = []
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL')
  await Promise.all([...running].map(gone))
  for (const home of homes.splice(0)) fs.rmSync(home, { recursive: true, force: true, maxRetries: 5 })
}, 60_000)

const gone = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : new Promise<void>(done => child.once('exit', () => done()))
function newHome(): string {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-processes-'))
  fs.chmodSync(home, 0o755)
  homes.push(home)
  return home
}

interface Place { home: string; url?: string; company?: string }
/** Starts a command; `said` is what it has printed so far. */
function begin({ home, url, company = 'demo' }: Place, ...words: string[]) {
  const { DATABASE_URL: _, ...outside } = process.env
  const child = spawn(path.join(root, 'danliu'), [...words, '--home', home, '--company', company], {
    env: { ...outside, PORT: '0', LOG_LEVEL: 'error', ...(url && { DATABASE_URL: url }) }, stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  const said = { out: '', err: '' }
  child.stdout.on('data', piece => { said.out += piece })
  child.stderr.on('data', piece => { said.err += piece })
  return { child, said, end: async (signal: NodeJS.Signals) => { child.kill(signal); await gone(child); return child.exitCode } }
}
async function run(place: Place, ...words: string[]): Promise<string> {
  const { child, said } = begin(place, ...words)
  await new Promise(done => child.once('close', done))
  expect([words.join(' '), child.exitCode, said.err]).toEqual([words.join(' '), 0, ''])
  return said.out.trim()
}
async function until<T>(what: () => T | Promise<T>, ms = 90_000): Promise<NonNullable<Awaited<T>>> {
  for (const end = Date.now() + ms; ;) {
    const found = await what()
    if (found) return found
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what}`)
    await sleep(50)
  }
}
const addressOf = ({ said }: { said: { out: string; err: string } }) => until(() => /http:\/\/\S+/.exec(said.out)?.[0])
const stages = async (address: string, token: string): Promise<Record<string, number>> => {
  const { stages: found } = await (await fetch(`${address}/api/stages`, { headers: { authorization: `Bearer ${token}` } })).json() as { stages: { stage: string; count: number }[] }
  return Object.fromEntries(found.map(s => [s.stage, s.count]))
}
const worked = (address: string, token: string) => until(async () => { const now = await stages(address, token); return !now.received && now.ready ? now : undefined })

test('R14 · SIGTERM while the house comes up: it ends with 0, says nothing and leaves no database running', async () => {
  const home = newHome()
  const house = begin({ home }, 'serve')
  const server = await until(() => { try { return Number(fs.readFileSync(path.join(home, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0]) } catch { return 0 } })
  expect(await house.end('SIGTERM')).toBe(0)
  expect(house.said).toEqual({ out: '', err: '' })
  expect(() => process.kill(server, 0)).toThrow('ESRCH')
}, 120_000)

test('B3 · a door and a worker on one home: both work, and the database goes with the last of them, however the others ended', async () => {
  const place = { home: newHome() }
  // Both at once into an empty home: one database, one demo.
  const web = begin(place, 'serve', '--only', 'web')
  const work = begin(place, 'work')
  const address = await addressOf(web)
  // A command comes and leaves; the database stays.
  const token = await run(place, 'token', 'add', '--role', 'clerk', '--name', 'test')
  const now = await worked(address, token)
  expect(Object.values(now).reduce((a, b) => a + b)).toBe(120)

  const server = Number(fs.readFileSync(path.join(place.home, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0])
  const lives = () => { try { return process.kill(server, 0) } catch { return false } }
  expect(await work.end('SIGTERM')).toBe(0)
  expect(lives()).toBe(true)
  expect(await stages(address, token)).toEqual(now)
  // A process that was killed has left too: nobody waits for it.
  await web.end('SIGKILL')
  expect(lives()).toBe(true)
  await run(place, 'verify')
  await until(() => !lives())
}, 300_000)

test('one foreign server and a role that owns its schema and nothing else: a door and two workers do everything once', async () => {
  const server = testServer().admin
  const admin = new pg.Client({ connectionString: server })
  await admin.connect()
  const name = `danliu_app_${process.pid}`
  try {
    await admin.query(`create role ${name} login password 'only-a-test' nosuperuser nocreatedb nocreaterole`)
    await admin.query(`create database ${name} template template0`)
    const own = new pg.Client({ connectionString: onDatabase(server, name) })
    await own.connect()
    await own.query(`revoke all on schema public from public`)
    for (const schema of ['demo', 'acme']) await own.query(`create schema ${schema} authorization ${name}`)
    const url = onDatabase(server, name).replace(/\/\/[^@]*@/, `//${name}:only-a-test@`)
    const place = { home: newHome(), url }

    await run({ ...place, company: 'acme' }, 'company', 'add', 'acme')
    const catalogue = path.join(place.home, 'catalogue.csv')
    fs.writeFileSync(catalogue, '商家编码,宝贝标题,售价,主仓库存,库位\nP1,桂花茶,19.00,5,A-01-1-1\n')
    expect(await run({ ...place, company: 'acme' }, 'import', 'catalogue', catalogue)).toMatch(/^1 products, 5 pieces/)

    const web = begin(place, 'serve', '--only', 'web')
    const workers = [begin(place, 'work'), begin(place, 'work')]
    const address = await addressOf(web)
    const token = await run(place, 'token', 'add', '--role', 'clerk', '--name', 'test')
    await worked(address, token)
    const orders = Array.from({ length: 300 }, (_, n) => ({
      number: `W${n}`, placedAt: '2026-03-02T01:00:00Z', paidAt: '2026-03-02T01:00:00Z', receiver: { name: '陈敏', phone: '13800138000', province: '浙江省', city: '杭州市', street: '文三路1号' },
      lines: [{ sku: `DM00${1 + (n % 6)}`, quantity: 1, unitFen: 1900 }], totalFen: 1900, paidFen: 1900,
    }))
    for (let at = 0; at < orders.length; at += 30) {
      const answer = await fetch(`${address}/api/intake/orders`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify({ shop: 'demo', orders: orders.slice(at, at + 30) }) })
      expect(await answer.json()).toMatchObject({ accepted: 30 })
    }
    await until(async () => (await own.query(`select from demo.orders where stage = 'received' or (stage = 'ready' and warehouse_id is null and blocks = '{}')`)).rows.length === 0)
    const { rows } = await own.query(`select kind, subject_id, count(*) from demo.event where kind in ('order.pass', 'order.refer', 'order.allocate') group by 1, 2 having count(*) > 1`)
    expect(rows).toEqual([])
    expect((await own.query(`select count(*)::int as n from demo.event where kind in ('order.pass', 'order.refer') and subject_id in (select id from demo.orders where number like 'W%')`)).rows).toEqual([{ n: 300 }])
    for (const one of [...workers, web]) expect([await one.end('SIGTERM'), one.said.err]).toEqual([0, ''])
    await run(place, 'verify')
    await own.end()
  } finally {
    await admin.query(`drop database if exists ${name} with (force)`)
    await admin.query(`drop role if exists ${name}`)
    await admin.end()
  }
}, 300_000)
