import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPlace, type Place } from './torture/place.ts'

let place: Place
const others: string[] = []
const other = () => { const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-restored-')); fs.chmodSync(dir, 0o755); others.push(dir); return dir }
let scratch: string
beforeAll(async () => {
  scratch = process.env.DANLIU_SCRATCH = other()
  place = await openPlace()
}, 120_000)
afterAll(async () => { delete process.env.DANLIU_SCRATCH; await place?.close(); for (const dir of others) fs.rmSync(dir, { recursive: true, force: true }) })

const json = async (...words: string[]) => {
  const { code, said, complained } = await place.command('--json', ...words)
  expect(`${code} ${complained}`).toMatch(/^[01] /)
  return JSON.parse(said)
}

test('R7: ./danliu backup and ./danliu restore bring a house back in an empty home, and every promise is recounted there', async () => {
  const made = await json('backup')
  expect(made).toMatchObject({ done: true, second: null })
  expect(await json('backup', '--nightly')).toEqual({ done: false })
  const home = other()
  const from = path.join(place.home, 'backups')
  // Without the key, with a wrong one, and into a home in use it says what is missing.
  expect((await place.command('restore', '--home', home, '--from', from)).complained).toContain('opens only with the key of the house')
  fs.writeFileSync(path.join(home, 'wrong.key'), 'ab'.repeat(32))
  expect((await place.command('restore', '--home', home, '--from', from, '--key', path.join(home, 'wrong.key'))).complained).toMatch(/sealed with another key .*Give the secret\.key/)
  const key = path.join(place.home, 'secret.key')
  expect((await place.command('restore', '--home', place.home, '--from', from, '--key', key)).complained).toMatch(/there is a database in .* already/)
  expect(await json('restore', '--home', home, '--from', from, '--key', key)).toMatchObject({ ok: true, companies: [{ name: 'demo', ok: true, bad: [] }] })
  expect((await place.command('verify', '--home', home)).code).toBe(0)
}, 120_000)

test('R8: ./danliu export and ./danliu company import bring a company alone into an empty home; one that is there is never mixed with another', async () => {
  const { file, rows } = await json('export')
  expect(await json('export', '--nightly')).toEqual({ done: false })
  const home = other(), key = path.join(place.home, 'secret.key')
  expect(await json('company', 'import', file, '--home', home, '--key', key)).toMatchObject({ rows, ok: true, bad: [] })
  expect((await place.command('company', 'import', file, '--home', home, '--key', key)).complained).toContain('there is a company demo on this server already')
}, 120_000)

test('R7: ./danliu drill restores the newest backup on a scratch server, recounts every promise, and a spoiled backup is its finding', async () => {
  expect(await json('drill')).toMatchObject({ ok: true, companies: [{ name: 'demo', ok: true }] })
  expect(await json('drill', '--weekly')).toEqual({ done: false })
  const [number] = fs.readdirSync(path.join(place.home, 'backups')).filter(n => /^\d+$/.test(n))
  const base = path.join(place.home, 'backups', number!, 'base')
  const file = path.join(base, fs.readdirSync(base).at(-1)!, 'base.sealed')
  const bytes = fs.readFileSync(file)
  bytes[5000]! ^= 1
  fs.writeFileSync(file, bytes)
  expect(await json('drill')).toMatchObject({ ok: false, why: expect.stringContaining('base.sealed is damaged') })
  expect(fs.readdirSync(scratch)).toEqual([])
}, 120_000)
