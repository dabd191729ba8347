import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { identityOf } from '#kit/postgres/place.ts'
import { openLine, type Line } from './line.ts'
import { childrenOf } from './place.ts'

/** One server of a cluster; `port` is its own, `line` the way by which the others reach it. */
export interface Server { port: number; line: Line }
export type Cluster = Awaited<ReturnType<typeof openCluster>>

/** A coordinator and two nodes on this machine, each asking for a password; the house's role is an ordinary one. What the others say to a node goes by a line that can be held. */
export async function openCluster(bin: string) {
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
  const stop = async (port: number, how: (pid: number) => void) => {
    const child = running.get(port)!
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    how(child.pid!)
    await ended
  }
  /** The server and all that it has begun, with nine. */
  const kill = (port: number) => stop(port, pid => { for (const one of [pid, ...childrenOf(pid)]) try { process.kill(one, 'SIGKILL') } catch { /* gone already */ } })
  const lines: Line[] = []
  const close = async () => {
    for (const line of lines) line.goOn()
    for (const port of running.keys()) await stop(port, pid => process.kill(pid, 'SIGINT'))
    for (const line of lines) line.close()
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
    for (const port of nodes) lines.push(await openLine(port))
    await ask(urlOf(coordinator, 'postgres'), `select citus_set_coordinator_host('localhost', ${coordinator})`, ...lines.map(line => `select citus_add_node('localhost', ${line.port})`),
      `create role danliu login password '${passwords.danliu}'`, 'alter database danliu owner to danliu')
  } catch (error) { await close(); throw error }
  const at = (port: number) => <R>(text: string) => ask<R>(urlOf(port, 'postgres'), text)
  return {
    place, coordinator, nodes: nodes.map((port, n): Server => ({ port, line: lines[n]! })), url: urlOf(coordinator, 'danliu'), tell: at(coordinator), start, kill, close,
    /** What is prepared on a node and neither committed nor taken back. */
    prepared: async (port: number) => (await at(port)<{ gid: string }>('select gid from pg_prepared_xacts order by gid')).map(p => p.gid),
  }
}

const freePort = () => new Promise<number>((done, fail) => {
  const server = net.createServer().once('error', fail).listen(0, '127.0.0.1', () => { const { port } = server.address() as net.AddressInfo; server.close(() => done(port)) })
})
