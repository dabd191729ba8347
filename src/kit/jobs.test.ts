import { spawn } from 'node:child_process'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDb, type CompanyDb } from '#kit/db.ts'
import { countJobs, enqueue, forgetJobs, listJobs, moveJobs, workOff, type Job, type JobKind, type Workplace } from '#kit/jobs.ts'
import { patience, restMs } from '#kit/jobs.states.ts'
import { sql } from '#kit/sql.ts'
import { system, type Work } from '#kit/work.ts'
import { freshDatabase } from '../../test/database.ts'

let db: CompanyDb
let url = ''
let drop = async () => {}
const clock = { at: new Date() }
const place: Workplace<Work> = { get db() { return db }, now: () => clock.at, act: (actor, what) => db.transaction(tx => what({ tx, now: clock.at, actor, vault: {} as Work['vault'] })) }
const pass = (ms: number) => { clock.at = new Date(clock.at.getTime() + ms) }
type Place = typeof place
const ask = (...numbers: number[]) => place.act(system, work => enqueue(work, numbers.map(n => ({ kind: 'count', key: String(n), payload: { n } }))))
const all = () => listJobs(db, { limit: 500 })

beforeAll(async () => { const fresh = await freshDatabase(); ({ url, drop } = fresh); db = openDb({ url, schema: 'demo' }); await db.rows(sql`grant delete on event to current_user`) })
afterAll(async () => { await db.end(); await drop() })
beforeEach(async () => { await db.rows(sql`delete from job`); await db.rows(sql`delete from event`); done.length = 0 })

const done: number[] = []
const counting = (fails: (n: number) => boolean = () => false): JobKind<Work, Place, { n: number }> => ({
  async carryOut(_, jobs) {
    done.push(...jobs.filter(j => !fails(j.payload.n)).map(j => j.payload.n))
    return jobs.filter(j => fails(j.payload.n)).map(j => ({ id: j.id, error: new Error('the channel is closed') }))
  },
})

test('a job is enqueued with its change or not at all, and one key waits once', async () => {
  await expect(place.act(system, async work => { await enqueue(work, [{ kind: 'count', payload: { n: 1 } }]); throw new Error('undone') })).rejects.toThrow('undone')
  await ask(1, 2)
  await ask(2, 3)
  expect((await all()).map(j => j.key)).toEqual(['1', '2', '3'])
  expect(await workOff(place, 'count', counting())).toBe(3)
  expect(await workOff(place, 'count', counting())).toBe(0)
  expect(done.toSorted()).toEqual([1, 2, 3])
})

test('what is enqueued after a job has been begun is done again', async () => {
  await ask(1)
  const kind: JobKind<Work, Place, { n: number }> = { async carryOut(_, jobs) { if (done.push(...jobs.map(j => j.payload.n)) === 1) await ask(1); return [] } }
  await workOff(place, 'count', kind)
  await workOff(place, 'count', kind)
  expect(done).toEqual([1, 1])
})

test('a job that fails comes back later and later, keeps no other, and is dead after its last try, with its last error and an event', async () => {
  await ask(1, 2)
  const kind = counting(n => n === 1)
  for (let n = 1; n <= patience.tries; n++) {
    expect(await workOff(place, 'count', kind)).toBe(n === 1 ? 2 : 1)
    expect(await workOff(place, 'count', kind)).toBe(0)
    pass(patience.longestMs)
  }
  expect(done).toEqual([2])
  expect(await all()).toMatchObject([{ key: '1', state: 'dead', attempts: patience.tries, lastError: 'the channel is closed' }, { key: '2', state: 'done' }])
  expect(await db.rows(sql`select kind, after from event`)).toEqual([{ kind: 'job.give-up', after: 'dead' }])
  expect(await countJobs(db, clock.at)).toMatchObject([{ kind: 'count', state: 'dead', count: 1 }])
  pass(24 * 3600_000)
  expect(await workOff(place, 'count', counting())).toBe(0)
})

test('the waits double, come apart and end', () => {
  const rests = Array.from({ length: patience.tries }, (_, n) => restMs({ id: 7, attempts: n + 1 }))
  rests.forEach((ms, n) => { const whole = Math.min(patience.longestMs, patience.firstMs * 2 ** n); expect(ms).toBeGreaterThanOrEqual(whole / 2); expect(ms).toBeLessThanOrEqual(whole) })
  expect(new Set(Array.from({ length: 100 }, (_, id) => restMs({ id, attempts: 3 }))).size).toBeGreaterThan(80)
  // The number of a parcel is due within 1 h (FU-7): a person still has time when its job is given up.
  expect(rests.slice(0, -1).reduce((a, b) => a + b)).toBeLessThan(30 * 60_000)
})

