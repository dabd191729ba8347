import { afterAll, beforeAll, expect, test } from 'vitest'
import { verify } from '#oversight/verify/actions.ts'
import { system } from '#kit/work.ts'
import { openHouse, type TestHouse } from './house.ts'

let house: TestHouse
const tokens: Record<string, string> = {}
let main = 0, carrier = 0

beforeAll(async () => {
  house = await openHouse()
  for (const role of ['clerk', 'service', 'picker', 'checker', 'packer', 'logistics', 'finance', 'manager', 'it'] as const) tokens[role] = await house.token(role)
  main = await house.idOf('warehouse', 'main')
  carrier = await house.idOf('carrier', 'ZTO')
})
afterAll(() => house?.close())

// ── the words of this story ──────────────────────────────────────────────────────────────────────────────────────────

interface Given { number: string; lines?: { sku: string; quantity: number; unitFen: number; refundAsked?: boolean }[]; offBy?: number; more?: Record<string, unknown> }
const orderOf = ({ number, lines = [{ sku: 'DM001', quantity: 1, unitFen: 1900 }], offBy = 0, more = {} }: Given) => {
  const totalFen = lines.reduce((n, l) => n + l.quantity * l.unitFen, 0) + offBy
  return {
    number, placedAt: '2026-03-02T01:00:00Z', paidAt: '2026-03-02T01:05:00Z', buyer: { account: `buyer-${number}` },
    receiver: { name: '孔娟超', phone: '18626421963', province: '浙江省', city: '杭州市', district: '西湖区', street: '文三路1号' },
    lines, totalFen, paidFen: totalFen, ...more,
  }
}
const post = (role: string, path: string, body?: unknown, key?: string) => house.call('POST', path, { token: tokens[role] ?? role, ...(body !== undefined && { body }), ...(key && { key }) })
const take = (...orders: unknown[]) => post('clerk', '/api/intake/orders', { shop: 'demo', orders })
const idOf = async (number: string): Promise<string> => (await house.call('GET', `/api/orders?q=${number}`, { token: tokens.clerk })).json.orders[0].id
const look = async (id: string, role = 'clerk') => (await house.call('GET', `/api/orders/${id}`, { token: tokens[role] ?? role })).json
const move = (role: string, name: string, ids: string[], more: object = {}) => post(role, `/api/orders/moves/${name}`, { orders: ids, ...more })
const stockOf = async (sku: string) => (await house.call('GET', `/api/stock?sku=${sku}`, { token: tokens.clerk })).json.stock.find((s: { warehouseId: string }) => s.warehouseId === String(main))
const codesOf = (reasons: { code: string }[]) => reasons.map(r => r.code)

/** C8 and C5 at one place of the road: where the order stands, whose act is next, that this act has no reason against it, and that the story says the same. */
async function stands(id: string, stage: string, next: { move: string; role: string; blockedBy?: string[] } | null) {
  const order = await look(id)
  expect(order.stage).toBe(stage)
  expect(order.next && { move: order.next.move, role: order.next.role, blockedBy: order.next.blockedBy }).toEqual(next && { blockedBy: [], ...next })
  if (next && tokens[next.role] && !next.blockedBy?.length) {
    const { moves } = await look(id, next.role)
    for (const { move: name, reasons } of moves) {
      if (name === next.move) expect([name, reasons]).toEqual([name, []])
      else if (codesOf(reasons).includes('wrong-state')) expect(reasons[0].values.state).toBe(stage)
    }
  }
  const { steps } = (await house.call('GET', `/api/orders/${id}/story`, { token: tokens.clerk })).json
  expect([steps.at(-1).stage, steps.at(-1).blocks]).toEqual([order.stage, order.blocks])
  for (const step of steps) expect(step.sentence.zh).toMatch(/\p{Script=Han}/u)
  return order
}

/** Takes ready orders through the warehouse up to packed, with the wave from paper. */
async function toPacked(ids: string[], kind = 'single') {
  const { wave } = (await post('picker', '/api/waves', { warehouse: String(main), kind })).json
  expect((await post('picker', `/api/waves/${wave}/finish`, { paper: true })).json.moved).toEqual(expect.arrayContaining(ids))
  const { picks } = (await house.call('GET', `/api/waves/${wave}`, { token: tokens.picker })).json
  const items = (id: string) => picks.filter((p: { orderId: string }) => p.orderId === id).map((p: { code: string; quantity: number }) => ({ code: p.code, quantity: p.quantity }))
  expect((await post('checker', '/api/checking', { orders: ids.map(order => ({ order, items: items(order) })) })).json).toEqual({ moved: ids, refused: [] })
  expect((await post('packer', '/api/packing', { orders: ids.map(order => ({ order })) })).json).toEqual({ moved: ids, refused: [] })
}
const openSheet = async () => (await post('logistics', '/api/handovers', { warehouse: String(main), carrier: String(carrier) })).json.handover as string

