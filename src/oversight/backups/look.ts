import fs from 'node:fs'
import path from 'node:path'
import { locationsOf } from '#kit/backup/locations.ts'
import { keyIn, type Keeps } from '#kit/backup/keeps.ts'
import { basesOn, gapAfter, lacking, logsOn, newestLogAt, shelfIn } from '#kit/backup/shelf.ts'
import { waiting } from '#kit/backup/wal.ts'
import type { Kept } from './rules.ts'

/** One trial restore, as it was written down beside the backups. */
export interface Drill { at: string; ok: boolean; why: string | null; location: string; base: string; lastChangeAt: string | null; seconds: number; companies: { name: string; ok: boolean; checks: number; bad: string[] }[] }

/** Whose backups: the server by its number, the company by its name. */
export interface Look { keeps: Keeps; system: string; company: string }

/** What can be restored from now, as the folders say; nobody's memory of it is believed. It touches the locations: the house asks for it aside. */
export async function lookAt({ keeps: { home, server }, system, company }: Look): Promise<Kept> {
  const { first, second } = locationsOf(home)
  const house = await houseOf(home)
  const shelf = shelfIn(first, system)
  const bases = basesOn(shelf), logs = logsOn(shelf)
  const newest = bases.at(-1)
  const drill = lastDrill(shelf)
  const exported = lastExport(first, house, company)
  return {
    first, second: second ?? null, silent: false, sameDisk: isSameDisk(first, server?.spool ?? home),
    base: newest ? { startedAt: new Date(newest.startedAt), endedAt: new Date(newest.endedAt), bytes: newest.bytes, sealedBytes: Object.values(newest.sealed).reduce((sum, s) => sum + s.bytes, 0) } : null,
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

/** Exports lie by the first key of their house that is still there, so that houses that share a location do not mix companies of one name. */
export async function houseOf(home: string): Promise<string> {
  const { id, older } = await keyIn(home)
  return older?.at(-1)?.id ?? id
}
/** Wherever in a location a company of this name has its exports. */
export const foldersOf = (location: string, company: string): string[] => namesIn(path.join(location, 'exports')).map(house => exportsIn(location, house, company)).filter(folder => fs.existsSync(folder))
export const exportsIn = (location: string, house: string, company: string) => path.join(location, 'exports', house, company)
export const exportNames = (location: string, house: string, company: string): string[] => namesIn(exportsIn(location, house, company)).filter(name => /^\d{8}T\d{6}Z\.sealed$/.test(name)).sort()
/** When the newest export was begun; its name says so. */
export function lastExport(location: string, house: string, company: string): Date | undefined {
  const newest = exportNames(location, house, company).at(-1)
  return newest ? momentOf(newest) : undefined
}
/** Lets go of exports older than the handbook wants them; the newest always stays. Answers how many. */
export function forgetExports(location: string, house: string, company: string, from: Date): number {
  const old = exportNames(location, house, company).slice(0, -1).filter(name => momentOf(name) < from)
  for (const name of old) fs.rmSync(path.join(exportsIn(location, house, company), name), { force: true })
  return old.length
}
export const nameOf = (at: Date) => at.toISOString().replace(/[-:]|\.\d+/g, '')
export const momentOf = (name: string) => new Date(name.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z.*$/, '$1-$2-$3T$4:$5:$6Z'))

function isSameDisk(one: string, two: string): boolean {
  const device = (dir: string): number => fs.statSync(dir, { throwIfNoEntry: false })?.dev ?? (dir === path.dirname(dir) ? -1 : device(path.dirname(dir)))
  return device(one) === device(two)
}
const namesIn = (dir: string): string[] => { try { return fs.readdirSync(dir) } catch { return [] } }
