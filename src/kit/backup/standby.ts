import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { flushed, keep } from '../durable.ts'
import { binariesOf } from '../postgres/binaries.ts'
import { fence, standbyNote } from '../postgres/fence.ts'
import { NoServer, type Identity } from '../postgres/identity.ts'
import { defaults } from '../postgres/launcher.ts'
import { archiving, spoolIn } from '../postgres/archive.ts'
import { lock } from '../postgres/locks.ts'
import { homeAt, identityOf, placeFor, port, socketDirFor } from '../postgres/place.ts'
import { running, stop } from '../postgres/process.ts'
import { differences, type Found } from './manifest.ts'
import { baseBackup } from './replication.ts'
import { Unusable } from './sealed.ts'
import { layer } from './unpack.ts'

// A second server that follows the first, made and promoted with the same three binaries (RELIABILITY B6). Promotion is a person's word alone:
// nobody but a person can tell a dead server from one that cannot be reached, and two that write would each lose what the other took.

const application = 'danliu_standby'
export interface Following { adminUrl: string; /** The home of the primary, where this machine can see it. */ primaryHome: string | null; slot: string; since: string }
export interface Standby { pid: number; following: Following; /** How far it is behind, and whether it receives. */ look(): Promise<{ receives: boolean; behindBytes: number | null; replayedAt: Date | null }>; stop(): Promise<void> }

export interface Making { home: string; adminUrl: string; primaryHome: string | null; doors: Record<string, string>; settings?: Record<string, string>; log: (line: string) => void; onProgress?: (done: number, all: number) => void }

/** Copies the primary into a new home and leaves it ready to follow. */
export async function makeStandby({ home, adminUrl, primaryHome, doors, log, onProgress = () => {} }: Making): Promise<void> {
  const { place, dataDir, identity } = await groundOf(home, log)
  const free = await lock(path.join(place, 'launcher.lock'))
  const draft = path.join(place, `standby-${randomBytes(4).toString('hex')}`)
  try {
    if (fs.existsSync(dataDir)) throw new Unusable(`there is a database in ${home} already: a standby is made in an empty home`)
    const slot = `danliu_${randomBytes(4).toString('hex')}`
    // What the standby has not had yet is kept for it from here on.
    await ask(adminUrl, `select pg_create_physical_replication_slot('${slot}', true)`)
    const stream = await baseBackup(adminUrl, 'danliu standby')
    const found = new Map<string, Found>()
    const lay = layer(draft, identity, found)
    const manifest: Buffer[] = []
    let inManifest = false, done = 0
    try {
      for await (const part of stream.parts) {
        if (part.kind === 'manifest') inManifest = true
        else if (part.kind === 'bytes' && inManifest) manifest.push(part.bytes)
        else if (part.kind === 'bytes') { lay.read(part.bytes); onProgress(done += part.bytes.length, Math.max(stream.bytes, done)) }
      }
    } finally { lay.close(); await stream.close().catch(() => {}) }
    const wrong = differences(Buffer.concat(manifest), found)
    if (wrong.length) throw new Unusable(`the copy that came from the primary is not what its manifest says: ${wrong.slice(0, 5).join('; ')}`)
    for (const [name, secret] of Object.entries(doors)) put(path.join(place, name), `${secret}\n`, identity)
    put(path.join(draft, 'standby.signal'), '', identity)
    fs.appendFileSync(path.join(draft, 'postgresql.auto.conf'), `\nprimary_conninfo = '${conninfo(adminUrl).replaceAll("'", "''")}'\nprimary_slot_name = '${slot}'\n`)
    put(path.join(place, standbyNote), `${JSON.stringify({ adminUrl, primaryHome, slot, since: new Date().toISOString() } satisfies Following)}\n`, identity)
    fs.renameSync(draft, dataDir)
    flushed(place)
  } catch (error) {
    fs.rmSync(draft, { recursive: true, force: true, maxRetries: 5 })
    throw error
  } finally { free() }
}

/** Starts the standby of a home, or finds it running. */
export async function follow({ home, settings = {}, log }: Pick<Making, 'home' | 'settings' | 'log'>): Promise<Standby> {
  const ground = await groundOf(home, log)
  const following = followingIn(ground.place)
  if (!following) throw new NoServer(`${home} is no standby: make one with ./danliu standby --home '${home}' --of THE-PRIMARY`)
  const pid = await up(ground, settings, log)
  const own = ownUrl(ground)
  return {
    pid, following,
    async look() {
      const [at] = await ask<{ replayed: string | null; at: Date | null; receives: boolean }>(own, `select pg_last_wal_replay_lsn()::text as replayed, pg_last_xact_replay_timestamp() as at, exists (select from pg_stat_wal_receiver where status = 'streaming') as receives`)
      const behind = at?.replayed ? await ask<{ bytes: string }>(following.adminUrl, `select pg_wal_lsn_diff(pg_current_wal_lsn(), '${at.replayed}')::text as bytes`).catch(() => []) : []
      return { receives: at?.receives ?? false, behindBytes: behind[0] ? Number(behind[0].bytes) : null, replayedAt: at?.at ?? null }
    },
    stop: () => stop({ bin: ground.bin, dataDir: ground.dataDir, identity: ground.identity }),
  }
}