// ── the road ─────────────────────────────────────────────────────────────────────────────────────────────────────────

test('C1 · one order down the whole road, over HTTP', async () => {
  expect((await take(orderOf({ number: 'ROAD1', offBy: 7, lines: [{ sku: 'DM001', quantity: 2, unitFen: 1900 }, { sku: 'DM002', quantity: 1, unitFen: 3200 }] }))).json)
    .toEqual({ accepted: 1, duplicates: 0, changed: 0, refused: [] })
  const id = await idOf('ROAD1')
  await stands(id, 'received', { move: 'pass', role: 'system' })

  await house.settle()
  const referred = await stands(id, 'review', { move: 'approve', role: 'clerk' })
  expect(referred.receiver).not.toContain('18626421963')
  const { steps } = (await house.call('GET', `/api/orders/${id}/story`, { token: tokens.clerk })).json
  expect(JSON.stringify(steps)).toContain('amount-differs')
  expect((await move('picker', 'approve', [id])).json).toMatchObject({ moved: [], refused: [{ order: id, reasons: [{ code: 'wrong-role' }] }] })
  expect((await move('clerk', 'approve', [id])).json).toEqual({ moved: [id], refused: [] })
  await stands(id, 'ready', { move: 'allocate', role: 'system' })

  const before = await stockOf('DM001')
  await house.settle()
  expect((await stands(id, 'ready', { move: 'pick', role: 'picker' })).warehouse).toBe('杭州主仓')
  expect(await stockOf('DM001')).toMatchObject({ onHand: before.onHand, reserved: before.reserved + 2, available: before.available - 2 })

  const planned = (await post('picker', '/api/waves', { warehouse: String(main), kind: 'multi' })).json
  expect(planned).toMatchObject({ orders: [id], refused: [] })
  const { wave } = planned
  await stands(id, 'picking', { move: 'picked', role: 'picker' })
  const { picks } = (await house.call('GET', `/api/waves/${wave}`, { token: tokens.picker })).json
  expect(picks.map((p: { code: string; quantity: number }) => [p.code, p.quantity])).toEqual([['DM001', 2], ['DM002', 1]])

  // Somebody who may both pick and check, so that only FU-2 stands in the way.
  const both = await house.person(['picker', 'checker'])
  const scan = (gesture: string, code: string, quantity = 1) => post(both, '/api/picking/scans', { gesture: `road-${gesture}`, wave, code, quantity })
  expect((await scan('wrong', 'DM005')).json).toEqual({ ok: false, reasons: [{ code: 'wrong-product', clause: 'FU-1.scan', values: { scanned: 'DM005', wanted: 'DM001', title: '桂花乌龙茶 250g' } }] })
  expect((await scan('many', 'DM001', 3)).json).toEqual({ ok: false, reasons: [{ code: 'too-many', clause: 'FU-1.scan', values: { scanned: 3, open: 2 } }] })
  const counted = (await scan('first', 'DM001')).json
  expect(counted).toMatchObject({ ok: true, orderId: id, picked: 1, quantity: 2 })
  expect((await scan('first', 'DM001')).json).toEqual(counted)
  // K6: the same gesture six times at once, with the barcode this time.
  const same = await Promise.all(Array.from({ length: 6 }, () => scan('second', '6901234500011')))
  for (const { json } of same) expect(json).toMatchObject({ ok: true, picked: 2, quantity: 2 })
  expect((await scan('third', 'DM001')).json).toMatchObject({ ok: false, reasons: [{ code: 'too-many', values: { open: 0 } }] })
  expect((await post(both, `/api/waves/${wave}/finish`, {})).json).toEqual({ moved: [] })
  expect((await scan('last', 'DM002')).json).toMatchObject({ ok: true, picked: 1 })
  await house.settle()
  await stands(id, 'checking', { move: 'check', role: 'checker' })

  const goods = [{ code: 'DM001', quantity: 2 }, { code: 'DM002', quantity: 1 }]
  const check = (who: string, items: unknown[]) => post(who, '/api/checking', { orders: [{ order: id, items }] })
  expect((await check(both, goods)).json).toMatchObject({ moved: [], refused: [{ order: id, reasons: [{ code: 'same-person', clause: 'FU-2.another' }] }] })
  expect((await check('checker', [{ code: 'DM001', quantity: 1 }, { code: 'DM005', quantity: 1 }])).json.refused[0].reasons).toEqual([
    { code: 'too-few', clause: 'FU-2.check', values: { product: 'DM001', wanted: 2, scanned: 1 } }, { code: 'too-few', clause: 'FU-2.check', values: { product: 'DM002', wanted: 1, scanned: 0 } },
    { code: 'wrong-product', clause: 'FU-2.check', values: { scanned: 'DM005' } },
  ])
  expect((await check('checker', goods)).json).toEqual({ moved: [id], refused: [] })
  await stands(id, 'packing', { move: 'pack', role: 'packer' })

  const waybill = (await look(id)).parcels[0].waybill as string
  const pack = (more: object) => post('packer', '/api/packing', { orders: [{ order: id, ...more }] })
  expect((await pack({ grams: 2400 })).json).toMatchObject({ moved: [], refused: [{ order: id, reasons: [{ code: 'weight-differs', clause: 'FU-3.weight', values: { weighed: 2400, expected: 690 } }] }] })
  expect((await pack({ grams: 700, waybill: 'ZT0000000000' })).json.refused[0].reasons).toMatchObject([{ code: 'wrong-waybill' }])
  expect((await pack({ grams: 700, waybill })).json).toEqual({ moved: [id], refused: [] })
  await stands(id, 'packed', { move: 'hand-over', role: 'logistics' })

  const sheet = await openSheet()
  expect((await post('logistics', `/api/handovers/${sheet}/scans`, { waybills: [waybill, 'NO-SUCH'] })).json).toMatchObject({ taken: [waybill], refused: [{ waybill: 'NO-SUCH', reasons: [{ code: 'waybill-unknown' }] }] })
  expect((await post('logistics', `/api/handovers/${sheet}/signature`, { signer: '快递员' })).json).toEqual({ moved: [id], refused: [] })
  expect((await post('logistics', `/api/handovers/${sheet}/signature`, { signer: '快递员' })).json.refused[0].reasons[0].code).toBe('handover-closed')
  await stands(id, 'handed-over', { move: 'transit', role: 'logistics' })
  await house.settle()
  expect(await stockOf('DM001')).toMatchObject({ onHand: before.onHand - 2, reserved: before.reserved, packed: 0 })

  // SH-3: any order, any number of times, and nothing steps back from signed.
  const event = (kind: string, minute: number) => ({ carrier: 'ZTO', waybill, at: `2026-03-04T08:${String(minute).padStart(2, '0')}:00Z`, kind })
  const track = async (...events: object[]) => (await post('it', '/api/tracking/events', { events })).json
  expect(await track(event('in-transit', 20), event('collected', 10), event('in-transit', 20))).toEqual({ taken: 2, repeated: 1, unknown: [] })
  await stands(id, 'in-transit', { move: 'sign', role: 'logistics' })
  expect(await track(event('signed', 50), event('collected', 10), event('out-for-delivery', 40))).toEqual({ taken: 2, repeated: 1, unknown: [] })
  await stands(id, 'signed', { move: 'complete', role: 'system' })
  expect(await track(event('in-transit', 30), event('signed', 50))).toEqual({ taken: 1, repeated: 1, unknown: [] })
  await stands(id, 'signed', { move: 'complete', role: 'system' })
  await house.settle()
  const done = await stands(id, 'completed', null)
  expect(done.parcels).toMatchObject([{ state: 'signed', waybill }])
  expect(done.moves.every((m: { reasons: unknown[] }) => m.reasons.length > 0)).toBe(true)
})

