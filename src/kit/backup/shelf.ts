import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { flushed } from '../durable.ts'

// A location is a folder; in it each server has its shelf, named by the number that PostgreSQL gave it:
//   LOCATION/7312…/base/20261126T030000Z/{backup.json, base.sealed, manifest.sealed, doors.sealed}   a copy of everything
//   LOCATION/7312…/wal/00000001000000000000000A.sealed                                              what has changed since
//   LOCATION/7312…/drills/20261126T040000Z.json                                                      how the trial restores went
// Exports lie beside them, since they need no server of that number: LOCATION/exports/KEY/acme/20261126T030000Z.sealed

/** What a base backup says of itself, in clear: nothing about the company. */
export interface Base {
  name: string; dir: string; system: string; timeline: number; startedAt: string; endedAt: string; start: string; end: string; firstSegment: string
  bytes: number; files: number; server: string; danliu: string; key: string; sealed: Record<string, { bytes: number; sha256: string }>
}

export const shelfIn = (location: string, system: string) => path.join(location, system)
/** The servers that have a shelf in a location. */
export const systemsIn = (location: string): string[] => namesIn(location).filter(name => /^\d{10,20}$/.test(name))

/** Complete base backups, the oldest first; what broke off has no `backup.json` and is none. */
export function basesOn(shelf: string): Base[] {
  return namesIn(path.join(shelf, 'base')).filter(name => /^\d{8}T\d{6}Z$/.test(name)).sort().flatMap(name => {
    const dir = path.join(shelf, 'base', name)
    try { return [{ ...JSON.parse(fs.readFileSync(path.join(dir, 'backup.json'), 'utf8')) as Base, name, dir }] } catch { return [] }
  })
}

/** A file of the server's log: a segment, the history of a timeline, or a note of a backup. */
export const isLog = (name: string) => /^[0-9A-F]{8}(\.history|[0-9A-F]{16}(\.partial|\.[0-9A-F]{8}\.backup)?)$/.test(name)
const isSegment = (name: string) => /^[0-9A-F]{24}$/.test(name)
export const logsOn = (shelf: string): string[] => namesIn(path.join(shelf, 'wal')).filter(name => name.endsWith('.sealed')).map(name => name.slice(0, -7)).filter(isLog).sort()
export const logFile = (shelf: string, name: string) => path.join(shelf, 'wal', `${name}.sealed`)

const perLog = 0x1_0000_0000 / (16 * 1024 * 1024)
/** The number of a segment within its timeline; a segment has the usual 16 MB. */
const placeOf = (segment: string) => parseInt(segment.slice(8, 16), 16) * perLog + parseInt(segment.slice(16, 24), 16)
const segmentAt = (timeline: string, place: number) => `${timeline}${hex(Math.floor(place / perLog))}${hex(place % perLog)}`
const hex = (n: number) => n.toString(16).toUpperCase().padStart(8, '0')

/** The segment in which a position of the log lies. */
export function segmentOf(timeline: number, position: string): string {
  const [high = '0', low = '0'] = position.split('/')
  return `${hex(timeline)}${high.toUpperCase().padStart(8, '0')}${hex(Math.floor(parseInt(low, 16) / (16 * 1024 * 1024)))}`
}

/** The first segment that is missing between those of a timeline from `first` on, and the last before the hole; undefined where there is no hole. */
export function gapAfter(logs: readonly string[], first: string): { missing: string; before: string | undefined } | undefined {
  const timeline = first.slice(0, 8)
  const places = new Set(logs.filter(isSegment).filter(name => name.startsWith(timeline)).map(placeOf).filter(place => place >= placeOf(first)))
  const last = Math.max(...places, -1)
  for (let place = placeOf(first); place < last; place++) if (!places.has(place)) return { missing: segmentAt(timeline, place), before: places.has(place - 1) ? segmentAt(timeline, place - 1) : undefined }
  return undefined
}

/** When the newest segment came. */
export function newestLogAt(shelf: string): Date | undefined {
  const newest = logsOn(shelf).filter(isSegment).sort((a, b) => placeOf(a) - placeOf(b) || a.localeCompare(b)).at(-1)
  return newest === undefined ? undefined : fs.statSync(logFile(shelf, newest), { throwIfNoEntry: false })?.mtime
}

/** Writes a small file in one piece. */
export function putText(file: string, text: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${randomBytes(4).toString('hex')}.draft`
  fs.writeFileSync(draft, text, { mode: 0o600, flush: true })
  fs.renameSync(draft, file)
  flushed(path.dirname(file))
}

/** Brings to the second location what only the first one has; what is there already is left alone. Answers how many files went. */
export async function mirror(from: string, to: string, most = 200): Promise<number> {
  fs.mkdirSync(to, { recursive: true, mode: 0o700 })
  let done = 0
  const there = new Set(filesBelow(to))
  for (const file of filesBelow(from)) {
    const target = path.join(to, file)
    if (done >= most) break
    if (there.has(file)) continue
    fs.mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 })
    const draft = `${target}.${randomBytes(4).toString('hex')}.draft`
    try {
      await fs.promises.copyFile(path.join(from, file), draft)
      const handle = await fs.promises.open(draft, 'r')
      try { await handle.sync() } finally { await handle.close() }
      fs.renameSync(draft, target)
    } finally { fs.rmSync(draft, { force: true }) }
    flushed(path.dirname(target))
    done++
  }
  return done
}

/** How many files the second location lacks, by the names in the folders: there are tens of thousands. */
export function lacking(from: string, to: string): number {
  const there = new Set(filesBelow(to))
  return filesBelow(from).reduce((count, file) => count + (there.has(file) ? 0 : 1), 0)
}

/** Finished files below a folder, a `backup.json` after what it vouches for. */
function filesBelow(dir: string, under = ''): string[] {
  const entries = fs.existsSync(path.join(dir, under)) ? fs.readdirSync(path.join(dir, under), { withFileTypes: true }) : []
  const rank = (name: string) => (name === 'backup.json' ? 1 : 0)
  const broken = under.startsWith('base') && under !== 'base' && path.basename(path.dirname(under)) === 'base' && !entries.some(e => e.name === 'backup.json')
  return broken ? [] : entries.toSorted((a, b) => rank(a.name) - rank(b.name) || a.name.localeCompare(b.name))
    .flatMap(e => { const name = path.join(under, e.name); return e.isDirectory() ? filesBelow(dir, name) : e.isFile() && !name.endsWith('.draft') ? [name] : [] })
}

/** Lets go of what is older than anybody may ask for: bases before the last one that is older than `from`, and the log before the first one kept. Answers how many. */
export function forget(shelf: string, from: Date): number {
  const bases = basesOn(shelf)
  const first = bases.findLastIndex(base => new Date(base.endedAt) <= from)
  const gone = first > 0 ? bases.slice(0, first) : []
  for (const base of gone) fs.rmSync(base.dir, { recursive: true, force: true })
  const kept = bases[Math.max(first, 0)]
  // A restore that made a new timeline keeps the old one's log as long as its bases.
  const logs = kept ? logsOn(shelf).filter(name => !name.endsWith('.history') && name.slice(8, 24) < kept.firstSegment.slice(8, 24)) : []
  for (const name of logs) fs.rmSync(logFile(shelf, name), { force: true })
  return gone.length + logs.length
}

const namesIn = (dir: string): string[] => { try { return fs.readdirSync(dir) } catch { return [] } }