/** The primary waits at each commit until this standby has it: nothing acknowledged can be lost, and nothing is acknowledged while the standby is away. */
export const waitForStandby = async (following: Following, waits: boolean): Promise<void> => {
  await ask(following.adminUrl, waits ? `alter system set synchronous_standby_names = '${application}'` : 'alter system reset synchronous_standby_names')
  await ask(following.adminUrl, 'select pg_reload_conf()')
}

/** Makes the house of a standby. While the primary still answers it is refused, unless somebody insists. */
export async function promote({ home, settings = {}, log, insists = false }: Pick<Making, 'home' | 'settings' | 'log'> & { insists?: boolean }): Promise<{ following: Following }> {
  const ground = await groundOf(home, log)
  const following = followingIn(ground.place)
  if (!following) throw new NoServer(`${home} is no standby`)
  if (!insists && await ask(following.adminUrl, 'select 1').then(() => true, () => false)) {
    throw new Unusable(`the primary still answers. Two houses that write each lose what the other takes (split brain): stop it first (./danliu serve ends with SIGTERM), or, if it answers by mistake, add --insist`)
  }
  // Before the other one writes: the old home, where it can be seen, is closed for good.
  if (following.primaryHome && fs.existsSync(following.primaryHome)) keep(path.join(following.primaryHome, fence), `${JSON.stringify({ by: homeAt(home), at: new Date().toISOString() })}\n`, { mode: 0o644 })
  await up(ground, settings, log)
  const own = ownUrl(ground)
  const [done] = await ask<{ promoted: boolean }>(own, 'select pg_promote(true, 120) as promoted')
  if (!done?.promoted) throw new NoServer(`the standby in ${home} did not become the primary within 120 s; see ${path.join(ground.place, 'server.log')}`)
  for (const name of ['synchronous_standby_names', 'primary_conninfo', 'primary_slot_name']) await ask(own, `alter system reset ${name}`)
  fs.rmSync(path.join(ground.place, standbyNote))
  await stop({ bin: ground.bin, dataDir: ground.dataDir, identity: ground.identity })
  return { following }
}

interface Ground { place: string; dataDir: string; host: string; identity: Identity; bin: string }
async function groundOf(home: string, log: (line: string) => void): Promise<Ground> {
  const realHome = homeAt(home)
  const identity = identityOf(realHome)
  const place = placeFor(realHome, identity, log)
  return { place, dataDir: path.join(place, 'data'), host: socketDirFor(place, identity), identity, bin: binariesOf(place, identity, log).bin }
}

async function up(ground: Ground, settings: Record<string, string>, log: (line: string) => void): Promise<number> {
  const free = await lock(path.join(ground.place, 'launcher.lock'))
  try {
    return await running({ ...ground, log, password: passwordOf(ground), settings: { ...defaults, ...archiving(spoolIn(ground.place, ground.identity)), ...settings } })
  } finally { free() }
}

const followingIn = (place: string): Following | undefined => (fs.existsSync(path.join(place, standbyNote)) ? JSON.parse(fs.readFileSync(path.join(place, standbyNote), 'utf8')) as Following : undefined)
const passwordOf = (ground: Ground) => fs.readFileSync(path.join(ground.place, 'password'), 'utf8').trim()
const ownUrl = (ground: Ground) => `postgres://danliu:${encodeURIComponent(passwordOf(ground))}@/postgres?host=${encodeURIComponent(ground.host)}&port=${port}`

/** How a server finds another one. */
export function conninfo(adminUrl: string, as: string = application, foundIn?: string): string {
  const { user, password, host, port: at } = new pg.Client({ connectionString: adminUrl })
  const q = (text: unknown) => `'${String(text).replace(/[\\']/g, sign => `\\${sign}`)}'`
  return `user=${q(user)} password=${q(password)} host=${q(foundIn ?? host)} port=${q(at)} application_name=${as}`
}

function put(file: string, text: string, identity: Identity): void {
  keep(file, text, { owner: identity })
}

async function ask<R = Record<string, unknown>>(url: string, text: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 })
  client.on('error', () => {})
  await client.connect()
  try { return (await client.query(text)).rows as R[] } finally { await client.end().catch(() => {}) }
}
