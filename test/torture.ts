import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { torture, type Fault } from './torture/kills.ts'
import { onCluster } from './torture/cluster.ts'
import { fullDisks } from './torture/disk.ts'
import { movedAbout } from './torture/moves.ts'
import { workedThrough } from './torture/several.ts'
import { powerCuts } from './torture/power.ts'
import { soak } from './torture/soak.ts'
import { storm } from './torture/storm.ts'
import { torturedUpload } from './torture/upload.ts'

interface Length { rounds: number; seed: number; hours: number; say: (line: string) => void }
interface Done { ok: boolean; figures: Record<string, unknown>; bad?: string[] }

/** The long forms of the fault catalogue (RELIABILITY.md names), each by its name; the short forms run with the tests. */
const subjects: Record<string, { says: string; run: (length: Length) => Promise<Done> }> = {
  R1: { says: 'kill -9 of node under load', run: length => kills('node', length.rounds, length) },
  R2: { says: 'kill -9 of PostgreSQL under load', run: length => kills('postgres', 10, length) },
  R3: { says: 'killed at every point of the life of an order', run: ({ seed, say }) => longTest(['test/points.test.ts'], { DANLIU_POINTS: 'all', DANLIU_SEED: String(seed) }, say) },
  R5: { says: 'every disk full, one after the other', run: async ({ seed, say }) => told(await fullDisks({ seed, say })) },
  R12: { says: 'the power cut under load', run: async ({ rounds, seed, say }) => told(await powerCuts({ rounds: 2 * rounds, seed, say })) },
  R14: { says: 'SIGTERM under load', run: length => kills('term', 5, length) },
  R4: { says: 'PostgreSQL killed in the middle of a file of 10,000 orders', run: async ({ seed, say }) => told(await torturedUpload({ orders: 10_000, faults: 5, seed, say })) },
  R7: { says: 'a copy under load, back to 50 random moments', run: ({ seed, say }) => longTest(['src/kit/backup/backup.test.ts', '-t', 'R7'], { DANLIU_DRILLS: '50', DANLIU_SEED: String(seed) }, say) },
  R8: { says: 'a company of 5,000 orders written out and brought in', run: ({ say }) => longTest(['src/oversight/backups/export.test.ts', '-t', 'R8'], { DANLIU_EXPORTED: '5000' }, say) },
  R9: { says: 'the primary and its disk gone, the standby promoted, 20 times', run: ({ say }) => longTest(['src/kit/backup/standby.test.ts', '-t', 'R9'], { DANLIU_PROMOTIONS: '20' }, say) },
  R10: { says: '60 flipped bits in backups and exports', run: ({ seed, say }) => longTest(['src/kit/backup/backup.test.ts', 'src/oversight/backups/export.test.ts', '-t', 'R10'], { DANLIU_FLIPS: '60', DANLIU_SEED: String(seed) }, say) },
  R13: { says: 'migrations that fail at 50 places', run: ({ seed, say }) => longTest(['src/kit/migrate.test.ts', '-t', 'R13'], { DANLIU_FAILURES: '50', DANLIU_SEED: String(seed) }, say) },
  several: { says: 'two doors and two workers through every step, 60 of them or of the database killed', run: async ({ seed, say }) => workedTold(await workedThrough({ strikes: 60, seed, say })) },
  R15: { says: 'a company moved between two servers, 20 times, some broken off on the way', run: async ({ seed, say }) => movesTold(await movedAbout({ moves: 20, seed, say })) },
  citus: { says: 'two doors and two workers on a real Citus whose PostgreSQL CITUS_BIN names: a door, a worker, the node or the coordinator killed, the network torn, the company carried to the other node', run: async ({ seed, say }) => clusterTold(await cluster(seed, say)) },
  K3: { says: '100,000 sequences of stock acts', run: ({ seed, say }) => longTest(['src/goods/inventory', '-t', 'K3'], { RUNS: '8600', SEED: String(seed) }, say) },
  K10: { says: 'every connection held for a minute', run: ({ say }) => longTest(['src/kit/http/door.test.ts', '-t', 'K10'], { DANLIU_HELD: '60' }, say) },
  K11: { says: 'intake beside reports, vacuums and indexes', run: ({ say }) => longTest(['test/storm.test.ts', '-t', 'K11'], { DANLIU_BESIDE: '40' }, say) },
  I5: { says: '100,000 changes of a platform and 100,000 scans, polled', run: ({ seed, say }) => longTest(['test/intake.test.ts', '-t', 'I5'], { DANLIU_CHANGES: '100000', DANLIU_SEED: String(seed) }, say) },
  L1: { says: 'a rising load for so many hours, and a peak', run: async ({ hours, say }) => soaked(await soak({ minutes: hours * 60, say })) },
  L3: { says: 'faults of every group for so many hours, while people work', run: async ({ hours, seed, say }) => told(await storm({ hours, seed, say })) },
  olist: { says: 'the whole Olist half, followed by its real times', run: ({ say }) => longTest(['test/olist.test.ts'], { DANLIU_ORDERS: '10000' }, say) },
  real: { says: 'all 28,010 real orders, from file to completed', run: ({ say }) => longTest(['test/real.test.ts'], { DANLIU_ORDERS: '28010' }, say) },
  S22: { says: '10,000 random inputs for every endpoint', run: ({ seed, say }) => longTest(['test/permissions.test.ts', '-t', 'S22'], { DANLIU_FUZZ: '10000', DANLIU_SEED: String(seed) }, say) },
}
export const names: readonly string[] = Object.keys(subjects)

