import { afterAll, beforeAll, expect, test } from 'vitest'
import { openHouse, type TestHouse } from '../../../test/house.ts'

let house: TestHouse
let clerk: string
beforeAll(async () => { house = await openHouse(); clerk = await house.token('clerk') })
afterAll(() => house?.close())

interface Given { number: string; province?: string; city?: string; street?: string; hour?: number }
const orderOf = ({ number, province = '浙江省', city = '杭州市', street = `文三路${number}号`, hour = 1 }: Given) => ({
  number, placedAt: `2026-03-02T${String(hour).padStart(2, '0')}:00:00Z`, paidAt: '2026-03-02T01:05:00Z', buyer: { account: `buyer-${number}` },
  receiver: { name: '孔娟超', phone: '18626421963', province, city, district: '', street }, lines: [{ sku: 'DM001', quantity: 1, unitFen: 1900 }], totalFen: 1900, paidFen: 1900,
})
async function reviewed(...given: Given[]): Promise<{ stage: string; rules: string[] }[]> {
  expect((await house.call('POST', '/api/intake/orders', { token: clerk, body: { shop: 'demo', orders: given.map(orderOf) } })).json.refused).toEqual([])
  await house.settle()
  return Promise.all(given.map(async ({ number }) => {
    const { id, stage } = (await house.call('GET', `/api/orders?q=${number}`, { token: clerk })).json.orders[0]
    const { steps } = (await house.call('GET', `/api/orders/${id}/story`, { token: clerk })).json
    const verdict = steps.find((s: { kind: string }) => ['order.refer', 'order.pass'].includes(s.kind)).facts.verdict ?? []
    return { stage, rules: verdict.map((v: { rule: string }) => v.rule) }
  }))
}

test('RV-1: an order to a city that does not lie in its province goes to a person; one written otherwise than in Chinese is not judged by that list', async () => {
  expect(await reviewed({ number: 'RV1-A', province: '浙江省', city: '广州市' }, { number: 'RV1-B', province: '火星省', city: '' }, { number: 'RV1-C', province: '浙江', city: '杭州' }, { number: 'RV1-D', province: 'SP', city: 'sao paulo' }))
    .toEqual([{ stage: 'review', rules: ['address-unlikely'] }, { stage: 'review', rules: ['address-unlikely'] }, { stage: 'ready', rules: [] }, { stage: 'ready', rules: [] }])
})

test('RV-3: once a manager lets the rule live, the sixth order to one receiver and address within 24 hours goes to a person', async () => {
  const manager = await house.token('manager')
  const { rules } = (await house.call('GET', '/api/review/rules', { token: manager })).json
  const { name, condition, outcome, clause, rank } = rules.find((r: { clause: string }) => r.clause === 'RV-3.behaviour')
  expect((await house.call('POST', '/api/review/rules', { token: manager, body: { name, condition, outcome, clause, rank, live: true } })).json).toMatchObject({ saved: true })
  const street = '同一路1号'
  const early = await reviewed(...[1, 2, 3, 4, 5].map(n => ({ number: `RV3-${n}`, street, hour: n })))
  expect(early.map(o => o.stage)).toEqual(Array(5).fill('ready'))
  expect(await reviewed({ number: 'RV3-6', street, hour: 9 })).toMatchObject([{ stage: 'review', rules: [expect.stringContaining('many orders to one address')] }])
  expect(await reviewed({ number: 'RV3-7', street: '别处9号', hour: 9 })).toMatchObject([{ stage: 'ready' }])
})

test('IN-7: an order written by hand and the platform\'s own copy of it, with another number, are shown to a person, whichever came first', async () => {
  const byHand = async (number: string, street: string, phone: string) => {
    const order = { ...orderOf({ number, street }), receiver: { ...orderOf({ number, street }).receiver, phone }, salesman: '老王', store: '武林店' }
    return (await house.call('POST', '/api/intake/orders', { token: clerk, body: { shop: 'demo', orders: [order] } })).json
  }
  const platform = async (number: string, phone: string) => (await house.call('POST', '/api/intake/orders', { token: clerk, body: { shop: 'demo', orders: [{ ...orderOf({ number }), receiver: { ...orderOf({ number }).receiver, phone } }] } })).json
  const verdict = async (number: string) => {
    const { id, stage } = (await house.call('GET', `/api/orders?q=${number}`, { token: clerk })).json.orders[0]
    const { steps } = (await house.call('GET', `/api/orders/${id}/story`, { token: clerk })).json
    return [stage, ...(steps.find((s: { kind: string }) => ['order.refer', 'order.pass'].includes(s.kind)).facts.verdict ?? []).map((v: { rule: string; values: { number?: string } }) => `${v.rule} ${v.values.number}`)]
  }
  expect(await byHand('HAND-1', '文三路 9 号', '13900001111')).toMatchObject({ accepted: 1, refused: [] })
  await house.settle()
  expect(await verdict('HAND-1')).toEqual(['ready'])
  await platform('PLATF-1', '13900001111')
  await house.settle()
  expect(await verdict('PLATF-1')).toEqual(['review', 'twin-by-hand HAND-1'])
  await platform('PLATF-2', '13900002222')
  await house.settle()
  await byHand('HAND-2', '文三路 10 号', '13900002222')
  await house.settle()
  expect(await verdict('HAND-2')).toEqual(['review', 'twin-by-hand PLATF-2'])
  await platform('PLATF-3', '13900002222')
  await house.settle()
  expect((await verdict('PLATF-3'))[0], 'a third of the same phone and amount').toBe('review')
  await platform('PLATF-4', '13900003333')
  await house.settle()
  expect(await verdict('PLATF-4')).toEqual(['ready'])
})
