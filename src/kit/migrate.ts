import fs from 'node:fs'
import path from 'node:path'
import { sqlState } from './db.ts'

/** One connection (a pg.Client, or a client taken from a pool): never a pool, because a transaction lives on one connection. */
export interface Connection {
  query(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>
}

/** The company's files and its database do not fit together, or a statement failed; the message names file and line. */
export class MigrationError extends Error {}

/**
 * Brings a company's schema up to the files `NNNN-name.sql` in `dir`: forward only, all of them in one transaction.
 * Answers the names of the files it applied. A schema that is not there is made.
 */
export async function migrate({ client, schema, dir = 'migrations', upTo, within = false }: {
  client: Connection; schema: string; dir?: string
  /** The last file to apply, for a company that comes from an older program. */
  upTo?: string
  /** The caller has opened a transaction and ends it. */
  within?: boolean
}): Promise<string[]> {
  const files = filesUpTo(filesIn(dir), upTo)
  // A question that fails would end a transaction of the caller's.
  if (!within && await isUpToDate(client, schema, files)) return []
  await createSchema(client, schema, within)
  if (!within) await client.query('begin')
  try {
    await client.query(`set local search_path = ${nameOf(schema)}`)
    // Two processes that start together: the second waits and then finds everything done.
    await client.query(`select pg_advisory_xact_lock(hashtext('migrate'), hashtext($1))`, [schema])
    await client.query('create table if not exists migration (number int primary key, name text not null, at timestamptz not null default now())')
    const { rows } = await client.query('select number, name from migration order by number')
    const pending = pendingOf(files, rows as { number: number; name: string }[])
    for (const file of pending) {
      for (const { line, text } of statementsOf(fs.readFileSync(path.join(dir, `${file.name}.sql`), 'utf8'))) {
        await client.query(text).catch((error: Error) => {
          throw new MigrationError(`${file.name}.sql, line ${line}: ${error.message}`, { cause: error })
        })
      }
      await client.query('insert into migration (number, name) values ($1, $2)', [file.number, file.name])
    }
    if (!within) await client.query('commit')
    return pending.map(file => file.name)
  } catch (error) {
    if (!within) await client.query('rollback').catch(() => {})
    throw error
  }
}

function filesUpTo(files: File[], upTo: string | undefined): File[] {
  if (upTo === undefined) return files
  const last = files.findIndex(file => file.name === upTo)
  if (last < 0) throw new MigrationError(`the company stands at ${upTo}, which this program does not know: bring it in with the program that wrote it, or a newer one`)
  return files.slice(0, last + 1)
}

/** One question, so that a start need not wait for a transaction that changes nothing. */
async function isUpToDate(client: Connection, schema: string, files: File[]): Promise<boolean> {
  try {
    const { rows } = await client.query(`select number, name from ${nameOf(schema)}.migration order by number`)
    return pendingOf(files, rows as unknown as File[]).length === 0
  } catch (error) {
    if (sqlState(error) === undefinedTable) return false
    throw error
  }
}
/** Also what a missing schema is called. */
const undefinedTable = '42P01'

/**
 * Makes the company's schema if it is not there. One that is there needs no right to make schemas, and two may ask at once.
 * On a Citus cluster a company is a schema that the cluster may carry to any node, and only the making of one is told so: with that setting on,
 * CREATE SCHEMA IF NOT EXISTS would turn a plain schema into such a one without a word.
 */
async function createSchema(client: Connection, schema: string, within: boolean): Promise<void> {
  const isThere = async () => (await client.query('select from pg_namespace where nspname = $1', [schema])).rows.length > 0
  if (await isThere()) return
  const isCluster = (await client.query(`select from pg_extension where extname = 'citus'`)).rows.length > 0
  const create = `create schema ${nameOf(schema)}`
  const steps = isCluster ? ['set local citus.enable_schema_based_sharding = on', create, 'set local citus.enable_schema_based_sharding = off'] : [create]
  if (!within) await client.query('begin')
  try {
    for (const step of steps) await client.query(step)
    if (!within) await client.query('commit')
  } catch (error) {
    if (!within) await client.query('rollback').catch(() => {})
    if (within || !await isThere()) throw error
  }
}

interface File { number: number; name: string }

function filesIn(dir: string): File[] {
  const files = fs.readdirSync(dir).filter(file => file.endsWith('.sql')).sort().map(file => {
    if (!/^\d{4}-[a-z0-9-]+\.sql$/.test(file)) throw new MigrationError(`${file}: a migration is called NNNN-name.sql`)
    return { number: Number(file.slice(0, 4)), name: file.slice(0, -4) }
  })
  files.forEach((file, i) => {
    if (file.number === files[i - 1]?.number) throw new MigrationError(`${files[i - 1]?.name} and ${file.name} have the same number`)
  })
  return files
}

function pendingOf(files: File[], applied: File[]): File[] {
  for (const done of applied) {
    const file = files.find(({ number }) => number === done.number)
    if (!file) throw new MigrationError(`the database has migration ${done.name}, which this program does not know: a newer program was here`)
    if (file.name !== done.name) throw new MigrationError(`migration ${done.number} was applied as ${done.name}, but the file is called ${file.name}`)
  }
  const last = applied.at(-1)?.number ?? -1
  const pending = files.filter(({ number }) => !applied.some(done => done.number === number))
  const late = pending.find(({ number }) => number < last)
  if (late) throw new MigrationError(`${late.name} comes before ${last}, which was already applied: give it a higher number`)
  return pending
}

/** The statements of a SQL text, each with the line it begins on. Quotes, `$$` bodies and comments may hold semicolons. */
export function statementsOf(text: string): { line: number; text: string }[] {
  const statements: { line: number; text: string }[] = []
  let start = 0
  let first: number | undefined
  const close = (end: number) => {
    if (first === undefined) return
    const statement = text.slice(first, end).trim()
    const line = text.slice(0, first).split('\n').length
    // The transaction is ours: a commit in the middle would leave half a migration behind.
    if (/^(begin|start|commit|end|rollback|abort)\b/i.test(statement)) throw new MigrationError(`line ${line}: a migration does not open or close transactions`)
    statements.push({ line, text: statement })
    first = undefined
  }
  while (start < text.length) {
    const next = tokenEnd(text, start)
    const isBlank = /^(\s|--|\/\*)/.test(text.slice(start, start + 2))
    if (text[start] === ';') close(start)
    else if (!isBlank) first ??= start
    start = next
  }
  close(text.length)
  return statements
}

const token = /--[^\n]*|[eE]'(?:[^'\\]|\\[^]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(?:[A-Za-z_]\w*)?\$|\/\*|\w+|[^]/y

/** Where the token that begins at `start` ends; a body and a block comment are one token. */
function tokenEnd(text: string, start: number): number {
  token.lastIndex = start
  const [found = ''] = token.exec(text) ?? []
  const after = start + (found.length || 1)
  const closing = found === '/*' ? '*/' : found.length > 1 && found.startsWith('$') ? found : undefined
  if (!closing) return after
  const end = text.indexOf(closing, after)
  if (end < 0) throw new MigrationError(`line ${text.slice(0, start).split('\n').length}: ${found} is not closed`)
  return end + closing.length
}

function nameOf(schema: string): string {
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(schema)) throw new MigrationError(`company name "${schema}": use a–z, 0–9 and _, at most 41 characters`)
  return `"${schema}"`
}
