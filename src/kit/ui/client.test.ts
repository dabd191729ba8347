import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { Away, call, house, Refused } from './client.ts'

/** What stands behind the page's address: each call takes the next of these answers. */
const answers: [status: number, body: string][] = []
const keys: unknown[] = []
beforeAll(() => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  vi.stubGlobal('fetch', async (_: string, { headers }: { headers: Record<string, string> }) => {
    const [status, body] = answers.shift()!
    keys.push(headers['idempotency-key'])
    return new Response(body, { status })
  })
})
afterAll(() => { vi.useRealTimers(); vi.unstubAllGlobals() })

const contract = { method: 'POST', path: '/api/notes', who: ['clerk'], write: true } as const
const ask = async () => {
  keys.length = 0
  const [answer] = await Promise.all([call(contract as never).catch((error: unknown) => error), vi.advanceTimersByTimeAsync(30_000)])
  return answer
}
const proxy = (status: number): [number, string] => [status, '<html>Bad Gateway</html>']
const running: [number, string] = [409, '{"code":"running"}']

test('I2: the word of a proxy that nobody stands behind it is the house being away; the call is repeated with its key', async () => {
  const seen: boolean[] = []
  const leave = house.watch(() => { seen.push(house.standing().away) })
  answers.push(proxy(502), proxy(504), [200, '{"id":"1"}'])
  expect(await ask()).toEqual({ id: '1' })
  leave()
  expect(seen).toEqual([true, false])
  expect([keys.length, new Set(keys).size]).toEqual([3, 1])
  answers.push(...[502, 502, 503, 502].map(proxy))
  expect(await ask()).toBeInstanceOf(Away)
})

test('I2: a key that a dead door holds is waited for until it is free', async () => {
  answers.push(running, running, running, running, running, [200, '{"id":"2"}'])
  expect(await ask()).toEqual({ id: '2' })
  expect([keys.length, new Set(keys).size]).toEqual([6, 1])
})

test('what the house itself refuses is told as it is', async () => {
  answers.push([409, '{"code":"stage","reasons":[{"code":"stage"}]}'])
  expect(await ask()).toMatchObject({ status: 409, code: 'stage' })
  answers.push(...[1, 2, 3, 4].map((): [number, string] => [503, '{"code":"busy"}']))
  expect(await ask()).toBeInstanceOf(Refused)
  expect(answers).toEqual([])
})
