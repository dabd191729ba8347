import { expect, test } from 'vitest'
import { disks, fullDisks } from './torture/disk.ts'
import { whyNoDiskInFile, whyNoDisks } from './torture/disks.ts'
import { powerCuts } from './torture/power.ts'

const seed = Number(process.env['DANLIU_SEED'] ?? Date.now() % 2 ** 31)
const noDisks = whyNoDisks(), noPower = whyNoDiskInFile()
if (noDisks) console.log(`R5 is not tried: ${noDisks}`)
if (noPower) console.log(`R12 is not tried: ${noPower}`)

test.skipIf(noDisks)('R5: the disk of the tables, of files sent in and of the house’s log run full: who is refused is told why, nothing is lost, and it goes on by itself', async () => {
  // That of the log of the database, where the server stops itself, is longer: `npm run torture`.
  const done = await fullDisks({ seed, only: disks.filter(d => d !== 'wal' || process.env['DANLIU_SEED']), say: console.log })
  console.log(JSON.stringify({ ...done, verify: done.verify.ok }))
  expect(done.verify.checks.filter(c => !c.ok)).toEqual([])
  expect(done.faults).toBeGreaterThanOrEqual(3)
}, 180_000)

test.skipIf(noPower)('R12: the power goes under load: what the disk had not written is gone, and nothing acknowledged with it', async () => {
  const done = await powerCuts({ rounds: Number(process.env['DANLIU_CUTS'] ?? 1), seed, say: console.log })
  console.log(JSON.stringify({ ...done, verify: done.verify.ok }))
  expect(done.verify.checks.filter(c => !c.ok)).toEqual([])
  expect(done.lostBytes).toBe(true)
}, 3_600_000)