test('people replay dead jobs and drop those nobody needs; a refusal has its reason, and the log says who and why', async () => {
  await ask(1, 2, 3)
  for (let n = 1; n <= patience.tries; n++) { await workOff(place, 'count', counting(n => n < 3)); pass(patience.longestMs) }
  const [one, two, three] = (await all()).map(j => j.id) as [number, number, number]
  await ask(2)
  const person = { ...system, id: 5, name: 'It', roles: ['it'] }
  const move = (name: 'replay' | 'drop', ...ids: number[]) => place.act(person, work => moveJobs(work, name, ids, 'the channel is back'))
  expect(await move('replay', one, two, three, 999_999)).toEqual({ moved: [one], refused: [
    { id: two, reasons: [{ code: 'waits-already' }] },
    { id: three, reasons: [{ code: 'wrong-state', values: { state: 'done', allowed: 'dead' } }] },
    { id: 999_999, reasons: [{ code: 'not-found' }] },
  ] })
  expect((await move('drop', two)).moved).toEqual([two])
  expect((await place.act({ ...person, roles: ['clerk'] }, work => moveJobs(work, 'drop', [one], ''))).refused[0]?.reasons[0]?.code).toBe('wrong-role')
  await workOff(place, 'count', counting())
  expect((await all()).map(j => [j.key, j.state])).toEqual([['1', 'done'], ['2', 'dropped'], ['3', 'done'], ['2', 'done']])
  expect(await db.rows(sql`select kind, actor, facts from event where kind in ('job.replay', 'job.drop') order by number`)).toEqual([
    { kind: 'job.replay', actor: 'It', facts: { kind: 'count', note: 'the channel is back' } }, { kind: 'job.drop', actor: 'It', facts: { kind: 'count', note: 'the channel is back' } },
  ])
  pass(8 * 24 * 3600_000)
  expect(await forgetJobs(db, clock.at)).toBe(4)
})

describe('K9', () => {
  test('a worker killed while it holds jobs: they wait for the lease, then another does them', async () => {
    await ask(1, 2, 3)
    const program = `
      import { openDb } from '#kit/db.ts'; import { workOff } from '#kit/jobs.ts'
      const db = openDb({ url: ${JSON.stringify(url)}, schema: 'demo' }), now = () => new Date(${clock.at.getTime()})
      await workOff({ db, now, act() { throw new Error('never') } }, 'count', { async carryOut(_, jobs) { console.log(jobs.length); await new Promise(() => setInterval(() => {}, 1000)) } })`
    const worker = spawn(process.execPath, ['--input-type=module', '--disable-warning=ExperimentalWarning', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
    const held = await new Promise<string>(tell => worker.stdout.once('data', piece => tell(String(piece).trim())))
    worker.kill('SIGKILL')
    expect(held).toBe('3')
    expect(await workOff(place, 'count', counting())).toBe(0)
    pass(121_000)
    expect(await workOff(place, 'count', counting())).toBe(3)
    expect(done.toSorted()).toEqual([1, 2, 3])
    expect((await all()).map(j => [j.state, j.attempts])).toEqual([['done', 2], ['done', 2], ['done', 2]])
  })

  test('a set that kills every worker is given up after the last try', async () => {
    await ask(1)
    const dying: JobKind<Work, Place, unknown> = { carryOut: () => new Promise(() => {}) }
    for (let n = 0; n < patience.tries; n++) { void workOff(place, 'count', dying); await taken(n + 1); pass(121_000) }
    expect(await workOff(place, 'count', counting())).toBe(1)
    expect(done).toEqual([])
    expect(await all()).toMatchObject([{ state: 'dead', lastError: 'no worker that took it came back' }])
  })

  test('a lease that runs out under a slow worker: both do it, its effect is once, and neither undoes the other', async () => {
    await ask(1)
    const effects: number[] = []
    let goOn = () => {}
    const slow: JobKind<Work, Place, { n: number }> = {
      carryOut: () => new Promise(end => { goOn = () => end([]) }),
      // What is settled must bear being settled twice: as an insert that does nothing the second time.
      async settle(_, jobs) { for (const j of jobs) if (!effects.includes(j.payload.n)) effects.push(j.payload.n) },
    }
    const first = workOff(place, 'count', slow)
    await taken(1)
    pass(121_000)
    await workOff(place, 'count', { ...slow, carryOut: async (_: Place, jobs: readonly Job<{ n: number }>[]) => jobs.map(j => ({ id: j.id, error: new Error('busy') })) })
    expect(await all()).toMatchObject([{ state: 'waiting', attempts: 2, lastError: 'busy' }])
    goOn()
    await first
    expect(await all()).toMatchObject([{ state: 'done', attempts: 2 }])
    expect(effects).toEqual([1])
    // The other way round: who lost the lease and then fails leaves what the other finished.
    await ask(2)
    let fail = () => {}
    const late = workOff(place, 'count', { carryOut: () => new Promise((_, no) => { fail = () => no(new Error('too late')) }) })
    await taken(1)
    pass(121_000)
    await workOff(place, 'count', counting())
    fail()
    await late
    expect((await all()).map(j => [j.key, j.state])).toEqual([['1', 'done'], ['2', 'done']])
  })
})

/** The job has been taken up so many times. */
async function taken(times: number) {
  for (let n = 0; n < 200; n++) {
    if ((await all()).some(j => j.state === 'waiting' && j.attempts === times)) return
    await new Promise(rest => setTimeout(rest, 10))
  }
  throw new Error('nobody took it')
}
