import fs from 'node:fs'
import pg from 'pg'
import { openLog } from '#kit/log.ts'
import { channels } from '#partners/channels/actions.ts'
import { openCompany } from '../../src/company.ts'
import { saga } from './saga.ts'

/**
 * A process that lives the saga and kills itself with nine at the n-th point: before or after a commit that wrote something, before or after
 * a call outside. It counts what passes between driver and server, so that the house needs no hook and knows nothing of it. Every point and
 * every answer is told on standard output, in one piece, before anything else happens.
 */
const { url, home, at, bornAt } = JSON.parse(process.argv[2] ?? '') as { url: string; home: string; at: number; bornAt: string }
const say = (line: unknown) => { fs.writeSync(1, `${JSON.stringify(line)}\n`) }
let count = 0, step = 'open'
/** Nothing counts until the house is open. */
let living = false
const point = (name: string) => {
  if (!living) return
  count++
  say({ point: `${step}: ${name}` })
  if (count === at) process.kill(process.pid, 'SIGKILL')
}

type Query = (this: pg.Client, asked: unknown, ...rest: unknown[]) => Promise<pg.QueryResult>
const query = pg.Client.prototype.query as unknown as Query
const within = new WeakSet<pg.Client>()
const ask = async function (this: pg.Client, asked: unknown, ...rest: unknown[]): Promise<pg.QueryResult> {
  const text = (typeof asked === 'string' ? asked : (asked as { text?: string }).text ?? '').trim().toLowerCase()
  if (text === 'begin') within.add(this)
  if (text === 'rollback') within.delete(this)
  if (text === 'commit') {
    const { wrote } = (await query.call(this, 'select pg_current_xact_id_if_assigned() is not null as wrote')).rows[0] as { wrote: boolean }
    if (wrote) point('before commit')
    const done = await query.call(this, asked, ...rest)
    within.delete(this)
    if (wrote) point('after commit')
    return done
  }
  // A statement by itself is a transaction of its own.
  const alone = living && !within.has(this) && text !== 'begin' && !text.startsWith('select')
  if (alone) point('before a statement')
  const done = await query.call(this, asked, ...rest)
  if (alone && (done.rowCount ?? 0) > 0) point('after a statement')
  return done
}
// The pool hands a callback where it connects; everything of ours awaits.
pg.Client.prototype.query = function (this: pg.Client, asked: unknown, ...rest: unknown[]) {
  return rest.some(r => typeof r === 'function') ? query.call(this, asked, ...rest) : ask.call(this, asked, ...rest)
} as never

const { file } = channels
Object.assign(channels, { file: { words: file.words, async send(...given: Parameters<typeof file.send>) { point('before the call'); await file.send(...given); point('after the call') } } })

process.env.DANLIU_HOME = home
const company = await openCompany({ url, company: 'demo', home, log: openLog(undefined, 'error'), now: () => new Date(bornAt) })
living = true
await saga({ company, acknowledge: told => say({ acknowledged: told }), step: name => { step = name } }, new Date(bornAt))
living = false
say({ ended: count })
await company.close()
process.exit(0)
