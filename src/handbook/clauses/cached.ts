import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { getCompileCacheDir } from 'node:module'
import path from 'node:path'
import { root } from '#kit/root.ts'
import type { Handbook } from './rules.ts'

const defaultHandbook = path.join(root, 'handbook')

/**
 * The handbook, read from its chapters or, when this very program has read these very chapters before, from beside Node's own
 * compiled code: reading YAML with every place in it takes longer than the rest of the handbook's work at a start.
 */
export async function handbookInForce(knownEvents: readonly string[], { directory = defaultHandbook, cache = getCompileCacheDir() } = {}): Promise<Handbook> {
  const file = cache && path.join(cache, `handbook-${fingerprint(knownEvents, directory)}.json`)
  if (file && existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Handbook
  const { loadHandbook } = await import('./load.ts')
  const { book, flaws } = loadHandbook(knownEvents, directory)
  if (flaws.length) throw new Error(`the handbook has flaws:\n${flaws.join('\n')}`)
  if (file) keep(file, book)
  return book
}

/** Of the chapters, of the events they may name, and of the code that gave the book its shape. */
function fingerprint(knownEvents: readonly string[], directory: string): string {
  const hash = createHash('sha256').update(knownEvents.join())
  for (const file of ['load.ts', 'rules.ts']) hash.update(readFileSync(path.join(root, 'src/handbook/clauses', file)))
  for (const name of readdirSync(directory).sort()) hash.update(`\0${name}\0`).update(readFileSync(path.join(directory, name)))
  return hash.digest('hex').slice(0, 24)
}

/** Written aside and renamed, so that half a book is never read. A cache that cannot be written is no fault. */
function keep(file: string, book: Handbook): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(book))
    renameSync(`${file}.${process.pid}`, file)
  } catch {
    // Read anew at the next start.
  }
}
