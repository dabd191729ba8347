import { createHash } from 'node:crypto'
import { once } from 'node:events'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { migrate } from '../migrate.ts'
import { passBy } from '../move/numbers.ts'
import type { Head, TableEnd, TableHead } from './export.ts'
import type { BackupKey } from './key.ts'
import { readSealed, Unusable } from './sealed.ts'
import { name, tablesOf } from './tables.ts'

export interface Importing { url: string; file: string; company: string; key: BackupKey; migrations: string; onProgress?: (rows: number) => void }
export interface Imported { head: Head; rows: number; tables: Record<string, TableEnd>; migrated: string[] }

/**
 * Brings an exported company into a server that has none of that name: its schema is made as it was then, filled, counted and summed
 * table by table, and only then brought up to this program. All of it is there, or nothing.
 */
export async function importCompany({ url, file, company, key, migrations, onProgress = () => {} }: Importing): Promise<Imported> {
  const reader = readerOf(readSealed({ key, name: `export ${company}`, file }) as AsyncIterable<Buffer>, file)
  const head = await reader.line<Head>()
  if (head.format !== 1 || head.company !== company) throw new Unusable(`${file} is the export of ${String(head.company)} in format ${String(head.format)}, not of ${company} in format 1`)
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows: there } = await client.query(`select from pg_namespace where nspname = $1`, [company])
    if (there.length) throw new Unusable(`there is a company ${company} on this server already. An import never mixes two: use an empty home (--home), or drop that schema yourself first`)
    await client.query('begin')
    try {
      await client.query('set local statement_timeout = 0')
      await migrate({ client, schema: company, dir: migrations, upTo: head.migration, within: true })
      await client.query(`set local search_path = "${company}"`)
      // What the migrations have put there is in the export as well.
      await client.query(`truncate ${head.tables.filter(table => !writtenOnce.includes(table)).map(name).join(', ')}`)
      const tables: Record<string, TableEnd> = {}
      let rows = 0
      for (const table of head.tables) {
        const end = await fill(client, await reader.line<TableHead>(), table, reader, file)
        tables[table] = end
        onProgress(rows += end.rows)
      }
      const last = await reader.line<{ end?: boolean; rows: number }>()
      if (!last.end || last.rows !== rows) throw new Unusable(`${file} ends with ${last.rows} rows and has ${rows}`)
      await client.query('commit')
      await passBy(client, company)
      const migrated = await migrate({ client, schema: company, dir: migrations })
      // Without statistics a question over millions of rows, as `verify` asks them, takes minutes instead of seconds.
      await client.query(`analyze ${(await tablesOf(client, company)).map(t => `${name(company)}.${name(t.name)}`).join(', ')}`)
      return { head, rows, tables, migrated }
    } catch (error) {
      await client.query('rollback').catch(() => {})
      throw error
    }
  } finally {
    await client.end().catch(() => {})
  }
}

/** The log and its seals are empty after the migrations, and nobody may empty them. */
const writtenOnce = ['event', 'seal']

async function fill(client: pg.Client, { table, columns, identity }: TableHead, expected: string, reader: Reader, file: string): Promise<TableEnd> {
  if (table !== expected) throw new Unusable(`${file} has ${String(table)} where ${expected} should be`)
  const hash = createHash('sha256')
  let rows = 0
  const copy = client.query(copyFrom(`copy ${name(table)} (${columns.map(name).join(', ')}) from stdin`))
  const failed = new Promise<never>((_, fail) => { copy.once('error', fail) })
  failed.catch(() => {})
  try {
    for await (const piece of reader.rows()) {
      hash.update(piece.bytes)
      rows += piece.rows
      if (!copy.write(piece.bytes)) await Promise.race([once(copy, 'drain'), failed])
    }
  } catch (error) {
    copy.destroy(error as Error)
    throw error
  }
  copy.end()
  await Promise.race([once(copy, 'finish'), failed])
  const end = await reader.line<TableEnd>()
  const sha256 = hash.digest('hex')
  if (end.rows !== rows || end.sha256 !== sha256) throw new Unusable(`${file}: ${table} has ${rows} rows that are not the ${end.rows} which were written`)
  if (identity) await client.query(`select setval(pg_get_serial_sequence($1, $2), $3::bigint, false)`, [`${name(table)}`, identity.column, identity.next])
  return { rows, sha256 }
}

interface Reader { line<T>(): Promise<T>; rows(): AsyncGenerator<{ bytes: Buffer; rows: number }> }

/** Reads a stream by lines where it speaks of itself, and in large pieces where rows lie. */
function readerOf(source: AsyncIterable<Buffer>, file: string): Reader {
  const pieces = source[Symbol.asyncIterator]()
  let kept: Buffer = Buffer.alloc(0)
  const more = async (): Promise<boolean> => {
    const { value, done } = await pieces.next()
    if (done) return false
    kept = kept.length ? Buffer.concat([kept, value as Buffer]) : value as Buffer
    return true
  }
  const ended = Buffer.from('\\.\n')
  return {
    async line<T>() {
      let at = kept.indexOf(10)
      while (at < 0) {
        if (!await more()) throw new Unusable(`${file} ends in the middle`)
        at = kept.indexOf(10)
      }
      const text = kept.toString('utf8', 0, at)
      kept = kept.subarray(at + 1)
      try { return JSON.parse(text) as T } catch { throw new Unusable(`${file} has no line of its own where one should be`) }
    },
    async *rows() {
      for (;;) {
        // The end stands at the beginning of a line; in a row a backslash is always doubled or followed by a letter.
        const end = kept.subarray(0, 3).equals(ended) ? 0 : kept.indexOf('\n\\.\n') + 1
        if (end > 0 || kept.subarray(0, 3).equals(ended)) {
          const bytes = kept.subarray(0, end)
          if (bytes.length) yield { bytes, rows: count(bytes) }
          kept = kept.subarray(end + 3)
          return
        }
        const whole = kept.lastIndexOf(10) + 1
        // The last line stays: it may be the one before the end.
        if (whole > 0 && kept.length > 64 * 1024) {
          const bytes = kept.subarray(0, whole)
          kept = kept.subarray(whole)
          yield { bytes, rows: count(bytes) }
        }
        if (!await more()) throw new Unusable(`${file} ends in the middle`)
      }
    },
  }
}

function count(bytes: Buffer): number {
  let rows = 0
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) rows++
  return rows
}
