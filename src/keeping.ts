import { spawn } from 'node:child_process'
import os from 'node:os'
import type { Keeps } from '#kit/backup/keeps.ts'
import { locationsOf } from '#kit/backup/locations.ts'
import { waiting } from '#kit/backup/wal.ts'
import { system } from '#kit/work.ts'
import { countErasures, eraseOld } from '#journey/erasing/actions.ts'
import { lookAtShelves, shelfNumber } from '#oversight/backups/actions.ts'
import { aside, Silent } from '#oversight/backups/aside.ts'
import { erasures } from '#oversight/backups/erasures.store.ts'
import { isDue, wantedBy } from '#oversight/backups/rules.ts'
import { anchorLog } from '#oversight/verify/anchor.actions.ts'
import type { Company } from './company.ts'

// What the timetable does for the safety of the house. A house without a home of its own (tests, the simulator) does none of it.

const began = performance.now()
/** A new house is not copied in its first minutes, when people look at it for the first time. */
const settledMs = 5 * 60_000

const carryMs = 5 * 60_000, mirrorEvery = 60_000
let mirroredAt = -mirrorEvery
/** Carries what the server has laid into its spool to the first location. */
export const carryLog = async (c: Company): Promise<number> => (c.keeps?.server && waiting(c.keeps.server.spool).length > 0 ? aside('first', { keeps: c.keeps, system: await shelfNumber(c.db) }, carryMs) : 0)

/** And from there to the second one, by itself: where one of them hangs, the other is served. */
export async function carryOn(c: Company): Promise<number> {
  if (!c.keeps?.server || !locationsOf(c.keeps.home).second || performance.now() - mirroredAt < mirrorEvery) return 0
  const carried = await aside('second', { keeps: c.keeps, system: await shelfNumber(c.db) }, carryMs)
  if (carried === 0) mirroredAt = performance.now()
  return carried
}

const keptOf = async (c: Company, keeps: Keeps) => {
  const kept = await lookAtShelves(keeps, await shelfNumber(c.db), c.company)
  if (kept.silent) throw new Silent('a location of the backups gives no answer')
  return kept
}

/** Once a night, and at once where there is no copy or a hole in the log behind it. */
export async function backUpByNight(c: Company): Promise<number> {
  if (!c.keeps?.server || performance.now() - began < settledMs) return 0
  const { base, gap } = await keptOf(c, c.keeps)
  if (!gap && !isDue(wantedBy(bookOf(c)), c.utcOffsetMinutes, c.now(), base?.startedAt)) return 0
  return byCommand(c, 'backup', ...(gap ? [] : ['--nightly']))
}

/** Once a night, each company by itself, whatever server it lives on. */
export async function exportByNight(c: Company): Promise<number> {
  if (!c.keeps || performance.now() - began < settledMs) return 0
  const { exportedAt } = await keptOf(c, c.keeps)
  return isDue(wantedBy(bookOf(c)), c.utcOffsetMinutes, c.now(), exportedAt ?? undefined) ? byCommand(c, 'export', '--nightly') : 0
}

/** Once a week, as soon as there is something to restore. */
export async function drillByWeek(c: Company): Promise<number> {
  if (!c.keeps?.server || performance.now() - began < settledMs) return 0
  const { base, drill } = await keptOf(c, c.keeps)
  if (!base || (drill && c.now().getTime() - drill.at.getTime() < wantedBy(bookOf(c)).drill)) return 0
  return byCommand(c, 'drill', '--weekly')
}

/** What is kept long enough is erased; the list of all that was erased lies beside the backups at once, for they do not know of it. */
export async function eraseByClause(c: Company): Promise<number> {
  const done = await c.act(system, work => eraseOld(work))
  if (!c.keeps) return done
  const count = await countErasures(c.db)
  if (count === keptErasures.get(c.company)) return done
  await aside('erasures', { home: c.keeps.home, company: c.company, all: await erasures(c.db) }, carryMs)
  keptErasures.set(c.company, count)
  return done
}
const keptErasures = new Map<string, number>()

/** Once a day the head of the sealed log goes outside. */
export async function anchorDaily(c: Company): Promise<number> {
  if (!c.keeps) return 0
  await anchorLog({ db: c.db, company: c.company, now: c.now, act: what => c.act(system, what) }, c.keeps.home, last => isDue(wantedBy(bookOf(c)), c.utcOffsetMinutes, c.now(), last))
  return 0
}

const bookOf = (c: Company) => c.workOf(c.db, system).book

/** The commands running for this process; they end with it. */
const running = new Set<() => void>()
export const stopKeeping = (): void => { for (const stop of running) stop() }

/** Heavy work goes on in a process of its own, at low priority, so that nobody at a desk feels it. Answers 0: there is never more to do at once. */
async function byCommand(c: Company, ...words: string[]): Promise<number> {
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? '', '--home', c.keeps?.home ?? '', '--company', c.company, '--json', ...words], { stdio: ['ignore', 'ignore', 'pipe'] })
  try { if (child.pid) os.setPriority(child.pid, 10) } catch { /* it has ended, or may not be made humbler */ }
  let said = ''
  child.stderr.on('data', (text: Buffer) => { said = `${said}${text.toString()}`.slice(-600) })
  const stop = () => { child.kill('SIGTERM') }
  running.add(stop)
  try {
    const code = await new Promise<number | string | null>((done, fail) => child.once('error', fail).once('close', (ended, signal) => done(ended ?? signal)))
    if (code === 'SIGTERM' || (code === 1 && words[0] === 'drill')) return 0 // the finding is written down beside the backups
    if (code !== 0) throw new Error(`danliu ${words[0] ?? ''}: ${said.trim().replace(/^danliu: /, '') || `ended with ${code ?? 'nothing'}`}`)
    return 0
  } finally { running.delete(stop) }
}
