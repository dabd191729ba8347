import fs from 'node:fs'
import path from 'node:path'
import { takeBase } from '#kit/backup/base.ts'
import { exportCompany } from '#kit/backup/export.ts'
import { importCompany } from '#kit/backup/import.ts'
import { backupKeysOf, type BackupKey } from '#kit/backup/key.ts'
import { keyIn, letGo, putAway } from '#kit/backup/keeps.ts'
import { locationsOf } from '#kit/backup/locations.ts'
import { restore } from '#kit/backup/restore.ts'
import { Unusable } from '#kit/backup/sealed.ts'
import { basesOn, mirror, shelfIn } from '#kit/backup/shelf.ts'
import { readSecrets, ringIn } from '#kit/secrets.ts'
import { record } from '#kit/events.ts'
import { root } from '#kit/root.ts'
import { tryLock } from '#kit/postgres/locks.ts'
import { system } from '#kit/work.ts'
import { shelfNumber } from '#oversight/backups/actions.ts'
import { exportsIn, forgetExports, houseOf, lastExport, nameOf } from '#oversight/backups/look.ts'
import { eraseAgain } from '#oversight/backups/erasures.actions.ts'
import { layErasures } from '#oversight/backups/erasures.files.ts'
import { erasures } from '#oversight/backups/erasures.store.ts'
import { isDue, wantedBy } from '#oversight/backups/rules.ts'
import { verify } from '#oversight/verify/actions.ts'
import { openCompany } from '#company.ts'
import { keepsOf } from '#server.ts'
import { proveEvery } from './every.ts'
import { withOpen } from './open.ts'
import { homeFor, say, type Options } from './options.ts'
import { bar } from './bar.ts'

/** A copy of everything, sealed, in the first location and then in the second. `nightly`: only if tonight's is not there yet. */
export const backUp = (options: Options, { nightly = false }: { nightly?: boolean }): Promise<void> => withOpen(options, async ({ home, url, server, log }) => {
  const keeps = keepsOf(home, server)
  if (!keeps.server) throw new Error('DATABASE_URL names a PostgreSQL of your own, which this command does not copy: see docs/operations/backup.md for pgBackRest and managed servers. ./danliu export works with any server')
  const free = tryLock(path.join(path.dirname(keeps.server.spool), 'backup.lock'))
  if (!free) return say(options, { done: false }, 'another backup of this home is running')
  const company = await openCompany({ url, company: options.company, home, log, prepare: true, connections: 3 })
  try {
    const { first, second } = locationsOf(home)
    const wanted = wantedBy(company.workOf(company.db, system).book)
    const number = await shelfNumber(company.db)
    const last = basesOn(shelfIn(first, number)).at(-1)
    if (nightly && !isDue(wanted, company.utcOffsetMinutes, company.now(), last && new Date(last.startedAt))) return say(options, { done: false }, 'tonight’s backup is there already')
    const began = performance.now()
    const progress = bar(options, 'backup')
    const base = await takeBase({ adminUrl: keeps.server.adminUrl, location: first, key: await keyIn(home), at: company.now(), doors: keeps.server.doors, server: await versionOf(company.db), onProgress: progress.at })
    progress.end()
    for (let n = 1; n > 0;) n = await putAway(keeps, number)
    const gone = letGo(home, number, new Date(company.now().getTime() - wanted.rewind))
    const seconds = Math.round((performance.now() - began) / 100) / 10
    const sealedBytes = Object.values(base.sealed).reduce((sum, s) => sum + s.bytes, 0)
    say(options, { done: true, name: base.name, dir: base.dir, bytes: base.bytes, sealedBytes, files: base.files, seconds, second: second ?? null, gone },
      `${base.dir}: ${megabytes(base.bytes)} as ${megabytes(sealedBytes)}, ${base.files} files checked, ${seconds} s${second ? `; copied to ${second}` : '; there is no second location (DANLIU_BACKUP_SECOND)'}`)
  } finally {
    await company.close()
    free()
  }
})

