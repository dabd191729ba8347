import { afterAll, beforeAll, expect, test } from 'vitest'
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
