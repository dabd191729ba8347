import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openNotes, type Notes } from '../../../test/notes.ts'
import { Unknown } from '../db.ts'
import { sql } from '../sql.ts'

let notes: Notes
beforeAll(async () => { notes = await openNotes() })
afterAll(() => notes?.close())

test('I2 · the same key with the same body gives the same answer and acts once', async () => {
  const before = await notes.count()
  const first = await notes.post({ text: 'once' }, { 'idempotency-key': 'k1' })
  const again = await notes.post({ text: 'once' }, { 'idempotency-key': 'k1' })
  expect(again.json).toEqual(first.json)
  expect(again.headers['idempotency-replayed']).toBe('true')
  expect(await notes.count()).toBe(before + 1)
  const [kept] = await notes.ctx.db.rows<{ answer: string }>(sql`select answer::text from idempotency where key = 'k1'`)
  expect(kept!.answer).not.toContain(`"id"`)
})

test('I2 · the same key with another body is 422, in parallel one acts and the others are told so', async () => {
  await notes.post({ text: 'a' }, { 'idempotency-key': 'k2' })
  expect(await notes.post({ text: 'b' }, { 'idempotency-key': 'k2' })).toMatchObject({ status: 422, json: { code: 'key-reused' } })
  const before = await notes.count()
  notes.beforeCommit = () => new Promise(done => setTimeout(done, 200))
  const all = await Promise.all(Array.from({ length: 6 }, () => notes.post({ text: 'c' }, { 'idempotency-key': 'k3' })))
  notes.beforeCommit = async () => {}
  expect(all.filter(a => a.status === 200)).toHaveLength(1)
  expect(all.filter(a => a.status === 409)).toHaveLength(5)
  expect(await notes.count()).toBe(before + 1)
  expect((await notes.post({ text: 'c' }, { 'idempotency-key': 'k3' })).status).toBe(200)
})

test('I2 · after a crash between commit and answer the work is not done again', async () => {
  const before = await notes.count()
  notes.afterCommit = () => Promise.reject(new Error('crash'))
  expect((await notes.post({ text: 'd' }, { 'idempotency-key': 'k4' })).status).toBe(500)
  notes.afterCommit = async () => {}
  const again = await notes.post({ text: 'd' }, { 'idempotency-key': 'k4' })
  expect(again).toMatchObject({ status: 200, json: { id: expect.stringMatching(/^\d+$/) } })
  expect(await notes.count()).toBe(before + 1)
})

test('I2 · after a crash before commit the call runs again; whoever lost its claim rolls back', async () => {
  const before = await notes.count()
  notes.afterCommit = async () => {}
  let late: () => Promise<unknown> = async () => {}
  notes.beforeCommit = async () => {
    notes.beforeCommit = async () => {}
    // The first is so slow that its lease has run out when the second comes.
    await notes.ctx.db.rows(sql`update idempotency set at = at - interval '1 hour' where key = 'k5'`)
    const second = await notes.post({ text: 'e' }, { 'idempotency-key': 'k5' })
    late = async () => second
  }
  expect((await notes.post({ text: 'e' }, { 'idempotency-key': 'k5' })).status).toBe(409)
  expect(await late()).toMatchObject({ status: 200 })
  expect(await notes.count()).toBe(before + 1)
})

test('I2 · a call that takes long holds its key; that of a door that died is free after ten seconds', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  let end = () => {}
  const begun = new Promise<void>(started => { notes.beforeCommit = () => new Promise(done => { end = done; started() }) })
  const long = notes.post({ text: 'l' }, { 'idempotency-key': 'k8' })
  await begun
  const setBack = (seconds: number) => notes.ctx.db.rows(sql`update idempotency set at = at - make_interval(secs => ${seconds}) where key = 'k8'`)
  const isFresh = async () => (await notes.ctx.db.rows(sql`select 1 from idempotency where key = 'k8' and at > ${new Date(Date.now() - 5000)}`)).length === 1
  await setBack(11)
  expect(await isFresh()).toBe(false)
  vi.advanceTimersByTime(3000)
  await vi.waitUntil(isFresh, { timeout: 5000, interval: 20 })
  expect(await notes.post({ text: 'l' }, { 'idempotency-key': 'k8' })).toMatchObject({ status: 409, json: { code: 'running' } })
  end()
  expect((await long).status).toBe(200)
  notes.beforeCommit = async () => {}
  vi.useRealTimers()

  await notes.ctx.db.rows(sql`update idempotency set answer = '{"state": "running", "claim": "of a door that died"}' where key = 'k8'`)
  await setBack(8)
  expect((await notes.post({ text: 'l' }, { 'idempotency-key': 'k8' })).status).toBe(409)
  await setBack(3)
  expect((await notes.post({ text: 'l' }, { 'idempotency-key': 'k8' })).status).toBe(200)
})

test('a refused call frees its key', async () => {
  notes.beforeCommit = () => Promise.reject(new Error('no'))
  expect((await notes.post({ text: 'f' }, { 'idempotency-key': 'k6' })).status).toBe(500)
  notes.beforeCommit = async () => {}
  expect((await notes.post({ text: 'f' }, { 'idempotency-key': 'k6' })).status).toBe(200)
})

test('what is not known to be done is told as that, to be asked again', async () => {
  notes.afterCommit = () => Promise.reject(new Unknown('the line broke'))
  const lost = await notes.post({ text: 'u' }, { 'idempotency-key': 'k7' })
  expect(lost).toMatchObject({ status: 503, headers: { 'retry-after': '3' }, json: { code: 'unknown' } })
  notes.afterCommit = async () => {}
  const before = await notes.count()
  expect(await notes.post({ text: 'u' }, { 'idempotency-key': 'k7' })).toMatchObject({ status: 200, headers: { 'idempotency-replayed': 'true' } })
  expect(await notes.count()).toBe(before)
})

/** As after a database that was away: so many statements that begin like this find nobody. */
function away(beginning: string, times: number): { left(): number } {
  const { db } = notes.ctx, rows = db.rows.bind(db)
  db.rows = async statement => {
    if (times === 0 || !statement.text.trimStart().startsWith(beginning)) return rows(statement)
    if (--times === 0) db.rows = rows
    throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  }
  return { left: () => times }
}

test('I2 · a key that cannot be freed because the database is away is free as soon as it is back', async () => {
  const before = await notes.count()
  notes.beforeCommit = () => Promise.reject(Object.assign(new Error('Connection terminated'), { code: '57P01' }))
  const gone = away('delete from idempotency', 2)
  expect((await notes.post({ text: 'g' }, { 'idempotency-key': 'k9' })).status).toBe(503)
  notes.beforeCommit = async () => {}
  expect((await notes.post({ text: 'g' }, { 'idempotency-key': 'k9' })).status).toBe(409)
  await vi.waitFor(() => expect(gone.left()).toBe(0), 2000)
  await vi.waitFor(async () => expect((await notes.post({ text: 'g' }, { 'idempotency-key': 'k9' })).status).toBe(200), 2000)
  expect(await notes.count()).toBe(before + 1)
})
