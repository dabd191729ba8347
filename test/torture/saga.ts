import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { checkOrders } from '#journey/6-checking/actions.ts'
import { wanted } from '#journey/6-checking/store.ts'
import { findShop } from '#journey/1-intake/store.ts'
import { takeOrders } from '#journey/1-intake/actions.ts'
import { makeBatch } from '#journey/4-printing/actions.ts'
import { takePdf } from '#journey/4-printing/give.actions.ts'
import { confirmWave, planWave, scanPick } from '#journey/5-picking/actions.ts'
import { packOrders } from '#journey/7-packing/actions.ts'
import { openHandover, scanWaybills, signHandover } from '#journey/8-handover/actions.ts'
import { takeTracking } from '#journey/9-delivery/actions.ts'
import { moveOrders } from '#journey/order/actions.ts'
import type { Company } from '../../src/company.ts'
import { runDry } from '../../src/timetable.ts'

/** What the house has answered for: events that must stand in the log from this word on. */
export interface Acknowledged { kind: string; ids: readonly number[] }
interface Saga { company: Company; /** Called with each answer, as the person at the desk reads it. */ acknowledge: (told: Acknowledged) => void; /** Which step begins. */ step: (name: string) => void }

/** The orders of the saga: of one line and of two, and one that a person has to approve. */
export const numbers = ['SAGA1', 'SAGA2', 'SAGA3'] as const
const inbound = (at: Date) => numbers.map((number, i) => {
  const lines = ['DM001', 'DM002'].slice(0, 1 + i % 2).map(sku => ({ sku, title: '商品', spec: '标准', quantity: 1 + i, unitFen: 1900 }))
  const totalFen = lines.reduce((sum, l) => sum + l.quantity * l.unitFen, 0)
  return {
    number, placedAt: '2026-03-02T01:00:00Z', paidAt: at.toISOString(), buyer: { account: `saga${i}`, name: '' }, lines, totalFen, paidFen: totalFen, buyerRemark: i === 2 ? '请晚一点发货' : '',
    receiver: { name: '收件人', phone: `1380013800${i}`, province: '浙江省', city: '杭州市', district: '西湖区', street: `文三路${i}号` },
  }
})

/**
 * The whole life of a few orders, from the door to completed, with the real acts of people and of the timetable. Each round looks at what
 * stands there and does the next thing with it, as people do who come back after a power cut.
 */
export async function saga({ company, acknowledge, step }: Saga, bornAt: Date): Promise<void> {
  const told: Told = (kind, ids) => { if (ids.length) acknowledge({ kind, ids }) }
  step('intake')
  const shop = (await findShop(company.db, 'demo'))! // the demo has it
  const taken = await company.act(system, work => takeOrders(work, shop.id, inbound(bornAt)))
  if (taken.accepted + taken.duplicates !== numbers.length) throw new Error(`intake answered ${JSON.stringify(taken)}`)
  const own = () => company.db.rows<{ id: number; stage: string }>(sql`select id, stage from orders where number = any(${[...numbers]}::text[]) order by id limit 100`)
  told('order.receive', (await own()).map(o => o.id))
  for (let round = 0; round < 12; round++) {
    step('timetable')
    await runDry(company)
    if ((await own()).every(o => o.stage === 'completed')) return
    for (const [name, deed] of deeds) {
      step(name)
      await deed(company, told)
    }
  }
  throw new Error(`the saga found no end: ${JSON.stringify(await own())}`)
}

export type Told = (kind: string, ids: readonly number[]) => void
type Deed = (company: Company, told: Told) => Promise<void>

const inStage = async (company: Company, stage: string) => (await company.db.rows<{ id: number }>(sql`select id from orders where stage = ${stage} and blocks = '{}' order by id limit 300`)).map(o => o.id)

async function review(company: Company, told: Told): Promise<void> {
  const ids = await inStage(company, 'review')
  if (ids.length) told('order.approve', (await company.act(system, work => moveOrders(work, { move: 'approve', ids }))).moved)
}

async function wave(company: Company, told: Told): Promise<void> {
  const kinds = await company.db.rows<{ warehouseId: number }>(sql`select distinct warehouse_id as "warehouseId" from orders where stage = 'ready' and warehouse_id is not null order by 1 limit 100`)
  for (const { warehouseId } of kinds) for (const kind of ['single', 'multi'] as const) told('order.pick', (await company.act(system, work => planWave(work, { warehouseId, kind })))?.orders ?? [])
}

async function check(company: Company, told: Told): Promise<void> {
  const ids = await inStage(company, 'checking')
  if (ids.length) told('order.check', (await company.act(system, async work => checkOrders(work, ids, (await wanted(work.tx, ids)).map(i => ({ order: i.orderId, code: i.code, quantity: i.quantity }))))).moved)
}

