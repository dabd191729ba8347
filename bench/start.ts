import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { defaults } from '#kit/postgres/launcher.ts'
import { middle, scratchHome, type Figure } from './figure.ts'

const root = path.join(import.meta.dirname, '..')
const danliu = path.join(root, 'danliu')
const rounds = 5
/** What a fresh shell has; whatever else this machine makes every Node read at its start is not ours to measure. */
const plain = { PATH: process.env.PATH, HOME: process.env.HOME }

/**
 * `npm start` on a tree just installed, with no home yet, to its first answer ÷ what its PostgreSQL alone needs from nothing (initdb, then pg_ctl start), one after the other.
 * Every later start is told in the note ÷ a bare start of the same server.
 */
export async function start(): Promise<Figure> {
  // An installed tree is built; one that is being worked on would start from its hundreds of sources.
  spawnSync(danliu, ['build'], { cwd: root, stdio: 'ignore' })
  const npm = ['npm', 'start', '--silent'], serve = [danliu, 'serve']
  const first = { danliu: [] as number[], floor: [] as number[] }, again = { npm: [] as number[], serve: [] as number[], floor: [] as number[] }
  for (let i = 0; i < rounds; i++) {
    const home = scratchHome()
    first.danliu.push(await untilAnswer(npm, home))
    first.floor.push(initialised(home) + started(home, path.join(home, 'postgres/bare')))
    // The second day of a home is like every later one.
    again.floor.push(started(home, path.join(home, 'postgres/data')))
    again.npm.push(await untilAnswer(npm, home))
    again.serve.push(await untilAnswer(serve, home))
    rmSync(home, { recursive: true, force: true })
  }
  const value = middle(first.danliu), floor = middle(first.floor), later = middle(again.npm), bare = middle(again.floor)
  return {
    value, floor, ratio: value / floor, must: '≤ 3', ok: value / floor <= 3,
    note: `ms from nothing to the first order served; every later start ${later.toFixed(0)} ms, ${(later / bare).toFixed(1)} × pg_ctl start (${bare.toFixed(0)} ms), of which npm itself takes ${((later - middle(again.serve)) / bare).toFixed(1)}`,
  }
}

async function untilAnswer(command: string[], home: string): Promise<number> {
  const port = await freePort()
  const t0 = performance.now()
  const child = spawn(command[0]!, command.slice(1), { cwd: root, env: { ...plain, PORT: String(port), DANLIU_HOME: home }, stdio: 'ignore', detached: true })
  try { await answered(port, child); return performance.now() - t0 } finally { await ended(child, home) }
}

/** An answer of the API, for which PostgreSQL was asked: /readyz asks it. */
async function answered(port: number, child: ChildProcess): Promise<void> {
  const t0 = performance.now()
  while (performance.now() - t0 < 60_000) {
    if (child.exitCode !== null) break
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    await sleep(10)
  }
  throw new Error('danliu did not answer within a minute')
}

/** Tells the whole group, for npm stands before it, and waits until the server of this home is gone too. */
async function ended(child: ChildProcess, home: string): Promise<void> {
  if (child.exitCode === null) {
    process.kill(-child.pid!, 'SIGTERM') // it was spawned just above
    await once(child, 'exit')
  }
  while (existsSync(path.join(home, 'postgres/data/postmaster.pid'))) await sleep(10)
}

/** A second database beside that of this home, made as the house makes its own. */
function initialised(home: string): number {
  const { bin, identity, password } = serverOf(home)
  const t0 = performance.now()
  const { status } = spawnSync(path.join(bin, 'initdb'), ['-D', path.join(home, 'postgres/bare'), '-U', 'danliu', '--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--lc-collate=C', '--lc-ctype=C.UTF-8', '--auth=scram-sha-256', `--pwfile=${password}`], identity)
  if (status !== 0) throw new Error('initdb did not make a database')
  return performance.now() - t0
}

/** A server of this home by pg_ctl, until it takes connections, with the settings it always has. */
function started(home: string, data: string): number {
  const { bin, place, identity } = serverOf(home)
  const control = (...args: string[]) => spawnSync(path.join(bin, 'pg_ctl'), ['-D', data, '-w', ...args], identity)
  const settings = Object.entries(defaults).map(([name, value]) => `-c ${name}=${value}`).join(' ')
  const t0 = performance.now()
  const { status } = control('-l', path.join(place, 'server.log'), '-o', `-k ${path.join(place, 'run')} -c listen_addresses= ${settings}`, 'start')
  const took = performance.now() - t0
  if (status !== 0) throw new Error('pg_ctl did not start the server')
  control('-m', 'fast', 'stop')
  return took
}

function serverOf(home: string) {
  const place = path.join(home, 'postgres')
  const { bin } = JSON.parse(readFileSync(path.join(place, 'binaries.json'), 'utf8')) as { bin: string }
  const { uid, gid } = statSync(path.join(place, 'data'))
  return { bin, place, password: path.join(place, 'password'), identity: { uid, gid, cwd: '/', env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' }, stdio: 'ignore' as const } }
}

const freePort = () => new Promise<number>(done => {
  const server = createServer().listen(0, '127.0.0.1', () => { const { port } = server.address() as { port: number }; server.close(() => done(port)) })
})
