import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openLog } from '#kit/log.ts'
import { openCompany, type Company } from '../../src/company.ts'
import { openServer } from '../../src/server.ts'

export const root = path.resolve(import.meta.dirname, '../..')
export const limits = { ready: { node: 5_000, term: 5_000, postgres: 30_000 }, exit: 30_000, answer: 30_000 } as const

/** A house in a home of its own, run as people run it. */
export interface Place {
  home: string; address: string; token: string
  /** Starts `serve` and answers after how many ms it was ready. */
  start(): Promise<number>
  ready(began: number, patience: number, also?: () => boolean): Promise<void>
  kill(): Promise<void>
  terminate(): Promise<void>
  /** Stops the house where it stands, and lets it go on. */
  freeze(ms: number): Promise<void>
  /** What the process that serves holds of memory. */
  memory(): number | undefined
  /** What its processes are started with. */
  env: NodeJS.ProcessEnv
  postmaster(): number | undefined
  /** One command of the house, beside what runs: how it ended and what it said. */
  command(...words: string[]): Promise<{ code: number | null; said: string; complained: string }>
  close(): Promise<void>
}

export async function openPlace({ prepare, log }: { /** Makes the home ready before anything starts there. */ prepare?: (home: string) => void; /** A file that takes what `serve` says. */ log?: (home: string) => string } = {}): Promise<Place> {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-torture-'))
  // The database's user must be able to enter.
  fs.chmodSync(home, 0o755)
  prepare?.(home)
  const port = await freePort()
  const { DATABASE_URL: _, DANLIU_BACKUP: _first, DANLIU_BACKUP_SECOND: _second, DANLIU_KEY: _key, ...outside } = process.env
  const env = { ...outside, DANLIU_HOME: home, PORT: String(port), HOST: '127.0.0.1', LOG_LEVEL: 'error', DANLIU_CALLS_PER_SECOND: '0' }
  let child: ChildProcess | undefined
  let said = ''
  const run = (...words: string[]) => {
    const started = spawn(path.join(root, 'danliu'), ['--home', home, '--company', 'demo', ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    started.stderr.on('data', (text: Buffer) => { said = (said + text).slice(-3000) })
    return started
  }
  const serve = () => {
    if (!log) return run('serve')
    const out = fs.openSync(log(home), 'a')
    const started = spawn(path.join(root, 'danliu'), ['--home', home, '--company', 'demo', 'serve'], { env: { ...env, LOG_LEVEL: 'info' }, stdio: ['ignore', out, out] })
    fs.closeSync(out)
    return started
  }
  const address = `http://127.0.0.1:${port}`
  const hasEnded = () => child !== undefined && (child.exitCode !== null || child.signalCode !== null)
  const ended = async (one: ChildProcess, patience: number) => {
    for (const began = Date.now(); one.exitCode === null && one.signalCode === null;) {
      if (Date.now() - began > patience) throw new Error(`serve had not ended after ${patience} ms: ${said}`)
      await sleep(10)
    }
  }
  const place: Place = {
    home, address, token: '', env,
    memory() {
      try { return Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${child?.pid}/status`, 'utf8'))?.[1]) * 1024 } catch { return undefined }
    },
    async freeze(ms) {
      child?.kill('SIGSTOP')
      await sleep(ms)
      child?.kill('SIGCONT')
    },
    async start() {
      const began = performance.now()
      child = serve()
      child.stdout?.resume()
      await place.ready(began, 60_000)
      return performance.now() - began
    },
    async ready(began, patience, also = () => true) {
      for (;;) {
        const answer = await fetch(`${address}/readyz`, { signal: AbortSignal.timeout(5000) }).catch(() => undefined)
        await answer?.text().catch(() => {})
        if (answer?.ok && also()) return
        if (hasEnded()) throw new Error(`serve ended by itself (${child?.signalCode ?? child?.exitCode}): ${said}`)
        if (performance.now() - began > patience) throw new Error(`not ready after ${patience} ms (readyz ${answer?.status ?? 'silent'}): ${said}`)
        await sleep(10)
      }
    },
    async kill() {
      child?.kill('SIGKILL')
      if (child) await ended(child, 5000)
    },
    async terminate() {
      if (!child) return
      child.kill('SIGTERM')
      await ended(child, limits.exit)
      if (child.exitCode !== 0) throw new Error(`SIGTERM ended serve with ${child.signalCode ?? child.exitCode}: ${said}`)
    },
    postmaster: () => postmasterOf(home),
    async command(...words) {
      const one = run(...words)
      let answer = '', complained = ''
      one.stdout.on('data', (text: Buffer) => { answer += text })
      one.stderr.on('data', (text: Buffer) => { complained += text })
      await once(one, 'close')
      return { code: one.exitCode, said: answer, complained }
    },
    async close() {
      child?.kill('SIGKILL')
      await clear(home)
    },
  }
  try {
    const first = async () => {
      const { code, said: token, complained } = await place.command('token', 'add', '--role', 'clerk', '--name', 'torture')
      if (code !== 0 || token.trim() === '') throw new Error(`no token: ${complained}`)
      return token.trim()
    }
    place.token = prepare ? await first() : await madeOnce(home, 'place', first)
  } catch (error) {
    await place.close()
    throw error
  }
  return place
}

/**
 * What `make` makes of an empty home by commands of the house, with what it answers. In a run of tests it is made once and laid by under its name; homes after the first
 * begin as copies.
 */
export async function madeOnce(home: string, name: string, make: () => Promise<string>): Promise<string> {
  const dir = process.env['DANLIU_PLACES']
  if (!dir) return make()
  const made = path.join(dir, name), being = `${made}.being`, answer = path.join(home, 'answer.txt')
  const copy = (from: string, to: string) => { if (spawnSync('cp', ['-a', `${from}/.`, to]).status !== 0) throw new Error(`no copy of ${from}`) }
  while (!fs.existsSync(made)) {
    try { fs.mkdirSync(being) } catch { await sleep(100); continue }
    try {
      const said = await make()
      fs.writeFileSync(answer, said)
      // Nobody is in it now: the last command took the database down.
      copy(home, being)
      fs.renameSync(being, made)
      return said
    } catch (error) { fs.rmSync(being, { recursive: true, force: true }); throw error }
  }
  copy(made, home)
  return fs.readFileSync(answer, 'utf8')
}

/** Ends the database of a home that nobody serves any more, and takes the home away. */
export async function clear(home: string): Promise<void> {
  const pid = postmasterOf(home)
  if (pid) {
    try { process.kill(pid, 'SIGINT') } catch { /* gone already */ }
    for (let i = 0; i < 500 && postmasterOf(home); i++) await sleep(20)
  }
  fs.rmSync(home, { recursive: true, force: true, maxRetries: 5 })
}

/** The ready postmaster of this home, if it lives; a pid file alone proves nothing. */
export function postmasterOf(home: string): number | undefined {
  try {
    const note = path.join(home, 'postgres.place')
    const place = fs.existsSync(note) ? fs.readFileSync(note, 'utf8').trim() : path.join(home, 'postgres')
    const lines = fs.readFileSync(path.join(place, 'data/postmaster.pid'), 'utf8').split('\n')
    const pid = Number(lines[0])
    if (lines[7]?.trim() !== 'ready') return undefined
    if (process.platform === 'linux') return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(place) ? pid : undefined
    return process.kill(pid, 0) ? pid : undefined
  } catch {
    return undefined
  }
}

const freePort = () => new Promise<number>((done, fail) => {
  const server = net.createServer().once('error', fail).listen(0, '127.0.0.1', () => {
    const { port } = server.address() as net.AddressInfo
    server.close(() => done(port))
  })
})

/** Kills the postmaster, or it and every process of its own, with nine. */
export function killPostgres(place: { home: string }, all: boolean): number {
  const pid = postmasterOf(place.home)
  if (!pid) throw new Error('no postmaster to kill')
  for (const one of all ? [pid, ...childrenOf(pid)] : [pid]) try { process.kill(one, 'SIGKILL') } catch { /* gone already */ }
  return pid
}

/** The address of this home's server for the house's own role, whoever runs it just now. */
export const urlOf = (home: string): string =>
  `postgres://danliu_app:${encodeURIComponent(fs.readFileSync(path.join(home, 'postgres/password.app'), 'utf8').trim())}@/danliu?host=${encodeURIComponent(path.join(home, 'postgres/run'))}&port=5432`

/** The postmaster of this home and every process of its own. */
export function familyOf(place: Place): number[] {
  const pid = place.postmaster()
  return pid ? [pid, ...childrenOf(pid)] : []
}

export function childrenOf(pid: number): number[] {
  if (process.platform !== 'linux') return []
  return fs.readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(Number).filter(one => {
    try { return Number(fs.readFileSync(`/proc/${one}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]) === pid } catch { return false }
  })
}

/** Opens what the faults left behind, in this process; with `url` on another server than the home's own. */
export async function openLeft<T>(home: string, what: (company: Company) => Promise<T>, { name = 'demo', url: elsewhere }: { name?: string; url?: string } = {}): Promise<T> {
  const before = { url: process.env['DATABASE_URL'], home: process.env['DANLIU_HOME'] }
  if (elsewhere) process.env['DATABASE_URL'] = elsewhere
  else delete process.env['DATABASE_URL']
  process.env['DANLIU_HOME'] = home
  const log = openLog(process.stderr as never, 'error')
  const { url, server } = await openServer(home, log)
  const company = await openCompany({ url, company: name, home, log })
  try { return await what(company) } finally {
    await company.close()
    await server?.stop()
    if (before.url === undefined) delete process.env['DATABASE_URL']
    else process.env['DATABASE_URL'] = before.url
    if (before.home === undefined) delete process.env['DANLIU_HOME']
    else process.env['DANLIU_HOME'] = before.home
  }
}

/** Mulberry32: the moments of the faults come from the seed; what the machine makes of them does not. */
export function dice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