test('SH-3 · a carrier that scans before the hand-over is signed, or before its number is known, is followed once the parcel has left', async () => {
  await take(orderOf({ number: 'EARLY1' }))
  await house.settle()
  const id = await idOf('EARLY1')
  await toPacked([id])
  const { waybill } = (await look(id)).parcels[0]
  const scans = [['in-transit', '2026-03-04T08:20:00Z'], ['signed', '2026-03-05T02:00:00Z'], ['collected', '2026-03-04T08:10:00Z']].map(([kind, at]) => ({ carrier: 'ZTO', waybill, at, kind }))
  expect((await post('it', '/api/tracking/events', { events: scans })).json).toEqual({ taken: 3, repeated: 0, unknown: [] })
  await stands(id, 'packed', { move: 'hand-over', role: 'logistics' })
  const sheet = await openSheet()
  await post('logistics', `/api/handovers/${sheet}/scans`, { waybills: [waybill] })
  await post('logistics', `/api/handovers/${sheet}/signature`, { signer: '快递员' })
  await stands(id, 'handed-over', { move: 'transit', role: 'logistics' })
  await house.settle()
  expect((await stands(id, 'completed', null)).parcels).toMatchObject([{ state: 'signed', waybill }])
})

test('FU-1 · the check is by another person, also when the picker checks before the house has seen the pick', async () => {
  await take(orderOf({ number: 'SAME1' }))
  await house.settle()
  const id = await idOf('SAME1')
  const both = await house.person(['picker', 'checker'])
  const { wave } = (await post(both, '/api/waves', { warehouse: String(main), kind: 'single' })).json
  expect((await post(both, `/api/waves/${wave}/finish`, { paper: true })).json.moved).toEqual([id])
  expect((await post(both, '/api/checking', { orders: [{ order: id, items: [{ code: 'DM001', quantity: 1 }] }] })).json.refused[0].reasons[0].code).toBe('same-person')
  expect((await move('clerk', 'cancel', [id])).json.moved).toEqual([id])
  await house.settle()
})

