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
const rounds = 9
/** What a fresh shell has; whatever else this machine makes every Node read at its start is not ours to measure. */
const plain = { PATH: process.env.PATH, HOME: process.env.HOME }

/** `npm start` on an installed tree to its first answer ÷ a bare start of its PostgreSQL by pg_ctl, one after the other. */
export async function start(): Promise<Figure> {
  // An installed tree is built; one that is being worked on would start from its hundreds of sources.
  spawnSync(danliu, ['build'], { cwd: root, stdio: 'ignore' })
  const home = scratchHome()
  // Served twice: the first day's orders are seeded, and every cache is as it is from the second start on.
  const whole = async (command: string[]) => {
    const port = await freePort()
    const t0 = performance.now()
    const child = spawn(command[0]!, command.slice(1), { cwd: root, env: { ...plain, PORT: String(port), DANLIU_HOME: home }, stdio: 'ignore', detached: true })
    try { await answered(port, child); return performance.now() - t0 } finally { await ended(child, home) }
  }
  const npm = ['npm', 'start', '--silent'], bare = [danliu, 'serve']
  const first = await whole(bare)
  await whole(npm)
  const took = { npm: [] as number[], serve: [] as number[], floor: [] as number[] }
  for (let i = 0; i < rounds; i++) {
    took.floor.push(await barePostgres(home))
    took.npm.push(await whole(npm))
    took.serve.push(await whole(bare))
  }
  rmSync(home, { recursive: true, force: true })
  const value = middle(took.npm), serve = middle(took.serve), floor = middle(took.floor)
  return { value, floor, ratio: value / floor, must: '≤ 3', ok: value / floor <= 3, note: `ms to the first order served; npm itself takes ${(value - serve).toFixed(0)} of it, without npm ratio ${(serve / floor).toFixed(2)}; the very first start, which makes the database and the demo's day, ${(first / 1000).toFixed(1)} s` }
}

/** An answer of the API, for which PostgreSQL was asked: /readyz asks it. */
async function answered(port: number, child: ChildProcess): Promise<void> {
  const t0 = performance.now()
  while (performance.now() - t0 < 60_000) {
    if (child.exitCode !== null) break
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    await sleep(2)
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

/** The server of this home by pg_ctl, until it takes connections, with the settings it always has. */
async function barePostgres(home: string): Promise<number> {
  const place = path.join(home, 'postgres'), data = path.join(place, 'data')
  const { bin } = JSON.parse(readFileSync(path.join(place, 'binaries.json'), 'utf8')) as { bin: string }
  const { uid, gid } = statSync(data)
  const control = (...args: string[]) => spawnSync(path.join(bin, 'pg_ctl'), ['-D', data, '-w', ...args], { uid, gid, cwd: '/', env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' }, stdio: 'ignore' })
  const settings = Object.entries(defaults).map(([name, value]) => `-c ${name}=${value}`).join(' ')
  const t0 = performance.now()
  const { status } = control('-l', path.join(place, 'server.log'), '-o', `-k ${path.join(place, 'run')} -c listen_addresses= ${settings}`, 'start')
  const took = performance.now() - t0
  if (status !== 0) throw new Error('pg_ctl did not start the server')
  control('-m', 'fast', 'stop')
  return took
}

const freePort = () => new Promise<number>(done => {
  const server = createServer().listen(0, '127.0.0.1', () => { const { port } = server.address() as { port: number }; server.close(() => done(port)) })
})