/** A company written out by itself, sealed: the archive of years, the way to another server or major version, and the way to leave. */
export const writeOut = (options: Options, { nightly = false, to }: { nightly?: boolean; to?: string }): Promise<void> => withOpen(options, async ({ home, url, log }) => {
  const company = await openCompany({ url, company: options.company, home, log, prepare: true, connections: 3 })
  try {
    const { first, second } = locationsOf(home)
    const at = company.now(), house = await houseOf(home)
    const wanted = wantedBy(company.workOf(company.db, system).book)
    if (nightly && !isDue(wanted, company.utcOffsetMinutes, at, lastExport(first, house, company.company))) return say(options, { done: false }, 'tonight’s export is there already')
    const file = to === undefined ? path.join(exportsIn(first, house, company.company), `${nameOf(at)}.sealed`) : path.resolve(to)
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
    const progress = bar(options, 'export')
    const began = performance.now()
    const { rows, tables, bytes, head } = await exportCompany({ url, company: company.company, key: await keyIn(home), file, at, onProgress: progress.at })
    progress.end()
    const gone = to === undefined ? forgetExports(first, house, company.company, new Date(at.getTime() - wanted.retention)) : 0
    if (second && to === undefined) {
      for (let n = 1; n > 0;) n = await mirror(path.join(first, 'exports'), path.join(second, 'exports'))
      forgetExports(second, house, company.company, new Date(at.getTime() - wanted.retention))
    }
    await layErasures({ home, company: company.company, all: await erasures(company.db) })
    await company.act(system, work => record(work, [{ subject: 'company', id: 0, kind: 'company.export', facts: { rows, bytes, tables: Object.keys(tables).length } }]))
    const seconds = Math.round((performance.now() - began) / 100) / 10
    say(options, { done: true, file, rows, bytes, tables, migration: head.migration, seconds, gone }, `${file}: ${rows} rows of ${Object.keys(tables).length} tables, ${megabytes(bytes)}, ${seconds} s`)
  } finally { await company.close() }
})

/** An exported company into a server that has none of that name. */
export const bringIn = (options: Options, file: string, given: { key?: string }): Promise<void> => {
  const home = homeFor(options)
  const from = path.resolve(file)
  if (!fs.statSync(from, { throwIfNoEntry: false })?.isFile()) throw new Error(`there is no file ${from}`)
  return withOpen(options, async ({ url, log }) => {
    const key = await keyFor(home, given.key)
    const own = path.join(home, 'secret.key')
    // What lies sealed in the company opens only with the key it was sealed with, so that the home must live by that key.
    if (given.key && fs.existsSync(own) && fs.readFileSync(own, 'utf8').trim() !== fs.readFileSync(given.key, 'utf8').trim()) throw new Unusable(`${own} is another key than ${given.key}, and a home has one: bring the company into a home of its own (--home)`)
    if (given.key) takeKey(home, given.key)
    const progress = bar(options, 'import')
    const done = await importCompany({ url, file: from, company: options.company, key, migrations: path.join(root, 'migrations'), onProgress: rows => progress.at(rows, 0) })
    progress.end()
    const company = await openCompany({ url, company: options.company, home, log, prepare: true, connections: 3 })
    try {
      await company.act(system, work => record(work, [{ subject: 'company', id: 0, kind: 'company.import', facts: { rows: done.rows, writtenAt: done.head.at } }]))
      const erased = await company.act(system, work => eraseAgain(work, { folder: path.dirname(from), company: options.company, key }))
      const { ok, checks } = await verify(company.db, { book: company.workOf(company.db, system).book, vault: company.vault, utcOffsetMinutes: company.utcOffsetMinutes })
      const bad = checks.filter(c => !c.ok).map(c => `${c.name}: ${c.bad.slice(0, 3).join('; ')}`)
      say(options, { company: options.company, rows: done.rows, tables: done.tables, migrated: done.migrated, erased, ok, bad }, [
        `company ${options.company} of ${done.head.at}: ${done.rows} rows of ${done.head.tables.length} tables, each counted and summed`, ...(done.migrated.length ? [`brought up by ${done.migrated.join(', ')}`] : []),
        ...(erased ? [`${erased} erasures done again`] : []), ok ? `ok  ${checks.length} checks` : `BAD ${bad.join('\n    ')}`,
      ].join('\n'))
      if (!ok) process.exitCode = 1
    } finally { await company.close() }
  })
}

