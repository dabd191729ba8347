import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Logger } from 'pino'
import type { Keeps } from '#kit/backup/keeps.ts'
import type { Ctx } from '#kit/context.ts'
import { isAway, openDb, type CompanyDb, type Db } from '#kit/db.ts'
import { migrate, type Connection } from '#kit/migrate.ts'
import { followerOf } from '#kit/move/follower.ts'
import { noteIn } from '#kit/move/note.ts'
import { vaultOf } from '#kit/pii.ts'
import { openReplica } from '#kit/replica.ts'
import { searchGeneration } from '#kit/reseal.ts'
import { root } from '#kit/root.ts'
import { ringIn } from '#kit/secrets.ts'
import { defaultCalendar } from '#handbook/calendar/days.ts'
import type { Calendar } from '#handbook/calendar/rules.ts'
import { ownCalendar } from '#handbook/calendar/own.store.ts'
import { handbookInForce } from '#handbook/clauses/cached.ts'
import { approvedChanges } from '#handbook/clauses/store.ts'
import { bookAt } from '#handbook/clauses/versions.ts'
import type { Actor } from '#kit/work.ts'
import type { House, Work } from '#handbook/clocks/work.ts'
import { collectionLife } from '#journey/1-intake/collection.states.ts'
import { orderLife } from '#journey/order/states.ts'
import { parcelLife } from '#journey/parcel/states.ts'

const migrations = path.join(root, 'migrations')

/** Every kind of event a clock may listen to; the handbook is checked against it. */
export const knownEvents = [
  ...[orderLife, parcelLife, collectionLife].flatMap(l => [...Object.keys(l.births), ...Object.keys(l.moves)].map(m => `${l.name}.${m}`)),
  ...['block', 'unblock', 'doubt', 'settle', 'contact', 'await', 'suspend', 'resume', 'channel-change', 'correct'].map(k => `order.${k}`), 'parcel.upload', 'parcel.scan', 'clock.breach',
]

/** Makes a company's schema and brings it up to date; a company that is up to date is left as it is. */
export async function prepareCompany(url: string, company: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try { return await upToDate(client, company) } finally { await client.end() }
}
const upToDate = (client: Connection, company: string): Promise<string[]> => migrate({ client, schema: company, dir: migrations })

export interface Company extends Ctx, House { close(): Promise<void>; refresh(): Promise<void>; workOf(tx: Db, actor: Actor): Work }

interface Opening { url: string; company: string; home: string; log: Logger; prepare?: boolean; now?: () => Date; connections?: number; keeps?: Keeps | undefined; /** The address of a copy of the server, for reports. */ replica?: string | undefined }

/** A company ready to work, brought up to date where `prepare` says so: database, vault, and the handbook of the moment. `now` may be a simulated clock. */
export async function openCompany(opening: Opening): Promise<Company> {
  const { company, ready } = await openingCompany(opening)
  await ready
  return company
}

/** A company while its database is still being asked: rooms may be built upon it, and work once it is `ready`. */
export async function openingCompany({ url, company: name, home, log, prepare = false, now = () => new Date(), connections = 24, keeps, replica: replicaUrl }: Opening): Promise<{ company: Company; ready: Promise<void> }> {
  const note = noteIn(home, name)
  if (note?.stage === 'moved') throw new Error(`company ${name} was carried to ${note.to}: use --home '${note.to}'`)
  const follower = followerOf(home, name, line => log.info(line))
  const db = openDb({ url, schema: name, connections, whereTo: () => follower.whereTo(), onError: error => log.warn({ error: error.message }, 'a database connection ended') })
  // The pool listens to idle connections only; without this, one that dies between two statements of a transaction ends the process.
  db.pool.on('connect', client => { client.on('error', () => {}) })
  let changes: Awaited<ReturnType<typeof approvedChanges>> = []
  let calendar: Calendar = defaultCalendar()
  let search = 1
  const refresh = async () => {
    changes = await approvedChanges(db)
    search = await searchGeneration(db)
    calendar = { ...calendar, ...await ownCalendar(db) }
  }
  // A change approved or a promotion announced through another process holds in this one within a second (HB-5).
  let listening: NodeJS.Timeout | undefined
  const listen = () => { listening = setInterval(() => { refresh().catch((error: Error) => log.debug({ error: error.message }, 'the handbook was not read again')) }, 1000).unref() }
  // Asked before the files are read; whoever opens the company awaits it.
  const ready = (prepare ? whenBack(() => bringUp(db, name), log) : Promise.resolve()).then(refresh).then(listen)
  ready.catch(() => {})
  const [ring, base] = await Promise.all([ringIn(path.join(home, 'secret.key')), handbookInForce(knownEvents)])
  const vault = vaultOf(ring, name, () => search)
  const workOf = (tx: Db, actor: Actor): Work => {
    const at = now()
    return { tx, now: at, actor, vault, book: bookAt(base, changes, at), calendar }
  }
  const replica = replicaUrl ? openReplica({ url: replicaUrl, primary: db, now, onError: error => log.warn({ error: error.message }, 'the copy for reports') }) : undefined
  const company: Company = {
    company: name, db, vault, log, now, workOf, refresh, keeps, replica,
    get utcOffsetMinutes() { return calendar.utcOffsetMinutes },
    act: (actor, what, within = db) => within.transaction(tx => what(workOf(tx, actor))),
    close: async () => { clearInterval(listening); await replica?.end(); await db.end(); await follower.leave() },
  }
  return { company, ready }
}

/** A house that opens in the moment in which its database was killed and comes back waits for it (R2), and says so. */
async function whenBack(what: () => Promise<void>, log: Logger, patienceMs = 30_000): Promise<void> {
  for (const began = performance.now(); ; await sleep(250)) {
    try { return await what() } catch (error) {
      if (!isAway(error) || performance.now() - began > patienceMs) throw error
      log.warn({ error: (error as Error).message }, 'the database is away; trying again')
    }
  }
}

async function bringUp(db: CompanyDb, company: string): Promise<void> {
  const client = await db.pool.connect()
  try { await upToDate(client, company) } finally { client.release() }
}
