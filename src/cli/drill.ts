import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { keyIn } from '#kit/backup/keeps.ts'
import { locationsOf } from '#kit/backup/locations.ts'
import { restore } from '#kit/backup/restore.ts'
import { basesOn, putText, shelfIn } from '#kit/backup/shelf.ts'
import { record } from '#kit/events.ts'
import { tryLock } from '#kit/postgres/locks.ts'
import { system } from '#kit/work.ts'
import { shelfNumber } from '#oversight/backups/actions.ts'
import { drillsOn, lastDrill, nameOf, type Drill } from '#oversight/backups/look.ts'
import { wantedBy } from '#oversight/backups/rules.ts'
import { openCompany } from '#company.ts'
import { keepsOf } from '#server.ts'
import { bar } from './bar.ts'
import { proveEvery } from './every.ts'
import { withOpen } from './open.ts'
import { say, type Options } from './options.ts'

/** The newest backup is restored on a scratch server and every promise recounted there: a backup nobody has restored is a hope (IT-1). */
export const drill = (options: Options, { weekly = false, from }: { weekly?: boolean; from?: string }): Promise<void> => withOpen(options, async ({ home, url, server, log }) => {
  const keeps = keepsOf(home, server)
  if (!keeps.server) throw new Error('DATABASE_URL names a PostgreSQL of your own, whose restores are tried with its own tools: see docs/operations/backup.md')
  const free = tryLock(path.join(path.dirname(keeps.server.spool), 'drill.lock'))
  if (!free) return say(options, { done: false }, 'another drill of this home is running')
  const company = await openCompany({ url, company: options.company, home, log, prepare: true, connections: 3 })
  try {
    const number = await shelfNumber(company.db)
    const { first, second } = locationsOf(home)
    const last = lastDrill(shelfIn(first, number))
    const at = company.now()
    if (weekly && last && at.getTime() - Date.parse(last.at) < wantedBy(company.workOf(company.db, system).book).drill) return say(options, { done: false }, 'this week’s drill is done already')
    // Both locations have their turn.
    const location = from ? path.resolve(from) : second && last?.location !== second && basesOn(shelfIn(second, number)).length ? second : first
    const done = await tryOut(options, { home, location, number, at })
    putText(path.join(drillsOn(shelfIn(first, number)), `${nameOf(at)}.json`), `${JSON.stringify(done, null, 1)}\n`)
    await company.act(system, work => record(work, [{ subject: 'company', id: 0, kind: 'company.drill', facts: { ok: done.ok, base: done.base, seconds: done.seconds } }]))
    say(options, { ...done, done: true }, [
      `${done.ok ? 'ok ' : 'BAD'} ${done.base || 'no backup'} from ${location}${done.lastChangeAt ? `, up to ${done.lastChangeAt}` : ''}, ${done.seconds} s${done.why ? `: ${done.why}` : ''}`,
      ...done.companies.map(c => `${c.ok ? 'ok ' : 'BAD'} ${c.name}: ${c.checks} checks${c.bad.map(b => `\n  ${b}`).join('')}`),
    ].join('\n'))
    if (!done.ok) process.exitCode = 1
  } finally {
    await company.close()
    free()
  }
})

/** What goes wrong on the way is the finding, not a fault of the command. */
async function tryOut(options: Options, { home, location, number, at }: { home: string; location: string; number: string; at: Date }): Promise<Drill> {
  const began = performance.now()
  const scratch = fs.mkdtempSync(path.join(process.env.DANLIU_SCRATCH || os.tmpdir(), 'danliu-drill-'))
  const progress = bar(options, 'drill')
  const drilled: Drill = { at: at.toISOString(), ok: false, why: null, location, base: '', lastChangeAt: null, seconds: 0, companies: [] }
  // Nobody at a desk shall feel it; what is started from here is as humble.
  try { os.setPriority(15) } catch { /* as it is */ }
  try {
    fs.chmodSync(scratch, 0o755)
    const own = path.join(home, 'secret.key')
    if (fs.existsSync(own)) fs.writeFileSync(path.join(scratch, 'secret.key'), fs.readFileSync(own), { mode: 0o600 })
    const done = await restore({ location, system: number, home: scratch, key: await keyIn(home), log: () => {}, settings: { shared_buffers: '128MB', fsync: 'off' }, onProgress: progress.at })
    drilled.base = done.base.name
    drilled.lastChangeAt = done.lastChangeAt?.toISOString() ?? null
    drilled.companies = await proveEvery({ ...options, home: scratch })
    const bad = drilled.companies.filter(c => !c.ok)
    if (bad.length) drilled.why = bad.map(c => `${c.name}: ${c.bad[0] ?? ''}`).join('; ')
    drilled.ok = bad.length === 0
  } catch (error) {
    drilled.why = error instanceof Error ? error.message : String(error)
  } finally {
    progress.end()
    process.env.DANLIU_HOME = home
    const elsewhere = path.join(scratch, 'postgres.place')
    if (fs.existsSync(elsewhere)) fs.rmSync(fs.readFileSync(elsewhere, 'utf8').trim(), { recursive: true, force: true, maxRetries: 5 })
    fs.rmSync(scratch, { recursive: true, force: true, maxRetries: 5 })
  }
  drilled.seconds = Math.round((performance.now() - began) / 100) / 10
  return drilled
}
