import type { Keeps } from '#kit/backup/keeps.ts'
import { locationsOf } from '#kit/backup/locations.ts'
import type { Db } from '#kit/db.ts'
import { aside, Silent } from './aside.ts'
import type { Kept } from './rules.ts'
import { systemOf } from './store.ts'

const known = new WeakMap<object, Promise<string>>()
/** Asked once a process. */
export function shelfNumber(db: Db): Promise<string> {
  const asked = known.get(db) ?? systemOf(db)
  known.set(db, asked)
  asked.catch(() => known.delete(db))
  return asked
}

const looked = new Map<string, { at: number; kept: Promise<Kept> }>()
const lookedForMs = 15_000
const patienceMs = 10_000
/** What can be restored from now. Many ask, and the folders hold tens of thousands of names: they are read every 15 s, by a process of its own, because a location may hang. */
export function lookAtShelves(keeps: Keeps, system: string, company: string): Promise<Kept> {
  const { first, second } = locationsOf(keeps.home)
  const of = JSON.stringify([keeps.home, system, company, first, second])
  const last = looked.get(of), now = performance.now()
  if (last && now - last.at < lookedForMs) return last.kept
  const kept = aside('look', { keeps, system, company }, patienceMs).catch((error: unknown): Kept => {
    if (!(error instanceof Silent)) throw error
    return { first, second: second ?? null, silent: true, sameDisk: false, base: null, bases: 0, oldestAt: null, logAt: null, waiting: 0, gap: null, lacking: 0, drill: null, exportedAt: null }
  })
  looked.set(of, { at: now, kept })
  kept.catch(() => looked.delete(of))
  return kept
}
