import { isDeepStrictEqual } from 'node:util'
import { system, type Actor } from '#kit/work.ts'
import { receive } from '#goods/inventory/actions.ts'
import { checkOrders } from '#journey/6-checking/actions.ts'
import { wanted } from '#journey/6-checking/store.ts'
import { confirmWave, planWave, scanPick } from '#journey/5-picking/actions.ts'
import { putBackGoods } from '#journey/5-picking/put-back.actions.ts'
import { openPutBacks } from '#journey/5-picking/put-back.store.ts'
import { packOrders } from '#journey/7-packing/actions.ts'
import { openHandover, scanWaybills, signHandover } from '#journey/8-handover/actions.ts'
import { takeTracking } from '#journey/9-delivery/actions.ts'
import { moveOrders, unblock } from '#journey/order/actions.ts'
import { verify } from '#oversight/verify/actions.ts'
import type { Company } from './company.ts'
import * as look from './simulate.store.ts'
import { runDry } from './timetable.ts'

export interface Simulated { seed: number; days: number; acts: Record<string, number>; stages: { stage: string; count: number }[]; verify: Awaited<ReturnType<typeof verify>> }

/** People of the simulated house; each has one role, so that every move is asked of somebody who may. */
const person = (id: number, name: string, ...roles: string[]): Actor => ({ id, name, roles, scope: { warehouses: null, shops: null } })
const staff = {
  clerk: person(9001, 'sim clerk', 'clerk', 'manager'), finance: person(9002, 'sim finance', 'finance', 'manager'), service: person(9003, 'sim service', 'service'),
  picker: person(9004, 'sim picker', 'picker'), checker: person(9005, 'sim checker', 'checker'), packer: person(9006, 'sim packer', 'packer'), logistics: person(9007, 'sim logistics', 'logistics'),
}

/** mulberry32: the same seed gives the same days. */
function chanceOf(seed: number): () => number {
  let a = seed >>> 0
  return () => { a = (a + 0x6d2b79f5) | 0; let t = Math.imul(a ^ (a >>> 15), 1 | a); t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t; return ((t ^ (t >>> 14)) >>> 0) / 4294967296 }
}

/**
 * Lets simulated staff carry the company's orders through the house with the real code: the clock jumps, people err, gestures
 * and carrier scans come twice and out of order, customers cancel late. Ends with `verify`.
 */
export async function simulate(company: Company, clock: { at: Date }, { seed, days, faults, say = () => {} }: { seed: number; days: number; faults: boolean; say?: (line: string) => void }): Promise<Simulated> {
  const chance = chanceOf(seed)
  const acts: Record<string, number> = {}
  const count = (act: string, n: number) => { acts[act] = (acts[act] ?? 0) + n }
  const pass = (minutes: number) => { clock.at = new Date(clock.at.getTime() + minutes * 60_000) }
  const warehouses = await look.warehouses(company.db)
  const carriers = await look.carriers(company.db)
  for (let day = 1; day <= days; day++) {
    for (let round = 0; round < 200; round++) {
      await runDry(company)
      let done = await reviewDesk(company, chance, count)
      if (day > 1 && round === 0) count('restocked', await purchasing(company))
      for (const warehouse of warehouses) {
        for (const kind of ['single', 'multi', 'large'] as const) done += await work({ company, warehouse, kind, carrier: carriers[0]!, chance, count, faults, pass })
      }
      pass(10)
      if (done === 0) break
      if (round % 5 === 0) say(`day ${day}, round ${round}: ${JSON.stringify(acts)}`)
    }
    for (let hour = 0; hour < 24; hour += 6) { pass(360); await carriersScan(company, clock, chance, count, faults); await runDry(company) }
  }
  await runDry(company)
  return { seed, days, acts, stages: await look.stages(company.db), verify: await verify(company.db, { book: company.workOf(company.db, system).book, vault: company.vault, utcOffsetMinutes: company.utcOffsetMinutes, now: company.now() }) }
}

/** Clerks approve what was referred, finance looks at payments, service clears what can be cleared. */
async function reviewDesk(company: Company, chance: () => number, count: (act: string, n: number) => void): Promise<number> {
  let done = 0
  for (const [reason, who] of [['payment-check', staff.finance], ['design-pending', staff.service]] as const) {
    const ids = await look.blocked(company.db, reason, 500)
    if (ids.length) done += (await company.act(who, w => unblock(w, ids, reason, 'looked at'))).length
  }
  // A refund that is asked is either taken back by the customer or carried out: the order is then cancelled.
  const asked = await look.blocked(company.db, 'refund-asked', 500)
  const keep = asked.filter(() => chance() < 0.7)
  if (keep.length) done += (await company.act(staff.service, w => unblock(w, keep, 'refund-asked', 'the rest is wanted'))).length
  const drop = asked.filter(id => !keep.includes(id))
  if (drop.length) done += (await company.act(staff.service, w => moveOrders(w, { move: 'cancel', ids: drop, facts: () => ({ why: 'refunded' }) }))).moved.length
  const review = await look.inStage(company.db, 'review', 500)
  if (review.length) { const { moved } = await company.act(staff.clerk, w => moveOrders(w, { move: 'approve', ids: review })); done += moved.length; count('approve', moved.length) }
  return done
}

