import fs from 'node:fs'
import path from 'node:path'
import { locationsOf } from '#kit/backup/locations.ts'
import type { Keeps } from '#kit/backup/keeps.ts'
import { basesOn, gapAfter, lacking, logsOn, newestLogAt, shelfIn } from '#kit/backup/shelf.ts'
import { waiting } from '#kit/backup/wal.ts'
import type { Db } from '#kit/db.ts'
import type { Kept } from './rules.ts'
import { systemOf } from './store.ts'

/** One trial restore, as it was written down beside the backups. */
export interface Drill { at: string; ok: boolean; why: string | null; location: string; base: string; lastChangeAt: string | null; seconds: number; companies: { name: string; ok: boolean; checks: number; bad: string[] }[] }

const known = new WeakMap<object, Promise<string>>()
/** Asked once a process. */
export function shelfNumber(db: Db): Promise<string> {
  const asked = known.get(db) ?? systemOf(db)
  known.set(db, asked)
  asked.catch(() => known.delete(db))
  return asked
}

const looked = new Map<string, { at: number; kept: Kept }>()
const lookedForMs = 15_000
/** What can be restored from now, as the folders say; nobody's memory of it is believed. Many ask, and the folders hold tens of thousands of names: they are read every 15 s. */
export function lookAtShelves(keeps: Keeps, system: string, company: string): Kept {
  const of = JSON.stringify([keeps.home, system, company, locationsOf(keeps.home)])
  const last = looked.get(of), now = performance.now()
  if (last && now - last.at < lookedForMs) return last.kept
  const kept = lookNow(keeps, system, company)
  looked.set(of, { at: now, kept })
  return kept
}

function lookNow({ home, server }: Keeps, system: string, company: string): Kept {
  const { first, second } = locationsOf(home)
  const shelf = shelfIn(first, system)
  const bases = basesOn(shelf), logs = logsOn(shelf)
  const newest = bases.at(-1)
  const drill = lastDrill(shelf)
  const exported = lastExport(first, company)
  return {
    first, second: second ?? null, sameDisk: isSameDisk(first, server?.spool ?? home),
    base: newest ? { endedAt: new Date(newest.endedAt), bytes: newest.bytes, sealedBytes: Object.values(newest.sealed).reduce((sum, s) => sum + s.bytes, 0) } : null,
    bases: bases.length, oldestAt: bases[0] ? new Date(bases[0].endedAt) : null,
    logAt: newestLogAt(shelf) ?? null, waiting: server ? waiting(server.spool).length : 0, gap: newest ? gapAfter(logs, newest.firstSegment)?.missing ?? null : null,
    lacking: second ? lacking(shelf, shelfIn(second, system)) : 0,
    drill: drill ? { at: new Date(drill.at), ok: drill.ok, why: drill.why } : null, exportedAt: exported ?? null,
  }
}

export const drillsOn = (shelf: string) => path.join(shelf, 'drills')
export function lastDrill(shelf: string): Drill | undefined {
  const newest = namesIn(drillsOn(shelf)).filter(name => /^\d{8}T\d{6}Z\.json$/.test(name)).sort().at(-1)
  try { return newest ? JSON.parse(fs.readFileSync(path.join(drillsOn(shelf), newest), 'utf8')) as Drill : undefined } catch { return undefined }
}

export const exportsIn = (location: string, company: string) => path.join(location, 'exports', company)
export const exportNames = (location: string, company: string): string[] => namesIn(exportsIn(location, company)).filter(name => /^\d{8}T\d{6}Z\.sealed$/.test(name)).sort()
/** When the newest export was begun; its name says so. */
export function lastExport(location: string, company: string): Date | undefined {
  const newest = exportNames(location, company).at(-1)
  return newest ? momentOf(newest) : undefined
}
/** Lets go of exports older than the handbook wants them; the newest always stays. Answers how many. */
export function forgetExports(location: string, company: string, from: Date): number {
  const old = exportNames(location, company).slice(0, -1).filter(name => momentOf(name) < from)
  for (const name of old) fs.rmSync(path.join(exportsIn(location, company), name), { force: true })
  return old.length
}
export const nameOf = (at: Date) => at.toISOString().replace(/[-:]|\.\d+/g, '')
export const momentOf = (name: string) => new Date(name.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z.*$/, '$1-$2-$3T$4:$5:$6Z'))

function isSameDisk(one: string, two: string): boolean {
  const device = (dir: string): number => fs.statSync(dir, { throwIfNoEntry: false })?.dev ?? (dir === path.dirname(dir) ? -1 : device(path.dirname(dir)))
  return device(one) === device(two)
}
const namesIn = (dir: string): string[] => { try { return fs.readdirSync(dir) } catch { return [] } }