test('C12 K7 · an order cancelled while it is picked: its parcel is refused at the hand-over and the stock is free again', async () => {
  const before = await stockOf('DM003')
  await take(orderOf({ number: 'STOP1', lines: [{ sku: 'DM003', quantity: 2, unitFen: 4500 }] }), orderOf({ number: 'STOP2', lines: [{ sku: 'DM003', quantity: 2, unitFen: 4500 }] }))
  await house.settle()
  const [half, none] = [await idOf('STOP1'), await idOf('STOP2')]
  expect(await stockOf('DM003')).toMatchObject({ reserved: before.reserved + 4 })
  const { wave } = (await post('picker', '/api/waves', { warehouse: String(main), kind: 'multi' })).json
  await post('picker', '/api/picking/scans', { gesture: 'stop-one', wave, code: 'DM003', quantity: 2 })
  const waybill = (await look(half)).parcels[0].waybill
  // One of them has all its goods in the cart, the other none.
  expect((await move('service', 'cancel', [half, none])).json).toEqual({ moved: [half, none].sort((a, b) => Number(a) - Number(b)), refused: [] })

  expect((await post('picker', '/api/picking/scans', { gesture: 'stop-two', wave, code: 'DM003' })).json).toMatchObject({ ok: false, reasons: [{ code: 'stopped' }, { code: 'stopped' }] })
  const sheet = await openSheet()
  const refused = async () => (await post('logistics', `/api/handovers/${sheet}/scans`, { waybills: [waybill] })).json
  expect(await refused()).toMatchObject({ taken: [], refused: [{ waybill, reasons: [{ code: 'parcel-void' }] }] })
  await house.settle()
  expect(await refused()).toMatchObject({ taken: [], refused: [{ waybill, reasons: [{ code: 'parcel-void' }] }] })
  for (const id of [half, none]) expect((await stands(id, 'cancelled', null)).parcels).toEqual([])
  expect(await stockOf('DM003')).toEqual(before)
})

test('C12 K7 · a cancel after packing stops the parcel between scan and signature', async () => {
  const before = await stockOf('DM004')
  await take(orderOf({ number: 'LATE1', lines: [{ sku: 'DM004', quantity: 1, unitFen: 5800 }] }))
  await house.settle()
  const id = await idOf('LATE1')
  await toPacked([id])
  const sheet = await openSheet()
  const waybill = (await look(id)).parcels[0].waybill
  expect((await post('logistics', `/api/handovers/${sheet}/scans`, { waybills: [waybill] })).json.taken).toEqual([waybill])
  expect((await move('service', 'cancel', [id])).json.moved).toEqual([id])
  expect((await post('logistics', `/api/handovers/${sheet}/signature`, { signer: '快递员' })).json).toMatchObject({ moved: [], refused: [{ order: id, reasons: [{ code: 'wrong-state' }] }] })
  await house.settle()
  await stands(id, 'cancelled', null)
  expect(await stockOf('DM004')).toEqual(before)
})

