import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster } from './cluster.ts'
import { answers } from './database.ts'
import { environment, give, NoServer, run, type Identity } from './identity.ts'
import { depart, isAlone, lock, lockPatienceMs, recoveryPatienceMs } from './locks.ts'
import { port } from './place.ts'

export interface Start extends Cluster { host: string; password: string; settings: Record<string, string>; /** How long a recovery may take. */ patienceMs?: number }

/** Answers the pid of a ready server on this data directory: the one found, or a new one. */
export async function running(start: Start): Promise<number> {
  const { dataDir, host, log } = start
  const began = Date.now()
  const patience = (ms: number) => Date.now() - began < ms
  for (let told = false; ;) {
    const found = pidFileOf(dataDir)
    if (found && isServer(found.pid, dataDir)) {
      // One that was just killed looks alive for a moment: only a server that answers is adopted.
      if (found.status === 'ready' && await answers(start)) {
        log(`adopting the PostgreSQL that is running (pid ${found.pid})`)
        return found.pid
      }
      if (!patience(recoveryPatienceMs)) throw new NoServer(`PostgreSQL (pid ${found.pid}) is "${found.status}" and does not answer`)
      await sleep(50)
      continue
    }
    if (found) disarm(dataDir, host)
    const { pid, refusal } = await launch(start)
    if (pid) return pid
    if (!/lock file|shared memory block/.test(refusal) || !patience(lockPatienceMs)) throw new NoServer(`PostgreSQL did not start: ${refusal}`)
    if (!told) log(`waiting for the former PostgreSQL to be gone: ${refusal}`)
    told = true
    await sleep(250)
  }
}

interface PidFile { pid: number; status: string }

function pidFileOf(dataDir: string): PidFile | undefined {
  try {
    const lines = fs.readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n')
    // Single-user mode writes its number negative.
    return { pid: Math.abs(Number(lines[0])), status: (lines[7] ?? 'starting').trim() }
  } catch {
    return undefined
  }
}

/** Pids are used again: only a postgres that names this data directory or stands in it is ours. A zombie does neither. */
function isServer(pid: number, dataDir: string): boolean {
  if (process.platform !== 'linux') {
    const command = run(undefined, 'ps', '-ww', '-o', 'command=', '-p', String(pid)).text
    return /\bpostgres -D /.test(command) && command.includes(dataDir)
  }
  const [program = '', ...words] = textOf(`/proc/${pid}/cmdline`).split('\0')
  if (!path.basename(program).startsWith('postgres')) return false
  return words.includes(dataDir) || isSameDir(`/proc/${pid}/cwd`, dataDir)
}

function textOf(file: string): string {
  try { return fs.readFileSync(file, 'utf8') } catch { return '' }
}

function isSameDir(one: string, two: string): boolean {
  try {
    const [a, b] = [fs.statSync(one), fs.statSync(two)]
    return a.dev === b.dev && a.ino === b.ino
  } catch {
    return false
  }
}

/**
 * Takes a dead server's pid out of its lock files, because that number may meanwhile belong to a stranger and PostgreSQL
 * would then refuse to start. The other lines stay: through them PostgreSQL sees orphaned backends and waits for them.
 */
function disarm(dataDir: string, host: string) {
  const file = path.join(dataDir, 'postmaster.pid')
  const lines = fs.readFileSync(file, 'utf8').split('\n')
  lines[0] = String(noPid)
  fs.writeFileSync(file, lines.join('\n'))
  fs.rmSync(path.join(host, `.s.PGSQL.${port}.lock`), { force: true })
}
// Above every kernel's largest pid.
const noPid = 2_147_483_646

/** One attempt. The server gets its own session and log, so that nothing that ends us ends it. */
async function launch({ bin, dataDir, host, place, identity, settings, patienceMs = recoveryPatienceMs, meanwhile }: Start): Promise<{ pid?: number; refusal: string }> {
  const logFile = path.join(place, 'server.log')
  const before = fs.statSync(logFile, { throwIfNoEntry: false })?.size ?? 0
  const tooLong = before > 20_000_000
  if (tooLong) fs.renameSync(logFile, `${logFile}.1`)
  const out = fs.openSync(logFile, 'a', 0o600)
  give(identity, logFile)
  const args = ['-D', dataDir, '-k', host, '-p', String(port), '-c', 'listen_addresses=', '-c', 'unix_socket_permissions=0700']
  for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`)
  const child = spawn(path.join(bin, 'postgres'), args, { ...identity, cwd: '/', env: environment(), detached: true, stdio: ['ignore', out, out] })
  let ended: string | undefined
  child.once('error', error => { ended = error.message })
  child.once('exit', (code, signal) => { ended ??= `ended with ${signal ?? code}` })
  fs.closeSync(out)
  meanwhile?.()
  const began = Date.now()
  while (ended === undefined) {
    const now = pidFileOf(dataDir)
    if (now?.pid === child.pid && now?.status === 'ready') {
      child.unref()
      return { pid: child.pid as number, refusal: '' }
    }
    if (Date.now() - began > patienceMs) throw new NoServer(`PostgreSQL (pid ${child.pid}) is not ready after ${patienceMs / 1000} s; see ${logFile}`)
    await sleep(4)
  }
  const said = fs.readFileSync(logFile).subarray(tooLong ? 0 : before).toString('utf8').trim()
  return { refusal: [said.slice(-4000) || ended, ...(isFull(place) ? [`the disk of ${place} is full; make room there`] : [])].join(': ') }
}

/** On a full disk a server cannot even say why it ended: its log lies there too. */
function isFull(place: string): boolean {
  const { bavail, bsize } = fs.statfsSync(place)
  return bavail * bsize < 1_000_000
}

/** Whoever comes in meanwhile waits for the launcher's lock, and then finds the server gone or itself not alone. */
export async function leave({ place, ...server }: { bin: string; place: string; dataDir: string; identity: Identity }) {
  const free = await lock(path.join(place, 'launcher.lock'))
  try {
    depart(place)
    if (isAlone(place)) await stop(server)
  } finally {
    free()
  }
}

export async function stop({ bin, dataDir, identity }: { bin: string; dataDir: string; identity: Identity }) {
  const found = pidFileOf(dataDir)
  // pg_ctl would signal whatever process has that number now.
  if (!found || !isServer(found.pid, dataDir)) return
  const child = spawn(path.join(bin, 'pg_ctl'), ['-D', dataDir, '-m', 'fast', '-w', '-t', '120', 'stop'], { ...identity, cwd: '/', env: environment(), stdio: 'ignore' })
  const code = await new Promise((done, fail) => child.once('exit', done).once('error', fail))
  if (code !== 0 && isServer(found.pid, dataDir)) throw new NoServer(`PostgreSQL (pid ${found.pid}) did not stop within 120 s`)
}
