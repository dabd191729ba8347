import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { loadHandbook } from '#handbook/clauses/load.ts'
import { aside, Silent } from './aside.ts'
import { findingsOf, isDue, wantedBy, type Kept } from './rules.ts'

const wanted = wantedBy(loadHandbook([]).book)
const now = new Date('2026-11-26T12:00:00Z')
const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000)
const well: Kept = {
  first: '/a', second: '/b', sameDisk: false, silent: false, base: { startedAt: ago(10), endedAt: ago(10), bytes: 1, sealedBytes: 1 }, bases: 20, oldestAt: ago(900), logAt: ago(0.01), waiting: 0, gap: null, lacking: 0,
  drill: { at: ago(100), ok: true, why: null }, exportedAt: ago(10),
}
const codes = (kept: Partial<Kept>, physical = true) => findingsOf({ ...well, ...kept }, wanted, { now, physical, up: 3_600_000 }).map(f => f.code)

test('IT-1: the figures of the backups are those of the handbook', () => {
  expect(wanted).toMatchObject({ every: 86_400_000, startsAt: 2.5 * 3_600_000, rewind: 35 * 86_400_000, drill: 7 * 86_400_000 })
  expect(wanted.retention).toBeGreaterThanOrEqual(3 * 365 * 86_400_000)
})

test.each([
  ['never done', '2026-03-02T02:00:00Z', undefined, true],
  ['done in this night', '2026-03-02T02:00:00Z', '2026-03-01T18:31:00Z', false],
  ['half past two has come in Shanghai', '2026-03-02T18:30:00Z', '2026-03-02T18:29:00Z', true],
  ['by hand at noon, so tonight again', '2026-03-02T19:00:00Z', '2026-03-02T04:00:00Z', true],
])('IT-1: the backup is due once a night in company time: %s', (_, at, last, due) => {
  expect(isDue(wanted, 480, new Date(at), last === undefined ? undefined : new Date(last))).toBe(due)
})

test('IT-1: whatever stands between the house and a restore is said', () => {
  expect(codes({})).toEqual([])
  expect(codes({ base: null, bases: 0, oldestAt: null, drill: null, exportedAt: null, second: null, sameDisk: true })).toEqual(['backup-none', 'export-none', 'second-none', 'same-disk'])
  expect(codes({ base: { startedAt: ago(31), endedAt: ago(31), bytes: 1, sealedBytes: 1 }, drill: { at: ago(220), ok: false, why: 'x' }, exportedAt: ago(31) })).toEqual(['backup-late', 'drill-failed', 'drill-late', 'export-late'])
  expect(codes({ drill: null })).toEqual(['drill-none'])
  expect(codes({ gap: '00', lacking: 200 })).toEqual(['log-gap', 'second-behind'])
  // A server of one's own has its own copies; the exports are ours.
  expect(codes({ base: null, drill: null, exportedAt: ago(31) }, false)).toEqual(['export-late'])
})

test('R6: a location that is away is told within five minutes, while the log waits in the spool', () => {
  expect(codes({ waiting: 4, logAt: ago(4 / 60) })).toEqual([])
  expect(codes({ waiting: 6, logAt: ago(5.1 / 60) })).toEqual(['log-waits'])
  expect(codes({ silent: true, base: null })).toEqual(['location-silent'])
})

test('R6: a location that hangs holds up nobody: the house goes on, says so, and looks again when it answers', async () => {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-hangs-'))
  try {
    fs.writeFileSync(path.join(home, 'secret.key'), `${'ab'.repeat(32)}\n`, { mode: 0o600 })
    const base = path.join(home, 'backups/7312000000000000000/base/20260302T030000Z')
    fs.mkdirSync(base, { recursive: true })
    // Whoever opens a pipe that nobody writes to waits in the kernel, as on a mount whose server is gone.
    expect(spawnSync('mkfifo', [path.join(base, 'backup.json')]).status).toBe(0)
    const ask = (limitMs: number) => aside('look', { keeps: { home }, system: '7312000000000000000', company: 'demo' }, limitMs)
    let beats = 0
    const heart = setInterval(() => { beats++ }, 10)
    const began = performance.now()
    await expect(ask(2500)).rejects.toBeInstanceOf(Silent)
    clearInterval(heart)
    expect(performance.now() - began).toBeLessThan(4000)
    expect(beats).toBeGreaterThan(100)
    fs.rmSync(path.join(base, 'backup.json'))
    for (let n = 0; n < 100; n++) { // as soon as the one that hung is gone
      const kept = await ask(20_000).catch((error: unknown) => { if (!(error instanceof Silent)) throw error })
      if (kept) { expect(kept).toMatchObject({ silent: false, bases: 0 }); return }
      await sleep(50)
    }
    expect.unreachable('it was never looked at again')
  } finally { fs.rmSync(home, { recursive: true, force: true }) }
})
