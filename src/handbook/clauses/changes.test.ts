import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHouse, type TestHouse } from '../../../test/house.ts'

let house: TestHouse
let [first, second, quality] = ['', '', '']
beforeAll(async () => {
  house = await openHouse({ orders: 20 })
  await house.settle()
  first = await house.person(['manager'])
  second = await house.person(['manager'])
  quality = await house.person(['quality'])
})
afterAll(() => house?.close())

const soon = () => new Date(Date.now() + 3_600_000).toISOString()
const propose = async (token: string, value: number) => (await house.call('POST', '/api/handbook/changes', { token, body: { clause: 'FU-1.pick', figure: 'limit', value, reason: '旺季', effectiveAt: soon() } })).json.change as string
const say = (token: string, change: string, what: 'approval' | 'rejection') => house.call('POST', `/api/handbook/changes/${change}/${what}`, { token, ...(what === 'rejection' && { body: { why: '太短' } }) })
const versions = async () => (await house.call('GET', '/api/handbook/changes?clause=FU-1.pick', { token: quality })).json.changes

test('HB-2: a clause tells its versions: who proposed what instead of what, who approved or turned it down, and why', async () => {
  const [a, b, c] = [await propose(first, 3), await propose(first, 2), await propose(quality, 1)]
  expect((await say(first, a, 'approval')).json.reasons).toEqual([{ code: 'own-proposal' }])
  expect((await say(second, a, 'approval')).status).toBe(200)
  expect((await say(second, b, 'rejection')).status).toBe(200)
  expect((await say(quality, b, 'rejection')).json.reasons.map((r: { code: string }) => r.code)).toEqual(['decided-already', 'not-yours'])
  expect((await versions()).map((v: { id: string; state: string; was: number; value: number }) => [v.id, v.state, v.was, v.value])).toEqual([[c, 'proposed', 4, 1], [b, 'rejected', 4, 2], [a, 'approved', 4, 3]])
  expect((await versions())[1]).toMatchObject({ rejectedWhy: '太短', proposedBy: { name: '陈敏' }, rejectedBy: { name: '陈敏' } })
})

test('HB-2: what is decided stays so', async () => {
  const change = await propose(first, 5)
  expect((await say(second, change, 'rejection')).status).toBe(200)
  expect((await say(second, change, 'approval')).json.reasons).toEqual([{ code: 'decided-already' }])
})

test('whoever proposed takes it back; quality does not turn down what others proposed', async () => {
  const [mine, theirs] = [await propose(quality, 6), await propose(first, 7)]
  expect((await say(quality, mine, 'rejection')).status).toBe(200)
  expect((await say(quality, theirs, 'rejection')).json.reasons).toEqual([{ code: 'not-yours' }])
})

test('proposals wait on the desk of the other manager, not on one\'s own', async () => {
  const waiting = async (token: string) => (await house.call('GET', '/api/desk', { token })).json.waiting.find((w: { kind: string }) => w.kind === 'proposals')?.count ?? 0
  expect([await waiting(first), await waiting(second)]).toEqual([1, 2])
})

test('HB-5: a year of the calendar names its holidays and make-up days; a year without decree says so', async () => {
  const { json } = await house.call('GET', '/api/handbook/calendar?year=2026', { token: quality })
  expect(json).toMatchObject({ year: 2026, loaded: true, shifts: [{ from: '09:00', to: '18:00' }] })
  expect(json.days.find((d: { day: string }) => d.day === '2026-10-01')).toEqual({ day: '2026-10-01', kind: 'holiday', name: { zh: '国庆节', zhTW: '國慶節', en: 'National Day' } })
  expect(json.days.filter((d: { kind: string }) => d.kind === 'workday').map((d: { day: string }) => d.day)).toContain('2026-10-10')
  expect((await house.call('GET', '/api/handbook/calendar?year=2027', { token: quality })).json).toMatchObject({ loaded: false, days: [] })
})

test('HB-3: a clause day by day, to the same figure as today\'s compliance', async () => {
  const { json } = await house.call('GET', '/api/handbook/clauses/RV-1.auto/days?days=7', { token: quality })
  const compliance = (await house.call('GET', '/api/handbook/compliance', { token: quality })).json.clauses.find((c: { clause: string }) => c.clause === 'RV-1.auto')
  expect(json.days).toHaveLength(7)
  const sum = (what: 'met' | 'missed') => json.days.reduce((n: number, d: Record<'met' | 'missed', number>) => n + d[what], 0)
  expect(sum('met') + sum('missed')).toBe(compliance.met + compliance.missed)
  expect(json.days.at(-1).met).toBeGreaterThan(0)
  expect((await house.call('GET', '/api/handbook/clauses/IN-1.once/days', { token: quality })).status).toBe(404)
})
