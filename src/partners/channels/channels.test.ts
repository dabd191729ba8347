import { expect, test } from 'vitest'
import { tellNumbers, type NumberOfShop } from './actions.ts'
import { meaningOf, untakenOf, waitOf } from './answers.rules.ts'
import { afterFailure, breaking, isBroken, isOpen, whole } from './breaker.rules.ts'
import { ChannelAway, fileWords, type Channel } from './rules.ts'

const numbers = (shop: string, ...parcels: number[]): NumberOfShop[] => parcels.map(parcel => ({ parcel, shop, channel: 'test', order: `O${parcel}`, carrier: 'SF', waybill: `SF${parcel}` }))

test('the file channel says one line a parcel, by which a repeat is known', () => {
  expect(fileWords(numbers('a', 7))).toBe('{"parcel":"7","order":"O7","carrier":"SF","waybill":"SF7"}\n')
})

test('FU-7 · each shop gets its set in one call; one that fails, hangs or has no channel keeps no other from its numbers', async () => {
  const calls: string[] = []
  const channel: Channel<string> = {
    words: fileWords,
    async send({ company, shop }, words) {
      if (shop === 'closed') throw new Error('closed')
      if (shop === 'hanging') await new Promise(() => {})
      calls.push(`${company}/${shop} ${words.trim().split('\n').length}`)
      return []
    },
  }
  const strange = numbers('strange', 9).map(n => ({ ...n, channel: 'nobody' }))
  const missed = await tellNumbers('demo', [...numbers('good', 1, 2), ...numbers('closed', 3), ...numbers('hanging', 4, 5), ...strange, ...numbers('good', 6)], { signal: AbortSignal.timeout(50), now: new Date(), known: { test: channel }, breakers: new Map() })
  expect(calls).toEqual(['demo/good 3'])
  expect(missed.map(m => [m.parcel, (m.error as Error).message])).toEqual([
    [3, 'closed'], [4, 'the channel did not answer in time'], [5, 'the channel did not answer in time'], [9, 'there is no way to the channel nobody'],
  ])
})

const bytes = (text: string) => new TextEncoder().encode(text)
const at = Date.UTC(2026, 2, 2)
test.each<[string, Parameters<typeof meaningOf>[0], unknown]>([
  ['a whole answer', { status: 200, type: 'application/json', body: bytes('{"taken":["1"]}') }, { means: 'said', json: { taken: ['1'] } }],
  ['200 with an error in it', { status: 200, type: 'application/json', body: bytes('{"code":"isv.busy"}') }, { means: 'said', json: { code: 'isv.busy' } }],
  ['half an answer', { status: 200, type: 'application/json', body: bytes('{"taken":["1"') }, { means: 'away', why: 'the answer of the channel is no whole JSON', afterMs: undefined }],
  ['GBK that says so', { status: 200, type: 'application/json; charset=GBK', body: new Uint8Array([0x22, 0xb5, 0xa5, 0x22]) }, { means: 'said', json: '单' }],
  ['GBK that says UTF-8', { status: 200, type: 'application/json; charset=utf-8', body: new Uint8Array([0x22, 0xb5, 0xa5, 0x22]) }, { means: 'away', why: 'the answer of the channel is in no known letters', afterMs: undefined }],
  ['a charset nobody knows', { status: 200, type: 'application/json; charset=klingon', body: bytes('1') }, { means: 'said', json: 1 }],
  ['a page of a proxy', { status: 200, type: 'text/html', body: bytes('<html>') }, { means: 'away', why: 'the answer of the channel is no whole JSON', afterMs: undefined }],
  ['500', { status: 500, type: '', body: bytes('{}') }, { means: 'away', why: 'the channel answered 500', afterMs: undefined }],
  ['503 with a wish', { status: 503, type: '', body: bytes(''), retryAfter: '90' }, { means: 'away', why: 'the channel answered 503', afterMs: 90_000 }],
  ['429 without one', { status: 429, type: '', body: bytes('') }, { means: 'away', why: 'the channel wants fewer calls', afterMs: 30_000 }],
  ['a redirect', { status: 302, type: '', body: bytes('') }, { means: 'away', why: 'the channel answered 302, which leads elsewhere', afterMs: undefined }],
  ['a token that has run out', { status: 401, type: '', body: bytes('') }, { means: 'token' }],
])('I3: what an answer means: %s', (_, answer, meaning) => { expect(meaningOf(answer, at)).toEqual(meaning) })

