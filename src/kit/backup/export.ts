import { createHash } from 'node:crypto'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { version } from '../root.ts'
import type { BackupKey } from './key.ts'
import { writeSealed, type Written } from './sealed.ts'
import { selectOf, tablesOf, type Table } from './tables.ts'

// An export is lines: a head, then for each table a line that names it, its rows as COPY writes them (one a line), `\.` and a line that
// counts and sums them, and a last line. It needs neither this program nor this PostgreSQL to be read.

export interface Head { format: 1; company: string; at: string; migration: string; danliu: string; tables: string[] }
export interface TableHead { table: string; columns: string[]; identity: Table['identity'] }
export interface TableEnd { rows: number; sha256: string }
export interface Exported extends Written { head: Head; rows: number; tables: Record<string, TableEnd> }

export interface Exporting { url: string; company: string; key: BackupKey; file: string; at: Date; onProgress?: (done: number, all: number) => void }

/** Writes a company out as of one moment, sealed, in one pass and with the memory of a few pieces. */
export async function exportCompany({ url, company, key, file, at, onProgress = () => {} }: Exporting): Promise<Exported> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    await client.query(`set local search_path = "${company}"`)
    for (const setting of [`statement_timeout = 0`, `datestyle = 'ISO, YMD'`, `intervalstyle = 'postgres'`, `timezone = 'UTC'`, `bytea_output = 'hex'`, `extra_float_digits = 1`]) await client.query(`set local ${setting}`)
    const tables = await tablesOf(client, company)
    if (tables.length === 0) throw new Error(`there is no company ${company} on this server`)
    const { rows: [last] } = await client.query('select name from migration order by number desc limit 1')
    const head: Head = { format: 1, company, at: at.toISOString(), migration: String(last?.name), danliu: version, tables: tables.map(t => t.name) }
    const ends: Record<string, TableEnd> = {}
    const written = await writeSealed({ key, name: `export ${company}`, file, source: lines(client, head, tables, ends, onProgress) })
    await client.query('commit')
    return { ...written, head, tables: ends, rows: Object.values(ends).reduce((sum, t) => sum + t.rows, 0) }
  } finally {
    await client.end().catch(() => {})
  }
}

async function* lines(client: pg.Client, head: Head, tables: readonly Table[], ends: Record<string, TableEnd>, onProgress: (done: number, all: number) => void): AsyncGenerator<Buffer> {
  const line = (value: object) => Buffer.from(`${JSON.stringify(value)}\n`)
  const all = tables.reduce((sum, t) => sum + t.rows, 0)
  let done = 0
  yield line(head)
  for (const table of tables) {
    yield line({ table: table.name, columns: table.columns, identity: table.identity } satisfies TableHead)
    const hash = createHash('sha256')
    let rows = 0
    for await (const piece of client.query(copyTo(`copy (${selectOf(table)}) to stdout`)) as AsyncIterable<Buffer>) {
      hash.update(piece)
      const before = rows
      for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) rows++
      onProgress(done += rows - before, Math.max(all, done))
      yield piece
    }
    const end: TableEnd = { rows, sha256: hash.digest('hex') }
    ends[table.name] = end
    yield Buffer.from('\\.\n')
    yield line(end)
  }
  yield line({ end: true, tables: tables.length, rows: done })
}
