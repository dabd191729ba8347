import { readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import type { Logger } from 'pino'
import type { Ctx } from '#kit/context.ts'
import { openDb, type Db } from '#kit/db.ts'
import { createSchema, migrate } from '#kit/migrate.ts'
import { secretOf, vaultOf } from '#kit/pii.ts'
import { postgresUrl, startPostgres, type Postgres } from '#kit/postgres/launcher.ts'
import { defaultCalendar } from '#handbook/calendar/days.ts'
import { loadHandbook } from '#handbook/clauses/load.ts'
import { approvedChanges, promotions } from '#handbook/clauses/store.ts'
import { bookAt } from '#handbook/clauses/versions.ts'
import type { Actor } from '#kit/work.ts'
import type { House, Work } from '#handbook/clocks/work.ts'
import { orderLife } from '#journey/order/states.ts'
import { parcelLife } from '#journey/parcel/states.ts'

const migrations = path.resolve(import.meta.dirname, '../migrations')

/** Every kind of event a clock may listen to; the handbook is checked against it. */
export const knownEvents = [
  ...[orderLife, parcelLife].flatMap(l => [...Object.keys(l.births), ...Object.keys(l.moves)].map(m => `${l.name}.${m}`)),
  ...['block', 'unblock', 'doubt', 'settle', 'contact', 'await', 'suspend', 'resume', 'channel-change', 'correct'].map(k => `order.${k}`), 'parcel.upload', 'parcel.scan', 'clock.breach',
]

/** The database of this home: the one given by `DATABASE_URL`, else our own server. */
export async function openServer(home: string, log: Logger): Promise<{ url: string; server?: Postgres }> {
  if (process.env.DATABASE_URL) return { url: process.env.DATABASE_URL }
  const server = await startPostgres({ home, log: line => log.info(line) })
  return { url: postgresUrl(server), server: watched(server, home, log) }
}

/**
 * A server that was killed is started again (R2); whoever has opened it looks after it until `stop`. The launcher's lock
 * lets one starter in, the others adopt. The address stays the same, so that the pool finds back by itself.
 */
function watched(first: Postgres, home: string, log: Logger): Postgres {
  let server = first
  let mending: Promise<void> | undefined
  const mend = async () => {
    log.error({ pid: server.pid }, 'the database server is gone; starting it again')
    try { server = await startPostgres({ home, log: line => log.warn(line) }) } catch (error) {
      log.error({ error: error instanceof Error ? error.message : String(error) }, 'the database server did not start; trying again')
    }
  }
  const timer = setInterval(() => { if (!mending && !isAlive(server)) mending = mend().finally(() => { mending = undefined }) }, 500).unref()
  return {
    ...first,
    get pid() { return server.pid },
    async stop() { clearInterval(timer); await mending; await server.stop() },
  }
}

/** A number may have gone to somebody else, and a dead one may stay as a zombie without words. */
function isAlive({ pid, dataDir }: Postgres): boolean {
  try { return process.platform === 'linux' ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres') : process.kill(pid, 0) } catch { return false }
}

/** Makes a company's schema and brings it up to date; a company that is up to date is left as it is. */
export async function prepareCompany(url: string, company: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    await createSchema(client, company)
    return await migrate({ client, schema: company, dir: migrations })
  } finally {
    await client.end()
  }
}

export interface Company extends Ctx, House { close(): Promise<void>; refresh(): Promise<void>; workOf(tx: Db, actor: Actor): Work }

/** A company ready to work: database, vault, and the handbook of the moment. `now` may be a simulated clock. */
export async function openCompany({ url, company, home, log, now = () => new Date(), connections = 24 }: {
  url: string; company: string; home: string; log: Logger; now?: () => Date; connections?: number
}): Promise<Company> {
  const db = openDb({ url, schema: company, connections, onError: error => log.warn({ error: error.message }, 'a database connection ended') })
  // The pool listens to idle connections only; without this, one that dies between two statements of a transaction ends the process.
  db.pool.on('connect', client => { client.on('error', () => {}) })
  const vault = vaultOf(await secretOf(path.join(home, 'secret.key')), company)
  const { book: base, flaws } = loadHandbook(knownEvents)
  if (flaws.length) throw new Error(`the handbook has flaws:\n${flaws.join('\n')}`)
  let changes = await approvedChanges(db)
  let calendar = { ...defaultCalendar(), promotions: await promotions(db) }
  const workOf = (tx: Db, actor: Actor): Work => {
    const at = now()
    return { tx, now: at, actor, vault, book: bookAt(base, changes, at), calendar }
  }
  return {
    company, db, vault, log, now,
    workOf,
    act: (actor, what, within = db) => within.transaction(tx => what(workOf(tx, actor))),
    async refresh() {
      changes = await approvedChanges(db)
      calendar = { ...calendar, promotions: await promotions(db) }
    },
    close: () => db.end(),
  }
}