/** The command: prints attempts, faults, oracles and seed of each subject; false when a promise broke. */
export async function tortureAll({ rounds, seed, hours, only = names }: { rounds: number; seed: number; hours: number; only?: readonly string[] }): Promise<boolean> {
  const unknown = only.filter(name => !subjects[name])
  if (unknown.length) throw new Error(`there is no ${unknown.join(', ')}; choose from ${names.join(', ')}`)
  let ok = true
  for (const name of only) {
    const began = performance.now()
    const done = await subjects[name]!.run({ rounds, seed, hours, say: line => console.error(`${name} ${line}`) })
    console.log(JSON.stringify({ name, says: subjects[name]!.says, ok: done.ok, ...done.figures, seconds: Math.round((performance.now() - began) / 1000) }))
    for (const line of done.bad ?? []) console.log(`BAD ${line}`)
    ok &&= done.ok
  }
  return ok
}

const kills = async (kind: Fault, rounds: number, { seed, say }: Length) => told(await torture({ kind, rounds, seed, say }))

/** Figures with the oracles of `verify` beside them. */
function told<T extends { verify: { ok: boolean; checks: { name: string; ok: boolean; bad: string[] }[] } }>({ verify: found, ...figures }: T): Done {
  return { ok: found.ok, figures: { ...figures, oracles: found.checks.length }, bad: found.checks.filter(c => !c.ok).map(c => `${c.name}: ${c.bad.slice(0, 10).join('; ')}`) }
}

const workedTold = ({ missing, doubled, ...done }: Awaited<ReturnType<typeof workedThrough>>): Done => {
  const found = told(done)
  return { ...found, ok: found.ok && missing.length + doubled.length === 0, bad: [...found.bad ?? [], ...missing.map(n => `${n} is lost`), ...doubled.map(n => `${n} happened twice`)] }
}
const movesTold = ({ missing, doubled, ...done }: Awaited<ReturnType<typeof movedAbout>>): Done => {
  const found = told(done)
  return { ...found, ok: found.ok && missing.length + doubled.length === 0 && done.pauseMs.max < 2000, bad: [...found.bad ?? [], ...missing.map(n => `${n} is lost`), ...doubled.map(n => `${n} is there twice`)] }
}

/** Citus comes with no package of ours: somebody who has it says where. CITUS_STRIKES: how many, and of which kinds, as `12,torn,node`. */
const cluster = (seed: number, say: (line: string) => void) => {
  const [strikes = '', ...only] = (process.env['CITUS_STRIKES'] ?? '36').split(',')
  return process.env['CITUS_BIN'] ? onCluster({ bin: process.env['CITUS_BIN'], strikes: Number(strikes), only: only.length ? only : undefined, seed, say }) : undefined
}
function clusterTold(did: Awaited<ReturnType<typeof onCluster>> | undefined): Done {
  if (!did) return { ok: true, figures: { skipped: 'CITUS_BIN names no PostgreSQL with Citus in it' } }
  const found = workedTold(did)
  return { ...found, ok: found.ok && did.unsettled.length === 0, bad: [...found.bad ?? [], ...did.unsettled.map(gid => `${gid} is prepared and not settled`)] }
}

/** Memory that grows by more than this while the load stands still would end the house within weeks. */
const growsMostMbPerHour = 20
function soaked(done: Awaited<ReturnType<typeof soak>>): Done {
  const { ok, ...rest } = told(done)
  const bad = [...rest.bad ?? [], ...(done.errors ? [`${done.errors} calls failed`] : []), ...(done.rss.mbPerHour > growsMostMbPerHour ? [`memory grows by ${done.rss.mbPerHour} MB an hour`] : [])]
  return { ...rest, ok: ok && bad.length === 0, bad }
}

/** A test that is run at its short length with the others, at its full length. */
async function longTest(words: string[], env: Record<string, string>, say: (line: string) => void): Promise<Done> {
  const child = spawn(path.join(import.meta.dirname, '../scripts/test'), words, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
  let last = '', figures = {}
  child.stdout.on('data', (text: Buffer) => {
    for (const line of String(text).split('\n').filter(l => l.trim())) {
      last = line
      if (line.startsWith('{')) try { figures = JSON.parse(line) as object } catch { /* a piece of a line */ }
      say(line)
    }
  })
  await once(child, 'close')
  return { ok: child.exitCode === 0, figures: { ...env, ...figures, result: last } }
}
