import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { loadHandbook } from '#handbook/clauses/load.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { sweep } from '#handbook/clocks/actions.ts'
import { block, moveOrders, unblock } from '#journey/order/actions.ts'
import { verify } from '#oversight/verify/actions.ts'
import { knownEvents } from '#company.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'
import { contact, suspendSilent } from './actions.ts'

let house: TestHouse
let ids: number[]
let service: string
const started = new Date()
/** That many minutes after the start of this test. */
const at = <T>(minutes: number, doing: (work: Work) => Promise<T>) => house.company.act(system, work => doing({ ...work, now: new Date(started.getTime() + minutes * 60_000) }))
const look = async (id: number) => (await house.call('GET', `/api/orders/${id}`, { token: service })).json
const clock = async (id: number, clause: string) => (await look(id)).clocks.filter((c: { clause: string }) => c.clause === clause).map((c: { state: string }) => c.state)
const kinds = async (id: number) => (await house.call('GET', `/api/orders/${id}/story`, { token: service })).json.steps.map((s: { kind: string }) => s.kind)
const asked = { channel: 'phone', outcome: 'asked', note: '问地址', expectsAnswer: true } as const

beforeAll(async () => {
  house = await openHouse({ orders: 30 })
  service = await house.token('service')
  ids = (await house.company.db.rows<{ id: number }>(sql`select id from orders where stage = 'received' and blocks = '{}' order by id limit 10`)).map(o => o.id)
  await at(0, work => moveOrders(work, { move: 'refer', ids }))
})
afterAll(() => house?.close())

test('RV-5 an order in doubt is contacted within an hour: the attempt is logged, ends that hour and begins the silence', async () => {
  const [id, other] = ids as [number, number]
  await at(0, work => block(work, [{ id, reason: 'awaiting-customer' }, { id: other, reason: 'awaiting-customer' }]))
  expect(await clock(id, 'RV-5.contact')).toEqual(['running'])
  const { json } = await house.call('POST', '/api/orders/contacts', { token: service, body: { orders: [String(id), '999999'], channel: 'sms', outcome: 'unreached', note: '短信无回应' } })
  expect(json).toEqual({ moved: [String(id)], refused: [{ order: '999999', reasons: [{ code: 'not-found' }] }] })
  expect((await look(id)).contacts).toMatchObject([{ by: 'test service', channel: 'sms', outcome: 'unreached', note: '短信无回应' }])
  expect([await clock(id, 'RV-5.contact'), await clock(id, 'RV-5.suspend')]).toEqual([['met'], ['running']])
  expect((await kinds(id)).slice(-4)).toEqual(['order.block', 'order.doubt', 'order.contact', 'order.await'])
  // Nobody wrote to the other one: after an hour that is a breach, and no silence of the customer.
  await at(61, work => sweep(work))
  expect((await kinds(other)).at(-1)).toBe('clock.breach')
  expect(await at(300, suspendSilent)).toBe(1)
  expect((await look(other)).blocks).toEqual(['awaiting-customer'])
})

test('RV-5 两小时未回复则挂起 · two silent hours after the last attempt suspend the order, once, and are no breach; the answer resumes it where it stood', async () => {
  const id = ids[2]!
  await at(0, work => contact(work, [id], asked))
  expect((await look(id)).blocks).toEqual(['awaiting-customer'])
  await at(60, work => contact(work, [id], { ...asked, channel: 'platform' }))
  expect(await at(179, suspendSilent)).toBe(0)
  await at(181, work => sweep(work))
  expect(await at(181, suspendSilent)).toBe(1)
  expect(await at(182, suspendSilent)).toBe(0)
  const silent = await look(id)
  expect([silent.stage, silent.blocks]).toEqual(['review', ['awaiting-customer', 'suspended']])
  expect(await clock(id, 'RV-5.suspend')).toEqual(expect.arrayContaining(['met', 'met']))
  expect(await clock(id, 'RV-4.human')).toEqual(['paused'])
  const { steps } = (await house.call('GET', `/api/orders/${id}/story`, { token: service })).json
  expect(steps.filter((s: { kind: string; clause: string }) => s.kind === 'clock.breach' && s.clause.startsWith('RV-5'))).toEqual([])

  await at(400, work => contact(work, [id], { ...asked, outcome: 'answered', note: '地址正确' }))
  const back = await look(id)
  expect([back.stage, back.blocks]).toEqual(['review', []])
  expect(await clock(id, 'RV-4.human')).toEqual(['running'])
  expect(back.contacts.map((c: { outcome: string }) => c.outcome)).toEqual(['asked', 'asked', 'answered'])
})

