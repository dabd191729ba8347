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
  ...['block', 'unblock', 'contact', 'suspend', 'resume', 'channel-change', 'correct'].map(k => `order.${k}`), 'parcel.upload', 'parcel.scan', 'clock.breach',
]

/** The database of this home: the one given by `DATABASE_URL`, else our own server. */
export async function openServer(home: string, log: Logger): Promise<{ url: string; server?: Postgres }> {
  if (process.env.DATABASE_URL) return { url: process.env.DATABASE_URL }
  const server = await startPostgres({ home, log: line => log.info(line) })
  return { url: postgresUrl(server), server }
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
export async function openCompany({ url, company, home, log, now = () => new Date(), connections = 16 }: {
  url: string; company: string; home: string; log: Logger; now?: () => Date; connections?: number
}): Promise<Company> {
  const db = openDb({ url, schema: company, connections, onError: error => log.warn({ error: error.message }, 'a database connection ended') })
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
