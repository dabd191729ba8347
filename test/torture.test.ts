import { describe, expect, test } from 'vitest'
import { torture, type Fault } from './torture/kills.ts'
import { movedAbout } from './torture/moves.ts'
import { workedThrough } from './torture/several.ts'
import { torturedUpload } from './torture/upload.ts'

/** The short form; the long one is `npm run torture`. */
async function survives(kind: Fault, rounds: number) {
  const done = await torture({ kind, rounds, seed: Number(process.env['TORTURE_SEED'] ?? 20_260_726) })
  expect(done.verify.checks.filter(c => !c.ok)).toEqual([])
  expect(done.faults).toBe(rounds)
  expect(done.acknowledged).toBeGreaterThan(0)
  return done
}

describe('What was acknowledged survives', { timeout: 180_000 }, () => {
  test('R1: kill -9 of node under load: no acknowledged order lost or doubled, ready again within 5 s', async () => {
    expect((await survives('node', 4)).readyMs.max).toBeLessThan(5000)
  })
  test('R2: kill -9 of PostgreSQL under load: the house finds back unaided within 30 s, nothing lost', async () => {
    expect((await survives('postgres', 2)).readyMs.max).toBeLessThan(30_000)
  })
  test('R4: PostgreSQL killed in the middle of an import: the same command goes on, 0 duplicates, 0 missing', async () => {
    const done = await torturedUpload({ orders: 3000, faults: 1, seed: Number(process.env['TORTURE_SEED'] ?? 20_260_726) })
    expect(done.verify.checks.filter(c => !c.ok)).toEqual([])
    expect(done).toMatchObject({ faults: 1, duplicates: 0, missing: 0 })
    expect(done.resumedAt.at(-1)).toBeGreaterThan(0)
  })
  test('R14: SIGTERM under load: ends with 0 within 30 s, nothing lost', async () => { await survives('term', 1) })
  test('R15: a company moves to another server and back under load, broken off once on the way: nothing lost, nothing doubled, no pause of 2 s', async () => {
    const done = await movedAbout({ moves: 2, seed: Number(process.env['TORTURE_SEED'] ?? 20_260_726) })
    expect(done.verify.checks.filter(c => !c.ok)).toEqual([])
    expect([done.missing, done.doubled, done.brokenOff > 0]).toEqual([[], [], true])
    expect(done.acknowledged).toBeGreaterThan(50)
    expect(done.pauseMs.max).toBeLessThan(2000)
  })
  test('R1, R2, R14 with several processes: two doors and two workers, killed at random while orders go through every step: nothing lost, nothing done twice', async () => {
    const done = await workedThrough({ strikes: 2, seed: Number(process.env['TORTURE_SEED'] ?? 20_260_726) })
    expect(done.verify.checks.filter(c => !c.ok)).toEqual([])
    expect([done.missing, done.doubled]).toEqual([[], []])
    expect(done.stages['handed-over'], JSON.stringify(done.stages)).toBeGreaterThan(0)
  })
})
