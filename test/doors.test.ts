import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSeveral, type Several } from './torture/several.ts'

/** Two doors of one house: what one knows the other knows. */
let house: Several, one: string, two: string
beforeAll(async () => {
  house = await openSeveral({ doors: 2, workers: 1 });
  [one, two] = house.doors() as [string, string]
}, 120_000)
afterAll(() => house?.close())

const call = async (door: string, method: string, path: string, { token, cookie, body, key }: { token?: string; cookie?: string; body?: unknown; key?: string } = {}) => {
  const answer = await fetch(door + path, {
    method, headers: { origin: door, ...(token && { authorization: `Bearer ${token}` }), ...(cookie && { cookie }), ...(key && { 'idempotency-key': key }), ...(body !== undefined && { 'content-type': 'application/json' }) }, ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: answer.status, headers: answer.headers, json: await answer.json() as ReturnType<typeof JSON.parse> }
}
const password = 'a long enough password of a test'
/** How long it took until it was so. */
async function until(so: () => Promise<boolean>, mostMs: number): Promise<number> {
  for (const began = performance.now(); ;) {
    if (await so()) return performance.now() - began
    if (performance.now() - began > mostMs) throw new Error(`not within ${mostMs} ms`)
    await sleep(20)
  }
}

test('S6: who signs in at one door is known at the other; a role taken away and an access ended hold there within a second', async () => {
  const it = house.tokens.it
  const { id } = (await call(one, 'POST', '/api/staff', { token: it, body: { login: 'doors', name: '陈敏', password, roles: ['clerk', 'picker'] } })).json
  const signedIn = await call(one, 'POST', '/api/session', { body: { login: 'doors', password } })
  const cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!
  expect((await call(two, 'GET', '/api/me', { cookie })).json).toMatchObject({ roles: ['clerk', 'picker'] })
  await call(one, 'PATCH', `/api/staff/${id}`, { token: it, body: { roles: ['picker'] } })
  expect(await until(async () => (await call(two, 'GET', '/api/me', { cookie })).json.roles.length === 1, 1000)).toBeLessThan(1000)
  await call(one, 'POST', `/api/staff/${id}/disable`, { token: it })
  expect(await until(async () => (await call(two, 'GET', '/api/me', { cookie })).status === 401, 1000)).toBeLessThan(1000)
})

const order = (number: string) => ({ number, placedAt: '2026-03-02T01:00:00Z', paidAt: '2026-03-02T01:00:00Z', receiver: { name: '陈敏', phone: '13800138000', province: '浙江省', city: '杭州市', street: '文三路1号' }, lines: [{ sku: 'DM001', quantity: 1, unitFen: 1900 }], totalFen: 1900, paidFen: 1900 })

test('I2: a call repeated at the other door with its key is done once, also at the same moment', async () => {
  const body = { shop: 'demo', orders: [order('DOORS1')] }
  const first = await call(one, 'POST', '/api/intake/orders', { token: house.tokens.clerk, body, key: 'doors-1' })
  const again = await call(two, 'POST', '/api/intake/orders', { token: house.tokens.clerk, body, key: 'doors-1' })
  expect([again.status, again.json, again.headers.get('idempotency-replayed')]).toEqual([200, first.json, 'true'])
  const both = await Promise.all([one, two].map(door => call(door, 'POST', '/api/intake/orders', { token: house.tokens.clerk, body: { shop: 'demo', orders: [order('DOORS2')] }, key: 'doors-2' })))
  expect(both.map(b => b.status).toSorted()).toSatisfy((found: number[]) => found[0] === 200 && [200, 409].includes(found[1]!))
  expect(both.filter(b => b.status === 200 && b.headers.get('idempotency-replayed') === null)).toHaveLength(1)
})

test('what changes through one door is told to a page at the other within two seconds', async () => {
  const gone = new AbortController()
  const stream = await fetch(`${two}/api/live`, { headers: { authorization: `Bearer ${house.tokens.clerk}` }, signal: gone.signal })
  let heard = ''
  const listening = (async () => { for await (const piece of stream.body!.pipeThrough(new TextDecoderStream())) heard += piece })().catch(() => {})
  await sleep(1500) // the first look tells that all is to be asked anew
  heard = ''
  await call(one, 'POST', '/api/intake/orders', { token: house.tokens.clerk, body: { shop: 'demo', orders: [order('DOORS3')] } })
  expect(await until(async () => /event: changed\ndata: [^\n]*"order"/.test(heard), 2000)).toBeLessThan(2000)
  gone.abort()
  await listening
})
