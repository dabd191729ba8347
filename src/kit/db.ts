import { createHash } from 'node:crypto'
import pg from 'pg'
import type { Sql } from './sql.ts'

/** What runs a statement: a pool (each statement alone) or a transaction. Shapes of rows are promised by the store that asks. */
export interface Db { rows<R = Record<string, unknown>>(statement: Sql): Promise<R[]> }

/** A company's database: one pool whose search_path is the company's schema (RELIABILITY A11). */
export interface CompanyDb extends Db {
  readonly schema: string
  /** Runs `work` in one transaction; a deadlock or serialisation failure is tried again with the whole work. */
  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T>
  /** Runs `work` as `transaction` does and takes everything back: what would happen, told by the act itself. */
  rehearse<T>(work: (tx: Db) => Promise<T>): Promise<T>
  end(): Promise<void>
  readonly pool: pg.Pool
}

/** The database did not hand out a connection in time: the door answers 503 with Retry-After (K10). */
export class Busy extends Error {}

export interface DbOptions { url: string; schema: string; connections?: number; onError?: (error: Error) => void; patience?: Partial<Record<keyof typeof patience, number>> }

/** How long a statement may run, wait for a lock, and a transaction lie idle, before the database ends it (K12). */
export const patience = { statementMs: 120_000, lockMs: 30_000, idleMs: 60_000 } as const

export function openDb({ url, schema, connections = 24, onError = () => {}, patience: given }: DbOptions): CompanyDb {
  const { statementMs, lockMs, idleMs } = { ...patience, ...given }
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(schema)) throw new Error(`company name "${schema}": use a–z, 0–9 and _, at most 41 characters`)
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: 3000,
    idle_in_transaction_session_timeout: idleMs,
    statement_timeout: statementMs,
    options: `-c search_path=${schema} -c lock_timeout=${lockMs} -c TimeZone=UTC`,
    types: { getTypeParser: parserOf },
  } as pg.PoolConfig)
  let ended = false
  // What happens to connections that are being closed is nobody's concern.
  pool.on('error', error => { if (!ended) onError(error) })
  const take = async () => {
    try {
      return await pool.connect()
    } catch (error) {
      if (error instanceof Error && error.message.includes('timeout exceeded')) throw new Busy('no database connection within 3 s')
      throw error
    }
  }
  return {
    schema, pool,
    async rows<R>(statement: Sql) {
      const client = await take()
      try { return await ask<R>(client, statement) } finally { client.release() }
    },
    async transaction(work) {
      for (let attempt = 1; ; attempt++) {
        const client = await take()
        let broken: Error | undefined
        try {
          await client.query('begin')
          const answer = await work({ rows: statement => ask(client, statement) })
          // A transaction that failed inside, with the failure swallowed, is ended by a rollback without a word.
          if ((await client.query('commit')).command !== 'COMMIT') throw new Error('the transaction had failed before its end')
          return answer
        } catch (error) {
          await client.query('rollback').catch((e: Error) => { broken = e })
          if (!isRetriable(error) || attempt >= 5) throw error
        } finally {
          client.release(broken)
        }
        await new Promise(done => setTimeout(done, 10 * attempt))
      }
    },
    async rehearse(work) {
      const client = await take()
      let broken: Error | undefined
      try {
        await client.query('begin')
        return await work({ rows: statement => ask(client, statement) })
      } finally {
        await client.query('rollback').catch((e: Error) => { broken = e })
        client.release(broken)
      }
    },
    end: () => { ended = true; return pool.end() },
  }
}

/** SQLSTATE of a database error, or undefined. */
export const sqlState = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/** The database is not to be reached just now: full, stopping, starting, or gone in the middle of a word. */
export const isAway = (error: unknown): boolean =>
  ['53300', '57P01', '57P02', '57P03', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(sqlState(error) ?? '')
  || (error instanceof Error && /^(Connection terminated|connect ENOENT|Client has encountered a connection error)/.test(error.message))

/** The database ended what took too long: a statement, a wait for a lock, an idle transaction (K12). */
export const isSlow = (error: unknown): boolean => ['57014', '55P03', '25P03'].includes(sqlState(error) ?? '')

/** There is no room on a disk, be it the database's or the house's own. */
export const isFull = (error: unknown): boolean => ['53100', 'ENOSPC', 'EDQUOT'].includes(sqlState(error) ?? '')

const isRetriable = (error: unknown) => ['40P01', '40001'].includes(sqlState(error) ?? '')

async function ask<R>(client: pg.PoolClient, { text, values }: Sql): Promise<R[]> {
  const answer = await client.query({ name: nameOf(text), text, values: values as unknown[] })
  return answer.rows as R[]
}

/** Statements are prepared once per connection under a name made from their text. */
const names = new Map<string, string>()
function nameOf(text: string): string {
  let name = names.get(text)
  if (!name) {
    name = createHash('sha1').update(text).digest('base64url')
    if (names.size < 2000) names.set(text, name)
  }
  return name
}

/** bigint → checked number, date → text; both differ from the driver's default (STACK, pitfall 5). */
const parserOf = (oid: number, format?: string) => {
  if (oid === 20) return wholeNumber
  if (oid === 1082) return String
  if (oid === 1016) return (text: string) => (pg.types.getTypeParser(1016 as never)(text) as string[]).map(Number)
  return pg.types.getTypeParser(oid, format as 'text')
}
function wholeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error(`${text} is too large a number`)
  return value
}
