import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDb, type CompanyDb } from '#kit/db.ts'
import { vaultOf } from '#kit/pii.ts'
import { sql, type Sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { loadHandbook } from '#handbook/clauses/load.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { ensureCarrier } from '#partners/carriers/actions.ts'
import { upsertProducts } from '#goods/catalog/actions.ts'
import { ensurePlaces, ensureWarehouse, receive } from '#goods/inventory/actions.ts'
import { takeOrders } from '#journey/1-intake/actions.ts'
import { allocateReady } from '#journey/3-allocation/actions.ts'
import { confirmWave, dropFromWarehouse, planWave } from '#journey/5-picking/actions.ts'
import { openHandover, scanWaybills, signHandover } from '#journey/8-handover/actions.ts'
import { takeTracking } from '#journey/9-delivery/actions.ts'
import { block, moveOrders } from '#journey/order/actions.ts'
import { orderLife } from '#journey/order/states.ts'
import { moveParcels } from '#journey/parcel/actions.ts'
import { freshDatabase } from '../../../test/database.ts'
import { countFlow } from '../desk/actions.ts'
import { story } from '../replay/rules.ts'
import { rebuild, verify } from './actions.ts'
import { sealLog } from './seal.actions.ts'
import { clockTable, cut, emptyTale, follow, type LogLine } from './rules.ts'

let db: CompanyDb
let drop: () => Promise<void>
/** Orders by how far they came. */
const at: Record<'received' | 'ready' | 'packed' | 'signed' | 'cancelled' | 'bundle', number> = { received: 0, ready: 0, packed: 0, signed: 0, cancelled: 0, bundle: 0 }
const { book } = loadHandbook([])
const calendar: Work['calendar'] = { utcOffsetMinutes: 480, days: new Map(), loadedYears: new Set([2026]), shifts: [{ from: '09:00', to: '18:00' }], promotions: [] }
const vault = vaultOf(randomBytes(32), 'demo')
const known = { book, vault, utcOffsetMinutes: 480 }
let minute = 0
const now = () => new Date(Date.UTC(2026, 2, 2, 2, minute++))
const act = <T>(doing: (work: Work) => Promise<T>) => db.transaction(tx => doing({ tx, now: now(), actor: system, vault, book, calendar }))

const placed = (number: string, sku: string, quantity = 1) => ({
  number, placedAt: '2026-03-02T01:00:00Z', paidAt: '2026-03-02T01:00:00Z', totalFen: 100 * quantity, paidFen: 100 * quantity, buyer: { account: `b-${number}`, name: '孔' },
  receiver: { name: '孔娟超', phone: '18626421963', province: '上海市', street: '南京路 1 号' }, lines: [{ sku, quantity, unitFen: 100 }], status: 'paid',
})

beforeAll(async () => {
  const fresh = await freshDatabase()
  drop = fresh.drop
  db = openDb({ url: fresh.url, schema: 'demo', connections: 5 })
  await db.rows(sql`grant update, delete on event, seal to current_user`)
  const warehouse = await act(work => ensureWarehouse(work, { code: 'MAIN', name: '主仓', province: '上海市' }))
  await act(work => ensureCarrier(work, { code: 'SF', name: 'SF', prefix: 'SF', from: 1, to: 1000 }))
  const [shop] = await db.rows<{ id: number }>(sql`insert into shop (code, name, created_at) values ('S', 'S', now()) returning id`)
  await act(async work => {
    const skus = await upsertProducts(work, [{ code: 'A', title: 'A', priceFen: 100 }, { code: 'B', title: 'B', priceFen: 100 },
      { code: 'AB', title: 'AB', priceFen: 100, parts: [{ code: 'A', quantity: 1 }, { code: 'B', quantity: 2 }] }])
    const bins = await ensurePlaces(work, warehouse, ['A-01-1-1'])
    await receive(work, ['A', 'B'].map(c => ({ skuId: skus.get(c)!, toPlace: bins.get('A-01-1-1')!, quantity: 50 })), 'opening', 0)
  })
  const names = Object.keys(at) as (keyof typeof at)[]
  await act(work => takeOrders(work, shop!.id, names.map(n => placed(n, n === 'bundle' ? 'AB' : 'A'))))
  for (const row of await db.rows<{ id: number; number: keyof typeof at }>(sql`select id, number from orders`)) at[row.number] = row.id
  const going = [at.packed, at.signed, at.cancelled, at.bundle]
  await act(work => moveOrders(work, { move: 'pass', ids: [...going, at.ready] }))
  await act(work => block(work, [{ id: at.received, reason: 'hold' }]))
  await act(work => allocateReady(work))
  await act(work => block(work, [{ id: at.ready, reason: 'hold' }]))
  for (const kind of ['single', 'multi'] as const) {
    const wave = await act(work => planWave(work, { warehouseId: warehouse, kind }))
    if (wave) await act(work => confirmWave(work, wave.wave))
  }
  for (const move of ['check', 'pack'] as const) expect((await act(work => moveOrders(work, { move, ids: going }))).refused).toEqual([])
  const parcels = await db.rows<{ id: number; order: number; waybill: string; carrier: number }>(sql`select id, order_id as order, waybill, carrier_id as carrier from parcel order by id`)
  await act(work => moveParcels(work, { move: 'pack', ids: parcels.map(p => p.id) }))
  await act(async work => { await moveOrders(work, { move: 'cancel', ids: [at.cancelled] }); await dropFromWarehouse(work, [at.cancelled]) })
  const leaving = parcels.filter(p => [at.signed, at.bundle].includes(p.order)).map(p => p.waybill)
  const handover = await act(work => openHandover(work, warehouse, parcels[0]!.carrier))
  expect((await act(work => scanWaybills(work, handover, leaving))).refused).toEqual([])
  expect((await act(work => signHandover(work, handover, 'Li'))).refused).toEqual([])
  await act(work => takeTracking(work, leaving.map(waybill => ({ carrier: 'SF', waybill, at: '2026-03-03T02:00:00Z', kind: 'signed' as const, place: '', note: '' }))))
  // An older transaction, be it of another database on this server, keeps the last events from their readers for a moment.
  const unread = async () => (await db.rows<{ n: number }>(sql`select count(*) as n from event where (tx, number) > (select tx, number from event_reader where name = 'seal') or (tx, number) > (select tx, number from event_reader where name = 'flow')`))[0]!.n
  do { await act(work => countFlow(work)); await act(work => sealLog(work, 20)) } while (await unread() > 0)
})
afterAll(async () => { await db?.end(); await drop?.() })

class Undo extends Error {}
const failing = (found: { checks: { name: string; ok: boolean }[] }) => found.checks.filter(c => !c.ok).map(c => c.name)
/** What verify finds after these statements; the company is put right again by undoing them. */
async function broken(...statements: Sql[]) {
  const answer = { failing: [] as string[], bad: [] as string[], different: [] as string[] }
  await db.transaction(async tx => {
    for (const statement of statements) await tx.rows(statement)
    // The checks run inside the corrupting transaction, which has begun and so keeps its isolation.
    const inside = { ...db, transaction: <T>(work: (of: typeof tx) => Promise<T>) => work({ rows: s => s.text.startsWith('set transaction') ? Promise.resolve([]) : tx.rows(s) }) }
    const found = await verify(inside, { ...known, now: new Date('2026-03-04T00:00:00Z') })
    expect(found.ok).toBe(false)
    answer.failing = failing(found)
    answer.bad = found.checks.flatMap(c => c.ok ? [] : c.bad)
    answer.different = (await rebuild(inside)).different
    throw new Undo()
  }).catch((error: unknown) => { if (!(error instanceof Undo)) throw error })
  return answer
}

test('O1–O4 a company that only worked by its moves has nothing to blame', async () => {
  const found = await verify(db, { ...known, now: new Date('2026-03-04T00:00:00Z') })
  expect(found.checks.filter(c => !c.ok)).toEqual([])
  expect(found.ok).toBe(true)
  // Nothing passes by looking at nothing, but what this company does not have.
  expect(found.checks.filter(c => c.counted === 0).map(c => c.name)).toEqual([
    'O1 merged and split orders lead to living ones', 'SH-2 a number that was given back is on no parcel', 'each breach of a clock was told once', 'no job is stuck',
  ])
  expect((await verify(db)).ok).toBe(true)
})

test('C5 the rows are what the log tells', async () => {
  expect(await rebuild(db)).toEqual({ ok: true, orders: 6, parcels: 4, different: [] })
  const events = await db.rows<Parameters<typeof story>[0][number]>(sql`select number, at, actor, kind, before, after, clause, facts from event where subject = 'order' and subject_id = ${at.signed} order by number`)
  expect(story(events).at(-1)).toMatchObject({ stage: 'signed', blocks: [] })
})

test('verify reads one snapshot and writes nothing', async () => {
  await db.transaction(async tx => {
    const { oneSnapshot } = await import('./store.ts')
    await oneSnapshot(tx)
    expect(await tx.rows(sql`show transaction_isolation`)).toEqual([{ transaction_isolation: 'repeatable read' }])
    await expect(tx.rows(sql`delete from job`)).rejects.toThrow('read-only')
    throw new Undo()
  }).catch((error: unknown) => { if (!(error instanceof Undo)) throw error })
})

/** Each corruption and the check that must see it. `o` are the orders, taken late because they come into being in beforeAll. */
const corruptions: [string, string, (o: typeof at) => Sql[]][] = [
  ['a stage without its event', 'O4 order: the state is that of the last event', o => [sql`update orders set stage = 'review' where id = ${o.received}`]],
  ['a parcel state without its event', 'O4 parcel: the state is that of the last event', o => [sql`update parcel set state = 'made' where order_id = ${o.packed}`]],
  ['an order lost after its birth', 'O4 order: the state is that of the last event', () => [sql`insert into event (at, actor_id, actor, subject, subject_id, kind, after) values (now(), 0, 'x', 'order', 999999, 'order.receive', 'received')`]],
  ['a second birth', 'O4 order: born exactly once', o => [sql`insert into event (at, actor_id, actor, subject, subject_id, kind, after) select stage_at, 0, 'x', 'order', id, 'order.receive', 'received' from orders where id = ${o.received}`]],
  ['a birth taken out of the log', 'O4 order: born exactly once', o => [sql`delete from event where subject = 'order' and subject_id = ${o.received}`]],
  ['a jump no move allows', 'O4 order: every chain of events is legal', o => [sql`insert into event (at, actor_id, actor, subject, subject_id, kind, before, after) values (now(), 0, 'x', 'order', ${o.received}, 'order.pack', 'received', 'packed')`]],
  ['a step taken out of the log', 'O4 order: every chain of events is legal', o => [sql`delete from event where subject = 'order' and subject_id = ${o.signed} and kind = 'order.pick'`]],
  ['a step of a parcel taken out of the log', 'O4 parcel: every chain of events is legal', o => [sql`delete from event where subject = 'parcel' and kind = 'parcel.hand-over' and subject_id in (select id from parcel where order_id = ${o.signed})`]],
  ['another total than at birth', 'C5 order: the rest of the row is as the log tells it', o => [sql`update orders set total_fen = 1 where id = ${o.ready}`]],
  ['a lost order', 'O1 every platform order has exactly one original order', () => [sql`insert into platform_order (shop_id, number, content, payload_id, payload_index, first_at) select shop_id, 'lost', 1, payload_id, 0, first_at from platform_order limit 1`]],
  ['a doubled order', 'O1 every platform order has exactly one original order', o => [sql`update orders set source_id = (select source_id from orders where id = ${o.received}) where id = ${o.ready}`]],
  ['an order merged into nothing', 'O1 merged and split orders lead to living ones', o => [sql`update orders set stage = 'merged' where id = ${o.received}`]],
  ['two orders merged into each other', 'O1 merged and split orders lead to living ones', o => [sql`update orders set stage = 'merged', into_id = case id when ${o.received} then ${o.ready}::bigint else ${o.received}::bigint end where id in (${o.received}, ${o.ready})`]],
  ['an order split into nothing', 'O1 merged and split orders lead to living ones', o => [sql`update orders set stage = 'split' where id = ${o.ready}`]],
  ['a part with another total than its share', 'RV-8 what came of merged and split orders adds up to them', o => [sql`update orders set stage = 'undone' where id = ${o.ready}`]],
  ['more reserved than there is', 'O2 0 ≤ reserved ≤ on hand', () => [sql`alter table stock drop constraint stock_not_oversold`, sql`update stock set reserved = on_hand + 1`]],
  ['a reservation counted twice', 'O2 reserved is the sum of reservations', () => [sql`update stock set reserved = reserved + 1`]],
  ['on hand off by one', 'O2 on hand is the sum of bins and receiving', () => [sql`update stock set on_hand = on_hand + 1`]],
  ['a balance off by one', 'O2 a balance is the sum of its movements', () => [sql`update balance set quantity = quantity + 1`]],
  ['goods kept for a picker who was told nothing', 'FU-1 what pickers were told lies in the bins they were told', () => [sql`update balance set promised = 1 where not outside and quantity > 0`]],
  ['a movement taken out', 'O2 a balance is the sum of its movements', () => [sql`delete from movement where id = (select min(id) from movement)`]],
  ['goods reserved for an order that has gone', 'no reservation of an order that has gone or ended', o => [sql`update reservation set order_id = ${o.signed}`]],
  ['goods reserved for no order', 'no reservation of an order that has gone or ended', () => [sql`update reservation set order_id = 999999`]],
  ['a block on the row only', 'blocks are the open block rows', o => [sql`update orders set blocks = '{risk}' where id = ${o.packed}`]],
  ['a block released in its row only', 'blocks are the open block rows', o => [sql`update order_block set released_at = now() where order_id = ${o.received}`]],
  ['a doubled waybill', 'no two parcels with one waybill', () => [sql`drop index parcel_waybill`, sql`update parcel set waybill = 'SF1'`]],
  ['a number on a parcel that anybody may take again', 'SH-2 a number that was given back is on no parcel', () => [sql`insert into waybill_returned (carrier_id, waybill, returned_at) select carrier_id, waybill, now() from parcel where waybill is not null limit 1`]],
  ['a live parcel of a cancelled order', 'no live parcel of a cancelled order', o => [sql`update parcel set state = 'packed' where order_id = ${o.cancelled}`]],
  ['an order gone without its parcel', 'an order that has gone has a parcel that has gone', o => [sql`update parcel set state = 'void' where order_id = ${o.signed}`]],
  ['goods that never left', 'an order that has gone shipped exactly its goods', o => [sql`delete from movement where cause = 'ship' and cause_id = ${o.signed}`]],
  ['a part of a bundle that never left', 'an order that has gone shipped exactly its goods', o => [sql`update movement set quantity = 1 where cause = 'ship' and cause_id = ${o.bundle} and quantity = 2`]],
  ['a refund above what was paid', 'O3 no refund above what was paid', o => [sql`update orders set refunded_fen = 101 where id = ${o.signed}`]],
  ['an open order without a clock', 'an open order has a running or paused clock', o => [sql`delete from clock where subject = 'order' and subject_id = ${o.received}`]],
  ['one of its clocks missing', 'the clocks are those the handbook wants for the events', o => [sql`delete from clock where id = (select min(id) from clock where subject = 'order' and subject_id = ${o.received} and state = 'running')`]],
  ['a clock paused by nobody', 'the clocks are those the handbook wants for the events', o => [sql`update clock set state = 'paused' where subject = 'order' and subject_id = ${o.received} and state = 'running'`]],
  ['a clock that runs on after the end', 'no running clock on an ended order', o => [sql`update clock set state = 'running' where subject = 'order' and subject_id = ${o.cancelled}`]],
  ['a clock of another shop', 'a clock belongs where its order or parcel does', o => [sql`update clock set shop_id = 999 where subject = 'order' and subject_id = ${o.received}`]],
  ['a breach nobody was told of', 'each breach of a clock was told once', o => [sql`update clock set breached_at = now() where subject = 'order' and subject_id = ${o.received}`]],
  ['a breach told twice', 'each breach of a clock was told once', o => ['one', 'two'].map(cause => sql`insert into event (at, actor_id, actor, subject, subject_id, kind, clause, cause) values (now(), 0, 'system', 'order', ${o.received}, 'clock.breach', 'CL-3.ship', ${cause})`)],
  ['a job locked for a day', 'no job is stuck', () => [sql`insert into job (kind, payload, run_at, locked_until, created_at) values ('x', '{}', '2026-03-02', '2026-03-02', '2026-03-02')`]],
  ['a number no channel was told and no job remembers', 'O5 the channel knows the number of every parcel that left, or its job waits or is parked', () => [sql`delete from job where id = (select min(id) from job where kind = 'channel.upload')`]],
  ['a number said to be told that was not', 'O5 the channel knows the number of every parcel that left, or its job waits or is parked', () => [sql`update job set state = 'done' where kind = 'channel.upload'`]],
  ['a line of the log rewritten', 'O6 the log is as it was sealed', o => [sql`update event set actor = 'nobody' where subject = 'order' and subject_id = ${o.signed} and kind = 'order.pass'`]],
  ['a line of the log taken out', 'O6 the log is as it was sealed', () => [sql`delete from event where number = (select min(number) from event where subject not in ('order', 'parcel'))`]],
  ['a line slipped in among those sealed', 'O6 the log is as it was sealed', () => [sql`insert into event (tx, at, actor_id, actor, subject, subject_id, kind) select tx, at, 0, 'x', 'stock', 1, 'stock.arrival' from event order by number limit 1`]],
  ['a seal made by somebody without the key', 'O6 the log is as it was sealed', () => [sql`update seal set mark = sha256('forged') where id = (select max(id) from seal)`]],
  ['a seal taken out of the chain', 'O6 the log is as it was sealed', () => [sql`delete from seal where id = (select min(id) from seal)`]],
  ['a view of another company on the orders', 'O7 nothing in the company’s schema leads to another’s, and nothing there leads here', () => [sql`create schema rival`, sql`create view rival.peek as select id from orders`]],
  ['a key into another company', 'O7 nothing in the company’s schema leads to another’s, and nothing there leads here', () => [sql`create schema rival`, sql`create table rival.theirs (id bigint primary key)`, sql`alter table sku add rival bigint references rival.theirs`]],
  ['a connection that looks into another schema', 'O7 a connection of the company looks into its schema alone', () => [sql`create schema rival`, sql`set local search_path = demo, rival`]],
  ['a receiver of another company', 'O7 what is sealed opens with the company’s own key', o => [sql`update receiver set sealed = ${vaultOf(randomBytes(32), 'rival').seal('["x","y","z"]')} where order_id = ${o.ready}`]],
  ['an order counted twice on the wall', 'AN-5 the flow of the stages is that of the events', () => [sql`update flow set entered = entered + 1 where stage = 'received'`]],
  ['an hour lost from the wall', 'AN-5 the flow of the stages is that of the events', () => [sql`delete from flow where stage = 'signed'`]],
  ['a piece sold that nobody ordered', 'AN-5 what was sold on a day is what its orders have', () => [sql`update sold set pieces = pieces + 1`]],
  ['a phone number in the facts', 'no phone number in the log', o => [sql`update event set facts = facts || '{"note": "ring 18626421963"}' where subject = 'order' and subject_id = ${o.received}`]],
  ['a phone number in the cause', 'no phone number in the log', o => [sql`update event set cause = '电话18626421963' where subject = 'order' and subject_id = ${o.received}`]],
]
describe('verify finds', () => {
  test.each(corruptions)('%s', async (_, check, statements) => {
    const found = await broken(...statements(at))
    expect(found.failing).toContain(check)
    expect(found.bad.length).toBeGreaterThan(0)
  })
  test('every check can fail, but the informative ones', async () => {
    const seen = new Set(corruptions.map(c => c[1]))
    // Births and rows of parcels go through the same function as those of orders.
    expect((await verify(db, known)).checks.map(c => c.name).filter(n => !seen.has(n))).toEqual([
      'O4 parcel: born exactly once', 'C5 parcel: the rest of the row is as the log tells it',
      'O5 dead jobs, for a person to replay or drop (informative)', 'amounts add up (informative)',
    ])
  })
  test('C5 rebuild names the order whose blocks and stage are not those of the log', async () => {
    const { different } = await broken(sql`update orders set stage = 'review', blocks = '{}' where id = ${at.received}`)
    expect(different).toEqual([
      `order ${at.received}: is "review", its last event says "received"`, `order ${at.received}: blocks "", the log says "hold"`,
    ])
  })
  test('amounts that do not add up are shown and blame nobody', async () => {
    await db.rows(sql`update orders set discount_fen = 1 where id = ${at.ready}`)
    const found = await verify(db, known)
    await db.rows(sql`update orders set discount_fen = 0 where id = ${at.ready}`)
    expect(found.ok).toBe(true)
    expect(found.checks.find(c => c.name.startsWith('amounts'))?.bad).toEqual([`order ${at.ready}: lines 100 − discount 1 + freight 0 is not 100`])
  })
})

describe('rules', () => {
  let number = 0
  const line = (kind: string, before: string | null, after: string | null): LogLine => ({ number: ++number, at: 0, subject: 'order', id: 1, kind, before, after })
  test('O4 what is no birth and no move leaves the state alone', () => {
    const tale = follow(orderLife, emptyTale(), [line('order.receive', null, 'received'), line('order.block', null, 'hold'), line('order.channel-change', null, null), line('order.refer', 'received', 'review')])
    expect(tale.flaws.total).toBe(0)
    expect(tale.told.get(1)).toMatchObject({ state: 'review', births: 1, blocks: new Set(['hold']) })
  })
  test('O4 a move out of a state the order was not in is named', () => {
    const { flaws } = follow(orderLife, emptyTale(), [line('order.receive', null, 'received'), line('order.approve', 'review', 'ready'), line('order.pay', null, 'received')])
    expect(flaws.total).toBe(3)
    expect(flaws.first[0]).toContain('moved out of "review" but it was "received"')
  })
  test('CK clocks follow the events: started, paused, resumed, ended', () => {
    const table = clockTable({ chapters: book.chapters, clauses: book.clauses }, 'order')
    table.set('order.hush', { starts: [], ends: [], pauses: ['X'], resumes: [] })
    table.set('order.wake', { starts: [], ends: [], pauses: [], resumes: ['X'] })
    table.set('order.block', { starts: ['X'], ends: [], pauses: [], resumes: [] })
    table.set('order.unblock', { starts: [], ends: ['X'], pauses: [], resumes: [] })
    const kinds = ['order.block', 'order.hush', 'order.wake', 'order.unblock']
    const states = kinds.map((_, i) => follow(orderLife, emptyTale(), [line('order.receive', null, 'received'), ...kinds.slice(0, i + 1).map(k => line(k, null, null))], table).told.get(1)!.clocks.get('X'))
    expect(states).toEqual(['running', 'paused', 'running', undefined])
  })
  test('a long list is cut with its rest counted', () => {
    expect(cut(Array.from({ length: 20 }, (_, i) => `${i}`), 33)).toHaveLength(20)
    expect(cut(Array.from({ length: 20 }, (_, i) => `${i}`), 33).at(-1)).toBe('… and 14 more')
  })
})