test('K7 · cancel and signature at the same moment: exactly one of them happens', async () => {
  for (let round = 0; round < 6; round++) {
    const number = `RACE${round}`
    await take(orderOf({ number, lines: [{ sku: 'DM006', quantity: 1, unitFen: 8400 }] }))
    await house.settle()
    const id = await idOf(number)
    await toPacked([id])
    const sheet = await openSheet()
    await post('logistics', `/api/handovers/${sheet}/scans`, { waybills: [(await look(id)).parcels[0].waybill] })
    const [cancelled, signed] = await Promise.all([move('service', 'cancel', [id]), post('logistics', `/api/handovers/${sheet}/signature`, { signer: '快递员' })])
    expect([cancelled.status, signed.status]).toEqual([200, 200])
    expect([...cancelled.json.moved, ...signed.json.moved]).toEqual([id])
    await house.settle()
    const order = await look(id)
    expect(order.stage).toBe(cancelled.json.moved.length ? 'cancelled' : 'handed-over')
    expect(order.parcels.map((p: { state: string }) => p.state)).toEqual(cancelled.json.moved.length ? [] : ['handed-over'])
  }
})

test('K4 · two clerks approve one order at once: one moves it, the other is told where it stands', async () => {
  const second = await house.token('clerk')
  await take(...Array.from({ length: 8 }, (_, n) => orderOf({ number: `TWO${n}`, offBy: 3 })))
  await house.settle()
  for (let n = 0; n < 8; n++) {
    const id = await idOf(`TWO${n}`)
    const answers = await Promise.all([move('clerk', 'approve', [id]), move(second, 'approve', [id])])
    expect(answers.map(a => a.status)).toEqual([200, 200])
    expect(answers.flatMap(a => a.json.moved)).toEqual([id])
    expect(answers.flatMap(a => a.json.refused)).toMatchObject([{ order: id, reasons: [{ code: 'wrong-state', values: { state: 'ready' } }] }])
  }
})

test('K5 · twenty refunds told at once, whole, part, nothing, below nothing and above what was paid: the order keeps one of those told, never a sum, never more than was paid', async () => {
  const paid = orderOf({ number: 'REFUND1', lines: [{ sku: 'DM003', quantity: 1, unitFen: 4500 }] })
  await take(paid)
  await house.settle()
  const id = await idOf('REFUND1')
  // The channel tells what is refunded in all and what is left of the payment.
  const refund = (fen: number) => take({ ...paid, refundedFen: fen, paidFen: 4500 - fen })
  const told = Array.from({ length: 20 }, (_, n) => [4500, 1, 0, 1499, 1500][n % 5]!)
  const answers = await Promise.all(told.map(refund))
  expect(answers.map(a => a.status).filter(status => status !== 200)).toEqual([])
  const kept = await look(id)
  expect(told).toContain(kept.refundedFen)
  expect(kept.refundedFen + kept.paidFen).toBe(4500)
  expect(kept.blocks).toContain('refund-asked')
  for (const fen of [-1, 4501, 0.5, Number.MAX_SAFE_INTEGER]) expect([fen, (await refund(fen)).json.accepted, (await refund(fen)).json.changed]).toEqual([fen, 0, 0])
  expect(await look(id)).toMatchObject({ refundedFen: kept.refundedFen, paidFen: kept.paidFen })
})

test('K6 · one bar code scanned by two pickers at once, each pressing twice, counts a piece for each and never one more than was told', async () => {
  const second = await house.token('picker')
  await take(orderOf({ number: 'TWOHANDS', lines: [{ sku: 'DM004', quantity: 3, unitFen: 5800 }] }))
  await house.settle()
  const { wave, orders } = (await post('picker', '/api/waves', { warehouse: String(main), kind: 'multi' })).json
  expect(orders).toEqual([await idOf('TWOHANDS')])
  const [{ barcode: code }] = (await house.call('GET', `/api/waves/${wave}`, { token: tokens.picker })).json.picks
  const scan = (who: string, gesture: string) => post(who, '/api/picking/scans', { gesture: `two-hands-${gesture}`, wave, code, quantity: 1 })
  const pressed = ['a', 'b', 'c', 'd', 'e'].flatMap((gesture, n) => { const who = n % 2 ? second : 'picker'; return [[gesture, scan(who, gesture)] as const, [gesture, scan(who, gesture)] as const] })
  const answers = await Promise.all(pressed.map(async ([gesture, answer]) => ({ gesture, json: (await answer).json as { ok: boolean; picked?: number; reasons?: { code: string }[] } })))
  const counted = Map.groupBy(answers, a => a.gesture)
  const took = [...counted.values()].filter(([first]) => first!.json.ok)
  expect(took.map(([first]) => first!.json.picked).toSorted()).toEqual([1, 2, 3])
  for (const [first, again] of counted.values()) expect(again!.json).toEqual(first!.json)
  expect([...counted.values()].filter(([first]) => !first!.json.ok).flatMap(([first]) => codesOf(first!.json.reasons ?? []))).toEqual(['too-many', 'too-many'])
  expect((await house.call('GET', `/api/waves/${wave}`, { token: tokens.picker })).json.picks.map((p: { picked: number }) => p.picked)).toEqual([3])
})

