import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { system } from '#kit/work.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'
import { examine } from './doctor.actions.ts'
import { graveFindings, mildFindings, type Machine } from './doctor.rules.ts'
import { findings, type Looked } from './rules.ts'

let house: TestHouse, home: string
beforeAll(async () => {
  house = await openHouse({ orders: 5 })
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-doctor-'))
})
afterAll(async () => { await house?.close(); fs.rmSync(home, { recursive: true, force: true }) })

const well: Machine = {
  server: 180_007, settings: { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on', data_checksums: 'on', password_encryption: 'scram-sha-256', archive_mode: 'on' }, own: true,
  disks: [{ where: '/a', free: 50e9, all: 100e9 }], memory: { bytes: 8e9, buffers: 5e8 }, keyOpen: null, demoOpen: false, alone: false, fontsMissing: [], certificate: { host: 'a', days: 60 }, skewMs: 3,
}
const grave = (change: Partial<Machine>) => graveFindings({ ...well, ...change }).map(f => f.code)

test('IT-5: the doctor names what is grave on this machine, and nothing where all is well', () => {
  expect([grave({}), mildFindings(well)]).toEqual([[], []])
  expect(grave({ settings: { ...well.settings, fsync: 'off', archive_mode: 'off' } })).toEqual(['setting-weak', 'archive-off'])
  expect(grave({ disks: [{ where: '/a', free: 4e9, all: 100e9 }] })).toEqual(['disk-low'])
  expect(grave({ skewMs: -2500, keyOpen: '/a/secret.key', demoOpen: true })).toEqual(['clock-skew', 'key-open', 'demo-open'])
  expect(grave({ certificate: { host: 'a', days: 20 } })).toEqual(['certificate-ends'])
  expect(grave({ certificate: { host: 'a', fault: 'away' } })).toEqual(['origin-away'])
})

test('B7: a server below 18.6 is told, 18.7 and other majors are not', () => {
  const codes = (server: number) => mildFindings({ ...well, server }).map(f => f.code)
  expect([180_004, 180_007, 170_009].map(codes)).toEqual([['server-old'], [], []])
  expect(mildFindings({ ...well, memory: { bytes: 1e9, buffers: 5e8 }, alone: true, fontsMissing: ['noto-emoji'] }).map(f => f.code)).toEqual(['memory-low', 'pid-one', 'font-missing'])
})

test('IT-1: a house whose backups do not come says so on the health page', async () => {
  const key = path.join(home, 'secret.key')
  fs.writeFileSync(key, 'ab'.repeat(32), { mode: 0o644 })
  const { db, company, now } = house.company
  const found = await examine({ db, company, now, book: house.company.workOf(db, system).book, keeps: { home } })
  // The tests' server is made to be thrown away.
  expect(found.grave.map(f => f.code)).toEqual(expect.arrayContaining(['setting-weak', 'key-open']))
  expect(found.mild.map(f => f.code)).toEqual(expect.arrayContaining(['second-none', 'same-disk']))
  expect(found.kept).toMatchObject({ first: path.join(home, 'backups'), base: null, bases: 0, exportedAt: null })
  const { json } = await house.call('GET', '/api/health', { token: await house.token('it') })
  expect(json).toMatchObject({ backups: null, advice: [], disks: [] })
})

test('IT-5: the nightly check, which reads once a night, is not told to be behind', () => {
  const looked: Looked = { now: new Date(), lines: [{ name: 'a', every: 1000, triedAt: new Date(), okAt: new Date(), failures: 0, error: null }], readers: [{ name: 'self-check', behind: 9, oldestAt: new Date(0) }], jobs: { waiting: 0, dead: 0 }, clocks: { unmarked: 0, lateMs: 0 }, pools: [], missingYears: [], connections: 1, most: 100 }
  expect(findings(looked)).toEqual([])
})
