import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { Busy, isAway, Unknown } from '#kit/db.ts'
import { openLog } from '#kit/log.ts'
import { identityOf } from '#kit/postgres/place.ts'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { takeOrders } from '#journey/1-intake/actions.ts'
import { verify } from '#oversight/verify/actions.ts'
import { openCompany, prepareCompany, type Company } from '../../src/company.ts'
import { seedDemo } from '../../src/demo.ts'
import { runDry, startTimetable } from '../../src/timetable.ts'
import { dice } from './place.ts'

export interface OnCluster {
  citus: string; seed: number; kills: number; moves: number; acknowledged: number; again: number; waitedMs: { p50: number; max: number }
  missing: string[]; doubled: string[]; verify: Awaited<ReturnType<typeof verify>>
}

/**
 * A company on a real Citus, a coordinator and two nodes that are made for it from `bin` (a PostgreSQL with Citus in it): orders come in and the timetable works on them,
 * while the company's node is killed with nine and the cluster carries the company to the other one.
 */
export async function onCluster({ bin, strikes, seed, say = () => {} }: { bin: string; strikes: number; seed: number; say?: (line: string) => void }): Promise<OnCluster> {
  const random = dice(seed)
  const cluster = await openCluster(bin)
  let company: Company | undefined
  try {
    const { url, tell } = cluster
    for (const name of ['demo', 'other']) await prepareCompany(url, name)
    const places = await tell<{ company: string; port: number }>(`select c.relnamespace::regnamespace::text as company, min(s.nodeport) as port from citus_shards s join pg_class c on c.oid = s.table_name group by 1 order by 1`)
    if (new Set(places.map(p => p.port)).size !== 2) throw new Error(`two companies, and not on two nodes: ${JSON.stringify(places)}`)
    const house = company = await openCompany({ home: cluster.place, log: openLog(process.stderr as never, 'fatal'), company: 'demo', url })
    await seedDemo(house, 30)
    const timetable = startTimetable(house)
    const [shop] = await house.db.rows<{ id: number }>(sql`select id from shop where code = 'demo'`)
    const acknowledged = new Set<string>(), waited: number[] = []
    let again = 0, next = 0, loading = true, fault: unknown
    const senders = [1, 2, 3].map(async () => {
      while (loading && !fault) {
        const number = `CL${next++}`, at = house.now().toISOString(), began = performance.now()
        const order = { number, placedAt: at, paidAt: at, receiver: { province: '浙江省', token: number }, lines: [{ sku: `DM00${1 + next % 6}`, quantity: 1, unitFen: 1900 }], totalFen: 1900, paidFen: 1900 }
        for (;;) try {
          await house.act(system, work => takeOrders(work, shop!.id, [order]))
          break
        } catch (error) {
          if (!(error instanceof Busy || error instanceof Unknown || isAway(error))) { fault = error; return }
          again++
          await sleep(50)
        }
        waited.push(performance.now() - began)
        acknowledged.add(number)
        await sleep(20)
      }
    })
    let port = places.find(p => p.company === 'demo')!.port, kills = 0, moves = 0
    for (let n = 0; n < strikes && !fault; n++) {
      await sleep(1000 + random() * 2000)
      if (n % 3 < 2) { await cluster.kill(port); await sleep(500 + random() * 1500); await cluster.start(port); kills++ } else {
        const to = cluster.nodes.find(one => one !== port)!
        const began = performance.now()
        await tell(`select citus_schema_move('demo', 'localhost', ${to})`)
        port = to
        moves++
        say(`carried to the other node in ${Math.round(performance.now() - began)} ms`)
      }
      say(`${kills} kills, ${moves} moves, ${acknowledged.size} acknowledged`)
    }
    loading = false
    await Promise.all(senders)
    if (fault) throw new Error(`a sender was refused, seed ${seed}`, { cause: fault })
    await timetable.stop()
    await sleep(3000) // what was committed in two steps is settled
    await runDry(house)
    const rows = await house.db.rows<{ number: string; orders: number }>(sql`select p.number, count(o.id) as orders from platform_order p left join orders o on o.source_id = p.id where p.number like 'CL%' group by p.number order by p.number`)
    const found = new Set(rows.map(r => r.number)), sorted = waited.toSorted((a, b) => a - b)
    return {
      citus: String((await tell<{ citus_version: string }>('select citus_version()'))[0]!.citus_version).split(' on ')[0]!, seed, kills, moves, acknowledged: acknowledged.size, again,
      waitedMs: { p50: Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0), max: Math.round(sorted.at(-1) ?? 0) },
      missing: [...acknowledged].filter(n => !found.has(n)), doubled: rows.filter(r => r.orders !== 1).map(r => r.number),
      verify: await verify(house.db, { book: house.workOf(house.db, system).book, vault: house.vault, utcOffsetMinutes: house.utcOffsetMinutes }),
    }
  } finally {
    await company?.close().catch(() => {})
    await cluster.close()
  }
}