test('IN-1 I1 · a delivery repeated fifty times at once is one order; a changed one stops it for its refund', async () => {
  const order = orderOf({ number: 'AGAIN1', lines: [{ sku: 'DM007', quantity: 1, unitFen: 9700 }] })
  const answers = await Promise.all(Array.from({ length: 50 }, () => take(order)))
  expect(answers.map(a => a.status).filter(s => s !== 200)).toEqual([])
  expect(answers.reduce((n, a) => n + a.json.accepted, 0)).toBe(1)
  expect(answers.reduce((n, a) => n + a.json.duplicates, 0)).toBe(49)
  await house.settle()
  const id = await idOf('AGAIN1')
  await stands(id, 'ready', { move: 'pick', role: 'picker' })

  const refund = { ...order, lines: [{ ...order.lines[0]!, refundAsked: true }] }
  expect((await take(refund)).json).toMatchObject({ accepted: 0, duplicates: 0, changed: 1 })
  expect((await take(refund)).json).toMatchObject({ accepted: 0, duplicates: 1, changed: 0 })
  const stopped = await stands(id, 'ready', { move: 'pick', role: 'service', blockedBy: ['refund-asked'] })
  expect(stopped.openBlocks).toMatchObject([{ reason: 'refund-asked', owner: 'service', clause: 'EX-1' }])
  const why = stopped.moves.find((m: { move: string }) => m.move === 'pick').reasons
  expect(why).toContainEqual({ code: 'blocked', values: { block: 'refund-asked' } })
  expect((await post('picker', '/api/waves', { warehouse: String(main), kind: 'single', limit: 500 })).json.orders).not.toContain(id)

  // The platform closes it: cancelled, and its stock is free.
  expect((await take({ ...refund, status: 'closed-refunded', refundedFen: order.totalFen })).json.changed).toBe(1)
  await house.settle()
  await stands(id, 'cancelled', null)
})