/** Whoever packs scans what lies on paper. */
async function pack(company: Company, told: Told): Promise<void> {
  const parcels = await company.db.rows<{ order: number; waybill: string; slip: string }>(sql`
    select o.id as order, p.waybill, p.code as slip from orders o join parcel p on p.order_id = o.id and p.state = 'made' where o.stage = 'packing' and o.blocks = '{}' order by o.id limit 300`)
  if (parcels.length) told('order.pack', (await company.act(system, work => packOrders(work, parcels.map(p => ({ ...p, grams: null }))))).moved)
}

/** A batch for every wave whose waybills nobody has in hand, and the paper out of every batch that is set. */
async function print(company: Company, told: Told): Promise<void> {
  const waves = await company.db.rows<{ wave: number }>(sql`
    select distinct p.print_batch as wave from parcel p join orders o on o.id = p.order_id
    where o.stage in ('picking', 'checking', 'packing') and p.state <> 'void' and not exists (
      select 1 from print_paper q where q.parcel_id = p.id and q.document = 'waybill' and q.state not in ('void', 'refused')) order by 1 limit 100`)
  for (const { wave } of waves) await company.act(system, work => makeBatch(work, { wave, documents: ['slip', 'waybill'] }))
  if (waves.length) await runDry(company)
  for (const { id } of await company.db.rows<{ id: number }>(sql`select id from print_batch where state = 'printing' order by id limit 100`)) {
    const papers = await company.db.rows<{ id: number }>(sql`select id from print_paper where batch_id = ${id} and state = 'waiting' and checked_at is not null order by id limit 100`)
    if (papers.length === 0) continue
    await takePdf(company, system, id, { document: null, from: 0, to: 1000 })
    told('paper.print', papers.map(p => p.id))
  }
}

/** The first piece of a wave is scanned, the rest is confirmed from paper. */
async function pick(company: Company, told: Told): Promise<void> {
  const waves = await company.db.rows<{ wave: number; code: string; position: number }>(sql`
    select distinct on (k.wave_id) k.wave_id as wave, s.code, k.position from pick k join orders o on o.id = k.order_id join sku s on s.id = k.sku_id
    where o.stage = 'picking' and k.dropped_at is null and k.picked < k.quantity order by k.wave_id, k.position, s.code limit 100`)
  for (const { wave, code, position } of waves) {
    await scanPick(company.db, { gesture: `saga-${wave}`, wave, code, quantity: 1, position, place: null, lot: null, at: company.now(), scope: system.scope, by: 1 })
    told('order.picked', await company.act(system, work => confirmWave(work, wave)))
  }
  // Picked in full, and the last word was lost.
  await runDry(company)
}

async function handOver(company: Company, told: Told): Promise<void> {
  const parcels = await company.db.rows<{ warehouse: number; carrier: number; sheet: number | null; waybill: string }>(sql`
    select p.warehouse_id as warehouse, p.carrier_id as carrier, p.handover_id as sheet, p.waybill from parcel p join orders o on o.id = p.order_id
    where o.stage = 'packed' and o.blocks = '{}' and p.state = 'packed' order by p.id limit 300`)
  for (const own of Map.groupBy(parcels, p => `${p.warehouse} ${p.carrier}`).values()) {
    const { warehouse, carrier } = own[0]! // groups have a first
    const sheet = own.find(p => p.sheet !== null)?.sheet ?? await company.act(system, work => openHandover(work, warehouse, carrier))
    await company.act(system, work => scanWaybills(work, sheet, own.map(p => p.waybill)))
    told('order.hand-over', (await company.act(system, work => signHandover(work, sheet, 'saga'))).moved)
  }
}

/** The carrier says that a parcel moves, and then that it has arrived; the second time twice. */
async function track(company: Company, told: Told): Promise<void> {
  await runDry(company)
  const parcels = await company.db.rows<{ orderId: number; state: string; carrier: string; waybill: string }>(sql`
    select p.order_id as "orderId", p.state, c.code as carrier, p.waybill from parcel p join carrier c on c.id = p.carrier_id where p.state in ('handed-over', 'in-transit') order by p.id limit 300`)
  for (const [state, own] of Map.groupBy(parcels, p => p.state)) {
    const kind = state === 'handed-over' ? 'collected' as const : 'signed' as const
    const scans = own.map(p => ({ carrier: p.carrier, waybill: p.waybill, at: company.now().toISOString(), kind, place: '', note: '' }))
    await company.act(system, work => takeTracking(work, [...scans, ...scans]))
    told(kind === 'signed' ? 'order.sign' : 'order.transit', own.map(p => p.orderId))
  }
}

/** What people do with what stands there, station by station. */
export const deeds: readonly (readonly [name: string, deed: Deed])[] = [['review', review], ['wave', wave], ['print', print], ['pick', pick], ['check', check], ['pack', pack], ['hand over', handOver], ['tracking', track]]