/** A new home with the database as it was at a moment; every company in it is then held against its promises. */
export async function bringBack(options: Options, given: { to?: string; from?: string; server?: string; key?: string; rescue?: string }): Promise<void> {
  if (!options.home) throw new Error('name the new home with --home: a restore never writes into one that is in use')
  // What is restored is a server of ours, whatever else this machine works with.
  delete process.env.DATABASE_URL
  const home = homeFor(options)
  const location = path.resolve(given.from ?? process.env.DANLIU_BACKUP ?? '')
  if (!given.from && !process.env.DANLIU_BACKUP) throw new Error('name the folder with the backups: --from DIR')
  const key = await keyFor(home, given.key)
  const progress = bar(options, 'restore')
  const done = await restore({
    location, home, key, log: line => { if (!options.json) console.error(line) }, system: given.server, to: given.to === undefined ? undefined : moment(given.to), rescue: given.rescue && path.resolve(given.rescue), onProgress: progress.at,
  })
  progress.end()
  if (given.key) takeKey(home, given.key)
  const companies = await proveEvery(options, { base: done.base.name, to: given.to === undefined ? null : moment(given.to).toISOString(), location, key })
  const ok = companies.every(c => c.ok)
  say(options, { home, base: done.base.name, segments: done.segments, lastChangeAt: done.lastChangeAt ?? null, ok, companies }, [
    `${home} has the database ${done.lastChangeAt ? `as of its last change at ${done.lastChangeAt.toISOString()}` : `as the backup of ${done.base.endedAt} has it`} (${done.segments} pieces of the log)`,
    ...companies.map(c => `${c.ok ? 'ok ' : 'BAD'} ${c.name}: ${c.checks} checks${c.again?.erased ? `, ${c.again.erased} erased again` : ''}${[...c.bad, ...(c.again?.closed ?? []).map(closedList)].map(b => `\n  ${b}`).join('')}`), `start it with: ./danliu serve --home '${home}'`,
  ].join('\n'))
  if (!ok) process.exitCode = 1
}

const closedList = (file: string) => `${file} opens with another key. If it is of this house, whom it names is here again: put the lines of that secret.key and of this one into one file, and restore once more with it`

function takeKey(home: string, file: string): void {
  const own = path.join(home, 'secret.key')
  fs.mkdirSync(home, { recursive: true })
  if (!fs.existsSync(own)) fs.copyFileSync(file, own, fs.constants.COPYFILE_EXCL)
  fs.chmodSync(own, 0o600)
}

async function keyFor(home: string, file: string | undefined): Promise<BackupKey> {
  if (file !== undefined) {
    const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : ''
    try { return backupKeysOf(readSecrets(text, file)) } catch (error) { throw new Unusable((error as Error).message) }
  }
  if (!process.env.DANLIU_KEY && !fs.existsSync(path.join(home, 'secret.key'))) throw new Unusable('a backup opens only with the key of the house that made it: name its secret.key with --key FILE, or give its content in DANLIU_KEY')
  return backupKeysOf((await ringIn(path.join(home, 'secret.key')))())
}

function moment(text: string): Date {
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) throw new Error(`"${text}" is not a moment: write 2026-11-26T07:30:00Z, or with another offset, or without one in the time of this machine`)
  return at
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`
const versionOf = async (db: Parameters<typeof shelfNumber>[0]): Promise<string> => (await import('#kit/lines.ts')).databaseFacts(db).then(f => f.version)