test('RV-5 lifting the suspension by hand lets the clocks go on as an answer does', async () => {
  const id = ids[3]!
  await at(0, work => contact(work, [id], asked))
  await at(121, suspendSilent)
  await at(130, work => unblock(work, [id], 'suspended'))
  expect(await clock(id, 'RV-4.human')).toEqual(['running'])
})

test('RV-5 a promise begins the two hours anew, a wrong number is no answer, and a phone number in a note is masked', async () => {
  const id = ids[7]!
  await at(0, work => contact(work, [id], { ...asked, outcome: 'wrong-number', note: '号码 18626421963 是别人的' }))
  await at(100, work => contact(work, [id], { ...asked, outcome: 'promised' }))
  expect(await at(150, suspendSilent)).toBe(0)
  const o = await look(id)
  expect([o.blocks, o.contacts.map((c: { outcome: string; note: string }) => [c.outcome, c.note])]).toEqual([['awaiting-customer'], [['wrong-number', '号码 186******63 是别人的'], ['promised', '问地址']]])
  const { steps } = (await house.call('GET', `/api/orders/${id}/story`, { token: service })).json
  expect(steps.filter((s: { kind: string }) => s.kind === 'order.contact').map((s: { sentence: { en: string } }) => s.sentence.en)).toEqual(['The customer was contacted by phone: wrong number', 'The customer was contacted by phone: promised to answer later'])
  expect(await at(221, suspendSilent)).toBe(1)
})

test('RV-5 the desk of customer service reminds of who must still be contacted and of who is silent', async () => {
  const [unasked, silent] = [ids[8]!, ids[9]!]
  const now = Date.now() // the desk looks at the house's own clock
  const ago = <T>(minutes: number, doing: (work: Work) => Promise<T>) => house.company.act(system, work => doing({ ...work, now: new Date(now - minutes * 60_000) }))
  await ago(50, work => block(work, [{ id: unasked, reason: 'awaiting-customer' }]))
  await ago(110, work => contact(work, [silent], asked))
  const { atRisk, waiting } = (await house.call('GET', '/api/desk', { token: service })).json
  const of = (clause: string) => atRisk.find((r: { clause: string }) => r.clause === clause)?.items.map((i: { order: string }) => Number(i.order))
  expect([of('RV-5.contact'), of('RV-5.suspend')]).toEqual([expect.arrayContaining([unasked]), expect.arrayContaining([silent])])
  expect(waiting).toContainEqual(expect.objectContaining({ kind: 'block', key: 'awaiting-customer' }))
})

test('RV-5 who is only told something is not waited for, and who is cancelled neither', async () => {
  const [told, gone] = [ids[4]!, ids[5]!]
  await at(0, work => contact(work, [told], { ...asked, expectsAnswer: false }))
  expect([(await look(told)).blocks, await clock(told, 'RV-5.suspend')]).toEqual([[], []])
  await at(0, work => contact(work, [gone], asked))
  await at(1, work => moveOrders(work, { move: 'cancel', ids: [gone] }))
  expect(await clock(gone, 'RV-5.suspend')).toEqual(['void'])
  expect((await at(2, work => contact(work, [gone], asked))).refused).toMatchObject([{ id: gone, reasons: [{ code: 'ended' }] }])
})

test('RV-5 IT-3 nobody logs contacts on another shop\'s orders, and all promises of the house hold', async () => {
  const foreign = await house.token('service', { shops: [999] })
  const { json } = await house.call('POST', '/api/orders/contacts', { token: foreign, body: { orders: [String(ids[6])], channel: 'phone', outcome: 'asked' } })
  expect(json).toMatchObject({ moved: [], refused: [{ reasons: [{ code: 'not-found' }] }] })
  const { book, flaws } = loadHandbook(knownEvents)
  expect(flaws).toEqual([])
  expect((await verify(house.company.db, { book, now: new Date(started.getTime() + 86_400_000) })).checks.filter(c => !c.ok)).toEqual([])
})
