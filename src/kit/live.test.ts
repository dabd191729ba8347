import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { sql } from '#kit/sql.ts'
import { openHouse, type TestHouse } from '../../test/house.ts'

let house: TestHouse
let clerk = ''
beforeAll(async () => { house = await openHouse({ orders: 3 }); clerk = await house.token('clerk'); await house.settle() })
afterAll(() => house?.close())

test('a change is told to every page within two seconds, by its kind and without ids', async () => {
  const gone = new AbortController()
  const stream = await fetch(`${house.address}/api/live`, { headers: { authorization: `Bearer ${clerk}` }, signal: gone.signal })
  expect([stream.status, stream.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
  let text = ''
  const heard = (async () => { for await (const part of stream.body!.pipeThrough(new TextDecoderStream())) text += part })().catch(() => {})
  const told = async (what: string, ms: number) => { const end = Date.now() + ms; while (!text.includes(what) && Date.now() < end) await new Promise(done => setTimeout(done, 20)); return text.includes(what) }
  expect(await told('event: changed', 2000)).toBe(true)
  text = ''
  const { json } = await house.call('GET', '/api/orders?limit=1', { token: clerk })
  await house.call('POST', '/api/orders/moves/cancel', { token: clerk, body: { orders: [json.orders[0].id] } })
  expect(await told('"order"', 2000)).toBe(true)
  expect(text).not.toMatch(/data: .*\d{2}/)
  gone.abort()
  await heard
})

test('what a cluster has committed and a node has yet to is told to the pages once the node knows it', async ({ skip }) => {
  const { db } = house.company
  const [most] = await db.rows<{ max_prepared_transactions: string }>(sql`show max_prepared_transactions`)
  skip(most!.max_prepared_transactions === '0', 'this server prepares no transactions')
  const gone = new AbortController()
  const stream = await fetch(`${house.address}/api/live`, { headers: { authorization: `Bearer ${clerk}` }, signal: gone.signal })
  let text = ''
  const heard = (async () => { for await (const part of stream.body!.pipeThrough(new TextDecoderStream())) text += part })().catch(() => {})
  const told = (what: string) => vi.waitFor(() => expect(text).toContain(what), 8000)
  const node = await db.pool.connect()
  const write = (subject: string, tx: string) => node.query(`insert into event (tx, at, actor_id, actor, subject, subject_id, kind) values (${tx}, now(), 0, 'system', '${subject}', 1, '${subject}.test')`)
  // The first look only notes where it begins.
  await vi.waitFor(async () => { await write('begun', 'pg_current_xact_id()'); expect(text).toContain('"begun"') }, { timeout: 8000, interval: 400 })
  // As the node stands between the two steps of a commit: the transaction has ended at the coordinator, whose number the event has.
  const { rows: [ended] } = await node.query('select pg_current_xact_id()::text as tx')
  await node.query('begin')
  await write('unsettled', `'${String(ended.tx)}'`)
  await node.query(`prepare transaction 'citus_0_4_5_6'`)
  try {
    await write('settled', 'pg_current_xact_id()')
    await told('"settled"') // a look has been and gone
    expect(text).not.toContain('"unsettled"')
  } finally { await node.query(`commit prepared 'citus_0_4_5_6'`) }
  node.release()
  await told('"unsettled"')
  gone.abort()
  await heard
})

test('IT-5 the door closes although somebody listens', async () => {
  const other = await openHouse()
  const token = await other.token('clerk')
  const stream = await fetch(`${other.address}/api/live`, { headers: { authorization: `Bearer ${token}` } })
  const ended = stream.text().catch(() => 'cut')
  const from = Date.now()
  await other.close()
  expect(Date.now() - from).toBeLessThan(1900)
  await ended
})
