import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTortured, type Fault, type TorturedHouse } from './torture/kills.ts'
import { movedAbout } from './torture/moves.ts'
import { workedThrough } from './torture/several.ts'
import { torturedUpload } from './torture/upload.ts'

const seed = Number(process.env['TORTURE_SEED'] ?? 20_260_726)

/** The short form, on one house; the long one, a house for each, is `npm run torture`. */
describe('What was acknowledged survives', { timeout: 180_000 }, () => {
  let house: TorturedHouse
  beforeAll(async () => { house = await openTortured(seed) }, 120_000)
  afterAll(() => house?.close())
  const survives = async (kind: Fault, rounds: number) => {
    const before = house.acknowledged()
    const readyMs = await house.suffer(kind, rounds)
    expect(readyMs.length).toBe(rounds)
    expect(house.acknowledged()).toBeGreaterThan(before)
    return Math.max(...readyMs)
  }
  test('R1: kill -9 of node under load: ready again within 5 s', async () => { expect(await survives('node', 4)).toBeLessThan(5000) })
  test('R2: kill -9 of PostgreSQL under load: the house finds back unaided within 30 s', async () => { expect(await survives('postgres', 2)).toBeLessThan(30_000) })
  test('R14: SIGTERM under load: ends with 0 within 30 s', async () => { await survives('term', 1) })
  test('R1, R2, R14: after all of that no acknowledged order is lost or doubled', async () => {
    const done = await house.end()
    expect(done.verify.checks.filter(c => !c.ok)).toEqual([])
    expect(done.faults).toBeGreaterThan(0)
    expect(done.acknowledged).toBeGreaterThan(0)
  })
})

describe('What was acknowledged survives elsewhere', { timeout: 180_000 }, () => {
  test('R4: PostgreSQL killed in the middle of an import: the same command goes on, 0 duplicates, 0 missing', async () => {
    const done = await torturedUpload({ orders: 1500, faults: 1, seed })
    expect(done.verify.checks.filter(c => !c.ok)).toEqual([])
    expect(done).toMatchObject({ faults: 1, duplicates: 0, missing: 0 })
    expect(done.resumedAt.at(-1)).toBeGreaterThan(0)
  })
  test('R15: a company moves to another server and back under load, broken off once on the way: nothing lost, nothing doubled, no pause of 2 s', async () => {
    const done = await movedAbout({ moves: 2, seed })
    expect(done.verify.checks.filter(c => !c.ok)).toEqual([])
    expect([done.missing, done.doubled, done.brokenOff > 0]).toEqual([[], [], true])
    expect(done.acknowledged).toBeGreaterThan(50)
    expect(done.pauseMs.max).toBeLessThan(2000)
  })
  test('R1, R2, R14 with several processes: two doors and two workers, killed at random while orders go through every step: nothing lost, nothing done twice', async () => {
    const done = await workedThrough({ strikes: 2, seed })
    expect(done.verify.checks.filter(c => !c.ok)).toEqual([])
    expect([done.missing, done.doubled]).toEqual([[], []])
    // Orders of the demo stand before those that came meanwhile, and may be all that reached the dock.
    expect(done.handedOver, JSON.stringify(done.stages)).toBeGreaterThan(0)
  })
})