/** A coordinator and two nodes on this machine, each asking for a password; the house's role is an ordinary one. */
async function openCluster(bin: string) {
  const place = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-citus-'))
  const identity = identityOf(place)
  const passwords = { postgres: randomBytes(12).toString('hex'), danliu: randomBytes(12).toString('hex') }
  const keep = (name: string, text: string) => { fs.writeFileSync(path.join(place, name), text, { mode: 0o600 }); if (identity) fs.chownSync(path.join(place, name), identity.uid, identity.gid) }
  fs.chmodSync(place, 0o755)
  if (identity) fs.chownSync(place, identity.uid, identity.gid)
  keep('pgpass', Object.entries(passwords).map(([role, word]) => `localhost:*:*:${role}:${word}\n`).join(''))
  keep('word', `${passwords.postgres}\n`)
  const outside = { ...identity, env: { ...process.env, PGPASSFILE: path.join(place, 'pgpass') } }
  const [coordinator, ...nodes] = [await freePort(), await freePort(), await freePort()] as [number, number, number]
  const running = new Map<number, ChildProcess>()
  const urlOf = (port: number, role: keyof typeof passwords, database = 'danliu') => `postgres://${role}:${passwords[role]}@localhost:${port}/${database}`
  const ask = async <R>(url: string, ...statements: string[]): Promise<R[]> => {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    await client.connect()
    try { let rows: R[] = []; for (const one of statements) rows = (await client.query(one)).rows as R[]; return rows } finally { await client.end() }
  }
  const start = async (port: number) => {
    for (const began = Date.now(); Date.now() - began < 60_000; await sleep(100)) {
      const child = running.get(port)
      // The parts of a server that was killed hold on to it for a moment; until they have gone a new one ends at once.
      if (!child || child.exitCode !== null || child.signalCode !== null) running.set(port, spawn(path.join(bin, 'postgres'), ['-D', path.join(place, String(port))], { ...outside, stdio: 'ignore' }))
      if (await ask(urlOf(port, 'postgres', 'postgres'), 'select 1').then(() => true, () => false)) return
    }
    throw new Error(`the server at ${port} does not come up`)
  }
  const kill = async (port: number, signal: NodeJS.Signals = 'SIGKILL') => {
    const child = running.get(port)!
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }
  const close = async () => {
    for (const port of running.keys()) await kill(port, 'SIGINT')
    fs.rmSync(place, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    for (const port of [coordinator, ...nodes]) {
      execFileSync(path.join(bin, 'initdb'), ['-D', path.join(place, String(port)), '-U', 'postgres', '--pwfile', path.join(place, 'word'), '--encoding=UTF8', '--locale=C', '--lc-ctype=C.UTF-8', '--auth=scram-sha-256'], { ...outside, stdio: 'ignore' })
      fs.appendFileSync(path.join(place, String(port), 'postgresql.conf'), `port = ${port}\nlisten_addresses = 'localhost'\nunix_socket_directories = ''\nshared_preload_libraries = 'citus'\nwal_level = logical\nmax_connections = 200\nmax_replication_slots = 20\nmax_wal_senders = 20\nssl = off\ncitus.node_conninfo = 'sslmode=prefer'\ncitus.recover_2pc_interval = '2s'\n`)
      await start(port)
      await ask(urlOf(port, 'postgres', 'postgres'), 'create database danliu')
      await ask(urlOf(port, 'postgres'), 'create extension citus')
    }
    await ask(urlOf(coordinator, 'postgres'), `select citus_set_coordinator_host('localhost', ${coordinator})`, ...nodes.map(port => `select citus_add_node('localhost', ${port})`),
      `create role danliu login password '${passwords.danliu}'`, 'alter database danliu owner to danliu')
  } catch (error) { await close(); throw error }
  return { place, nodes: nodes as readonly number[], url: urlOf(coordinator, 'danliu'), tell: <R>(text: string) => ask<R>(urlOf(coordinator, 'postgres'), text), start, kill, close }
}

const freePort = () => new Promise<number>((done, fail) => {
  const server = net.createServer().once('error', fail).listen(0, '127.0.0.1', () => { const { port } = server.address() as net.AddressInfo; server.close(() => done(port)) })
})
