import fs from 'node:fs'
import path from 'node:path'
import pg from 'pg'

/** Statements that the house itself issued while tests ran go into this folder, a file for each process; `statements.test.ts` judges them at the end. */
export const folder = (): string | undefined => process.env['DANLIU_STATEMENTS']
export const recorded = (dir: string): string[] => [...new Set(fs.readdirSync(dir).flatMap(file => fs.readFileSync(path.join(dir, file), 'utf8').split('\n').filter(Boolean).map(line => JSON.parse(line) as string)))].sort()

const written = new Set<string>()
const here = import.meta.dirname
const src = path.resolve(here, '../../src') + path.sep
/** What a statement passes through on its way; who wrote it stands before these. */
const passage = [`${src}kit${path.sep}db.ts`, `${src}kit${path.sep}sql.ts`]

/** A test may ask what it likes: whose file comes first on the way to the driver wrote the statement. */
function isOurs(): boolean {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 30
  const stack = new Error().stack ?? ''
  Error.stackTraceLimit = limit
  const first = stack.split('\n').slice(1).find(line => !line.includes('node_modules') && !line.includes('(node:') && !line.includes('at node:') && !line.includes(here) && !passage.some(file => line.includes(file)) && line.includes(path.sep))
  return first !== undefined && first.includes(src) && !/\.test\.tsx?/.test(first)
}

const asks = pg.Client.prototype.query as (this: unknown, ...given: unknown[]) => unknown
if (!('records' in pg.Client.prototype)) {
  Object.assign(pg.Client.prototype, { records: true, query(this: unknown, ...given: unknown[]) {
    const dir = folder()
    const text = typeof given[0] === 'string' ? given[0] : (given[0] as { text?: unknown } | undefined)?.text
    if (dir && typeof text === 'string' && !written.has(text) && isOurs()) {
      written.add(text)
      fs.appendFileSync(path.join(dir, `${process.pid}.jsonl`), `${JSON.stringify(text)}\n`)
    }
    return asks.apply(this, given)
  } })
}
