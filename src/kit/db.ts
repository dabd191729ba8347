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
  /** How often the company has gone to another server meanwhile: numbers of transactions mean nothing beyond that. */
  readonly moves: number
}

/** The database did not hand out a connection in time: the door answers 503 with Retry-After (K10). */
export class Busy extends Error {}

/** The answer to a COMMIT was lost or says neither yes nor no: the change may stand or not. Look, then try again. */
export class Unknown extends Error {}

/** The company is just being carried to another server: nothing can be written for a moment, and the door answers 503 with Retry-After. */
export class Moving extends Error {}

export interface DbOptions {
  url: string; schema: string; connections?: number; onError?: (error: Error) => void; patience?: Partial<Record<keyof typeof patience, number>>
  /** A copy that is only read. */
  readOnly?: boolean
  /** Asked when the server no longer lets us at the company: its address on another server, `moving` while it is on the way, undefined where nothing is known of a move. */
  whereTo?: () => Promise<string | 'moving' | undefined>
}

/** How long a statement may run, wait for a lock, and a transaction lie idle, before the database ends it (K12); and how long a rollback is waited for. */
export const patience = { statementMs: 120_000, lockMs: 30_000, idleMs: 60_000, rollbackMs: 3_000 } as const

export function openDb({ url, schema, connections = 24, onError = () => {}, readOnly = false, whereTo = async () => undefined, patience: given }: DbOptions): CompanyDb {
  const { statementMs, lockMs, idleMs, rollbackMs } = { ...patience, ...given }
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(schema)) throw new Error(`company name "${schema}": use a–z, 0–9 and _, at most 41 characters`)
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: 3000,
    idle_in_transaction_session_timeout: idleMs,
    statement_timeout: statementMs,
    options: `-c search_path=${schema} -c lock_timeout=${lockMs} -c TimeZone=UTC${readOnly ? ' -c default_transaction_read_only=on' : ''}`,
    types: { getTypeParser: parserOf },
  } as pg.PoolConfig)
  let ended = false
  // What happens to connections that are being closed is nobody's concern.
  pool.on('error', error => { if (!ended) onError(error) })
  let moves = 0
  let place = placeOf(new pg.Client({ connectionString: url }))
  const take = async (): Promise<pg.PoolClient> => {
    for (;;) {
      try {
        const client = await pool.connect()
        if (placeOf(client as unknown as pg.Client) === place) return client
        client.release(true) // it leads to the server that the company has left
      } catch (error) {
        if (error instanceof Error && error.message.includes('timeout exceeded')) throw new Busy('no database connection within 3 s')
        throw error
      }
    }
  }
  /** A server that has given the company away refuses every statement; whoever is refused so goes after it. A move that was just taken back has left no trace: they ask once more. */
  const followed = async (error: unknown, since: number, attempt: number): Promise<boolean> => {
    if (!['42501', '42P01', '3F000'].includes(sqlState(error) ?? '')) return false
    if (since !== moves) return true
    const to = await whereTo()
    if (since !== moves) return true // another has found it meanwhile
    if (to === 'moving') throw new Moving('the company is being carried to another server', { cause: error })
    if (to === undefined) return attempt === 1
    pool.options.connectionString = to
    place = placeOf(new pg.Client({ connectionString: to }))
    moves++
    return true
  }
  return {
    schema, pool, get moves() { return moves },
    async rows<R>(statement: Sql) {
      for (let attempt = 1; ; attempt++) {
        const client = await take(), since = moves
        let refused: unknown
        try { return await ask<R>(client, statement) } catch (error) { refused = error } finally { client.release() }
        if (!await followed(refused, since, attempt)) throw refused
      }
    },
    async transaction(work) {
      for (let attempt = 1; ; attempt++) {
        const client = await take(), since = moves
        let broken: Error | undefined
        try {
          await client.query('begin')
          const answer = await work({ rows: statement => ask(client, statement) })
          await commit(client)
          return answer
        } catch (error) {
          broken = await takenBack(client, rollbackMs)
          if (attempt >= 5 || !(isRetriable(error) || await followed(error, since, attempt))) throw error
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
        broken = await takenBack(client, rollbackMs)
        client.release(broken)
      }
    },
    end: () => { ended = true; return pool.end() },
  }
}

/** Where a connection leads to. */
const placeOf = ({ host, port }: pg.Client) => `${host}:${port}`

/** Takes a transaction back; answers why the line must be given up, which takes it back as well. A node of a cluster that stands still holds even a rollback up, for as long as it stands. */
async function takenBack(client: pg.PoolClient, patienceMs: number): Promise<Error | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Error>(done => { timer = setTimeout(() => done(new Error('a rollback was not answered')), patienceMs) })
  const answer = client.query('rollback').then(() => undefined, (error: Error) => error)
  try { return await Promise.race([answer, late]) } finally { clearTimeout(timer) }
}

/** A cluster tells a constraint broken at the end as XX000, and a line may break after the server has committed. */
async function commit(client: pg.PoolClient): Promise<void> {
  let command: string
  try { ({ command } = await client.query('commit')) } catch (error) {
    if (/^(23|40)/.test(sqlState(error) ?? '') || isFull(error)) throw error // taken back, and known to be
    throw new Unknown(`whether the change stands is not known: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
  // A transaction that failed inside, with the failure swallowed, is ended by a rollback without a word.
  if (command !== 'COMMIT') throw new Error('the transaction had failed before its end')
}

/** SQLSTATE of a database error, or undefined. */
export const sqlState = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/**
 * The database is not to be reached just now: full, stopping, starting, or gone in the middle of a word. A coordinator tells the last words of a node as XX000, in the
 * node's words or in those of its own client, and a set of rows that did not get there as 58030.
 */
export const isAway = (error: unknown): boolean =>
  ['53300', '57P01', '57P02', '57P03', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(sqlState(error) ?? '')
  || /^08/.test(sqlState(error) ?? '')
  || (error instanceof Error && /^(Connection terminated|terminating connection|server closed the connection|connect ENOENT|Client has encountered a connection error)/.test(error.message))
  || (sqlState(error) === 'XX000' && error instanceof Error && /^(connection not open|no connection to the server|could not (receive data from|send data to) server|SSL (SYSCALL error|connection has been closed)|postmaster was shut down|could not connect to any active placements)/.test(error.message))
  || (sqlState(error) === '58030' && error instanceof Error && /^failed to (COPY to shard|complete COPY on) /.test(error.message))

/** Whether it is this constraint that was broken. A node of a cluster leaves the field empty and puts its own number behind the name: `stock_pkey_102085`. */
export function breaks(error: unknown, constraint: string): boolean {
  if (!/^23/.test(sqlState(error) ?? '') || !(error instanceof Error)) return false
  const named = 'constraint' in error && typeof error.constraint === 'string' && error.constraint !== '' ? error.constraint : /constraint "([^"]+)"/.exec(error.message)?.[1]
  return named === constraint || (named !== undefined && named.startsWith(`${constraint}_`) && /^\d+$/.test(named.slice(constraint.length + 1)))
}

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