/** Purchasing brings what waiting orders lack, and a little more; it arrives on the shelf of the first warehouse. */
async function purchasing(company: Company): Promise<number> {
  const lacking = await look.lackingGoods(company.db)
  if (lacking.length) await company.act(system, work => receive(work, lacking.map(l => ({ skuId: l.skuId, toPlace: l.placeId, quantity: l.quantity + 5 })), 'purchase', 0))
  await runDry(company)
  return lacking.length
}

interface Shift { company: Company; warehouse: { id: number }; kind: 'single' | 'multi' | 'large'; carrier: { id: number; code: string }; chance: () => number; count: (act: string, n: number) => void; faults: boolean; pass: (minutes: number) => void }

/** One wave of one kind from plan to signature. */
async function work({ company, warehouse, kind, carrier, chance, count, faults, pass }: Shift): Promise<number> {
  const wave = await company.act(staff.clerk, w => planWave(w, { warehouseId: warehouse.id, kind, limit: 500 }))
  if (!wave?.wave) return 0
  pass(5)
  // Some pieces are scanned one by one, some scans come twice, some are of the wrong thing; the rest is picked from paper.
  const sample = await look.somePicks(company.db, wave.wave, 10)
  for (const [i, pick] of sample.entries()) {
    const scan = { gesture: `sim-${wave.wave}-${i}`, wave: wave.wave, code: pick.code, quantity: 1, position: pick.position, place: null, lot: null, at: company.now(), scope: staff.picker.scope, by: staff.picker.id }
    const first = await scanPick(company.db, scan)
    if (faults || chance() < 0.3) {
      const again = await scanPick(company.db, scan)
      if (!isDeepStrictEqual(first, again)) throw new Error(`a scan sent again was answered otherwise: ${JSON.stringify([first, again])}`)
    }
    if (chance() < 0.1 && (await scanPick(company.db, { ...scan, gesture: `${scan.gesture}-wrong`, code: 'NOT-A-PRODUCT' })).ok) throw new Error('a wrong product was taken')
  }
  // A customer cancels in the middle of the pick.
  const cancelled = wave.orders.filter(() => chance() < 0.005)
  if (cancelled.length) count('cancel', (await company.act(staff.service, w => moveOrders(w, { move: 'cancel', ids: cancelled, facts: () => ({ why: 'the customer cancelled' }) }))).moved.length)
  const picked = await company.act(staff.picker, w => confirmWave(w, wave.wave))
  count('picked', picked.length)
  pass(10)
  const checked = await company.act(staff.checker, async w => {
    const items = await wanted(w.tx, picked)
    return checkOrders(w, picked, items.map(i => ({ order: i.orderId, code: i.code, quantity: i.quantity })))
  })
  count('checked', checked.moved.length)
  pass(10)
  const packed = await company.act(staff.packer, w => packOrders(w, checked.moved.map(order => ({ order, grams: null }))))
  count('packed', packed.moved.length)
  const late = packed.moved.filter(() => chance() < 0.002)
  if (late.length) count('cancel', (await company.act(staff.service, w => moveOrders(w, { move: 'cancel', ids: late, facts: () => ({ why: 'the customer cancelled' }) }))).moved.length)
  const handover = await company.act(staff.logistics, w => openHandover(w, warehouse.id, carrier.id))
  const waybills = await look.waybills(company.db, packed.moved)
  const scanned = await company.act(staff.logistics, w => scanWaybills(w, handover, waybills))
  if (late.length !== scanned.refused.length) throw new Error(`a cancelled parcel went through: ${JSON.stringify(scanned.refused)}`)
  count('handed-over', (await company.act(staff.logistics, w => signHandover(w, handover, 'sim carrier'))).moved.length)
  await runDry(company)
  // What was picked for orders that were stopped goes back onto the shelf.
  const back = await openPutBacks(company.db, staff.picker.scope, { warehouseId: warehouse.id, wave: null })
  if (back.length) count('put-back', await company.act(staff.picker, w => putBackGoods(w, back.map(b => ({ wave: b.wave, order: b.orderId, code: b.code, place: b.place })))))
  return wave.orders.length
}

/** Carriers tell what happened: shuffled, and three of four lines are repeats. */
async function carriersScan(company: Company, clock: { at: Date }, chance: () => number, count: (act: string, n: number) => void, faults: boolean): Promise<void> {
  for (let after = 0; ;) {
    const parcels = await look.onTheWay(company.db, after, 500)
    if (parcels.length === 0) return
    after = parcels.at(-1)!.id
    const events = parcels.flatMap(p => {
      const kinds = p.state === 'handed-over' ? ['collected', 'in-transit'] as const : chance() < 0.8 ? ['out-for-delivery', 'signed'] as const : ['in-transit'] as const
      return kinds.flatMap((kind, i) => {
        const event = { carrier: p.carrier, waybill: p.waybill, at: new Date(clock.at.getTime() - (9 - i) * 60_000).toISOString(), kind, place: '', note: '' }
        return faults ? [event, event, event, event] : [event]
      })
    })
    const shuffled = events.map(e => [chance(), e] as const).sort((a, b) => a[0] - b[0]).map(([, e]) => e)
    count('scans', (await company.act(staff.logistics, w => takeTracking(w, shuffled))).taken)
  }
}