test('IN-1 · a bad order never keeps a good one out, and is refused with every reason', async () => {
  const { status, json } = await take(orderOf({ number: 'GOOD1' }), { ...orderOf({ number: 'BAD1' }), lines: [] }, { number: { toString: 1 } }, null, orderOf({ number: 'GOOD1' }),
    orderOf({ number: 'BAD2', more: { sellerRemark: '\ud800' } }), orderOf({ number: 'BAD3\0' }), orderOf({ number: 'BAD4', more: { placedAt: '0000-01-01T00:00:00Z' } }), orderOf({ number: 'BAD5', lines: [{ sku: 'DM001', quantity: 1_000_000, unitFen: 1e13 }], more: { totalFen: 1, paidFen: 1 } }))
  expect([status, json.accepted]).toEqual([200, 1])
  expect(json.refused.map((r: { index: number }) => r.index)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
})

test('I2 · the same Idempotency-Key answers the same, in parallel as one, and refuses another body', async () => {
  const body = { shop: 'demo', orders: [orderOf({ number: 'KEY1' })] }
  const first = await post('clerk', '/api/intake/orders', body, 'journey-key-1')
  expect(first.json.accepted).toBe(1)
  const again = await post('clerk', '/api/intake/orders', body, 'journey-key-1')
  expect([again.status, again.json, again.headers.get('idempotency-replayed')]).toEqual([200, first.json, 'true'])
  expect((await post('clerk', '/api/intake/orders', { ...body, orders: [orderOf({ number: 'KEY2' })] }, 'journey-key-1')).status).toBe(422)
  expect((await house.call('GET', '/api/orders?q=KEY2', { token: tokens.clerk })).json.orders).toEqual([])

  const sheet = { warehouse: String(main), carrier: String(carrier) }
  const opened = await Promise.all(Array.from({ length: 8 }, () => post('logistics', '/api/handovers', sheet, 'journey-key-2')))
  for (const { status } of opened) expect([200, 409]).toContain(status)
  expect(new Set(opened.filter(a => a.status === 200).map(a => a.json.handover)).size).toBe(1)
  expect((await post('logistics', '/api/handovers', sheet, 'journey-key-2')).json).toEqual(opened.find(a => a.status === 200)!.json)
})

test('PR-3 · a packed order that is sent back has its parcel unpacked, and walks the road again', async () => {
  await take(orderOf({ number: 'BACK1', lines: [{ sku: 'DM009', quantity: 2, unitFen: 12300 }] }))
  await house.settle()
  const id = await idOf('BACK1')
  await toPacked([id], 'multi')
  expect((await move('packer', 'send-back', [id])).json.moved).toEqual([id])
  expect((await look(id)).parcels).toMatchObject([{ state: 'made' }])
  expect((await post('packer', '/api/packing', { orders: [{ order: id }] })).json.moved).toEqual([id])
  await stands(id, 'packed', { move: 'hand-over', role: 'logistics' })
})

test('IN-1 SH-3 · what the channel and the carrier say is carried out whatever role of the door brought it', async () => {
  const order = orderOf({ number: 'PAYLATER1' })
  expect((await take({ ...order, paidAt: null, paidFen: 0 })).json.accepted).toBe(1)
  const id = await idOf('PAYLATER1')
  expect((await look(id)).stage).toBe('unpaid')
  expect((await take(order)).json.changed).toBe(1)
  await house.settle()
  expect((await look(id)).stage).toBe('ready')
  // The clerk's own hand may still not say that an order is paid.
  expect((await move('clerk', 'pay', [id])).json.refused[0].reasons.map((r: { code: string }) => r.code)).toContain('wrong-role')
})

test('RV-7 IT-3 · a correction keeps old and new value, who and why; the log shows masks only; looking in the clear is an act', async () => {
  await take(orderOf({ number: 'CORRECT1' }))
  await house.settle()
  const id = await idOf('CORRECT1')
  const fix = (change: object) => post('clerk', `/api/orders/${id}/corrections`, { change, why: '客户来电更正', confirmedWith: '孔女士' })
  expect((await fix({ phone: '13911112222', street: '文三路9号' })).status).toBe(200)
  expect((await fix({ phone: '13911112222' })).json).toMatchObject({ status: 409, reasons: [{ code: 'nothing-changed' }] })
  expect((await house.call('GET', '/api/orders?q=13911112222', { token: tokens.clerk })).json.orders.map((o: { id: string }) => o.id)).toEqual([id])
  expect((await post('picker', `/api/orders/${id}/reveal`, { reason: 'curious' })).status).toBe(403)
  expect((await post('service', `/api/orders/${id}/reveal`, { reason: 'to call the customer' })).json).toEqual({ name: '孔娟超', phone: '13911112222', street: '文三路9号' })
  const { steps } = (await house.call('GET', `/api/orders/${id}/story`, { token: tokens.clerk })).json
  const step = steps.find((s: { kind: string }) => s.kind === 'order.correct')
  expect(step.facts).toMatchObject({ why: '客户来电更正', confirmedWith: '孔女士', changes: [{ field: 'phone', before: '186******63', after: '139******22' }, { field: 'street' }] })
  expect(JSON.stringify(steps)).not.toMatch(/13911112222|18626421963/)
  expect(steps.some((s: { kind: string; facts: { reason?: string } }) => s.kind === 'order.reveal' && s.facts.reason === 'to call the customer')).toBe(true)
})

test('after all of it nothing is broken (verify)', async () => {
  await house.settle()
  const book = await house.company.act(system, async work => work.book)
  const { ok, checks } = await verify(house.company.db, { book, vault: house.company.vault, utcOffsetMinutes: house.company.utcOffsetMinutes, now: house.company.now() })
  expect(checks.filter(c => !c.ok)).toEqual([])
  expect(ok).toBe(true)
  expect(house.lines.join('')).not.toMatch(/孔娟超|18626421963|文三路/)
  expect(house.lines.filter(l => l.includes('call failed'))).toEqual([])
})