test('I3: Retry-After is read as seconds and as a date, and nonsense as nothing', () => {
  expect(['120', 'Mon, 02 Mar 2026 00:01:00 GMT', 'Sun, 01 Mar 2026 00:00:00 GMT', 'soon', '-5', '', null].map(text => waitOf(text, at))).toEqual([120_000, 60_000, 0, undefined, undefined, undefined, undefined])
})

test('I3: only what is named as taken counts', () => {
  expect(untakenOf({ taken: [1, '2'], refused: [{ parcel: '3', code: 'order-closed', final: true }, { parcel: 4, code: 'busy' }] }, [1, 2, 3, 4, 5])).toEqual([
    { parcel: 3, code: 'order-closed', hopeless: true }, { parcel: 4, code: 'busy', hopeless: false }, { parcel: 5, code: 'not-named', hopeless: false },
  ])
  for (const odd of [null, 'ok', [], { taken: 'all' }, { success: true }]) expect(untakenOf(odd, [7])).toEqual([{ parcel: 7, code: 'not-named', hopeless: false }])
  expect(untakenOf({ code: 'isv.trade-not-exist' }, [7])[0]!.code).toBe('isv.trade-not-exist')
})

test('I3: the breaker opens after failures in a row, rests ever longer and never in step, and a wish of the channel is kept to', () => {
  let breaker = whole
  for (let n = 1; n < breaking.failures; n++) { breaker = afterFailure(breaker, at, 1); expect([isBroken(breaker), isOpen(breaker, at)]).toEqual([false, false]) }
  const rests = Array.from({ length: 12 }, () => { breaker = afterFailure(breaker, at, 1); return breaker.until - at })
  expect(rests.slice(0, 4)).toEqual([15_000, 30_000, 60_000, 120_000])
  expect(rests.at(-1)).toBe(breaking.longestMs)
  expect([isBroken(breaker), isOpen(breaker, at), isOpen(breaker, breaker.until)]).toEqual([true, true, false])
  expect(afterFailure(breaker, at, 0).until - at).toBe(breaking.longestMs / 2)
  expect(afterFailure(whole, at, 0, 60_000)).toEqual({ failures: 0, until: at + 60_000 })
  expect(afterFailure(whole, at, 0, 1e12).until - at).toBe(breaking.askedMostMs)
})

test('I3: a channel that is away is left alone, its numbers lose no try to it, and the first answer closes the breaker', async () => {
  let calls = 0, away = true
  const channel: Channel<string> = { words: fileWords, async send() { calls++; if (away) throw new ChannelAway('nobody'); return [] } }
  const breakers = new Map()
  const tell = (ms: number) => tellNumbers('demo', numbers('one', 1), { signal: AbortSignal.timeout(1000), now: new Date(at + ms), known: { test: channel }, breakers, chance: () => 1 })
  for (let n = 0; n < 3; n++) expect((await tell(0))[0]!.until).toBeUndefined()
  expect([calls, (await tell(14_000))[0]!.until]).toEqual([3, new Date(at + 15_000)])
  expect(calls).toBe(3)
  expect((await tell(15_000))[0]!.until).toEqual(new Date(at + 15_000 + 30_000))
  expect(calls).toBe(4)
  away = false
  expect(await tell(45_000)).toEqual([])
  expect(await tell(45_001)).toEqual([])
  expect(breakers.size).toBe(0)
})
