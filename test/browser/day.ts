import { onBehalf, system, type Actor } from '#kit/work.ts'
import { sql } from '#kit/sql.ts'
import { confirmWave, planWave } from '#journey/5-picking/actions.ts'
import { checkOrders } from '#journey/6-checking/actions.ts'
import { wanted } from '#journey/6-checking/store.ts'
import { packOrders } from '#journey/7-packing/actions.ts'
import { openHandover, scanWaybills, signHandover } from '#journey/8-handover/actions.ts'
import { takeTracking } from '#journey/9-delivery/actions.ts'
import type { Company } from '../../src/company.ts'
import { runDry } from '../../src/timetable.ts'

/**
 * A day in full swing: the demo's people carry a part of its orders to every step of the road, by the same acts as in real life. What a
 * page shows can then be looked at, and be photographed.
 */
export async function livelyDay(company: Company): Promise<void> {
  await runDry(company)
  const people = new Map((await company.db.rows<Actor & { login: string }>(sql`select id, login, name, roles from staff where password is not null order by id`)).map(p => [p.login, { ...p, scope: { warehouses: null, shops: null } }]))
  const as = (login: string): Actor => people.get(login) ?? system
  const [{ id: warehouse }] = await company.db.rows<{ id: number }>(sql`select id from warehouse order by id limit 1`) as [{ id: number }]
  const carriers = await company.db.rows<{ id: number; code: string }>(sql`select id, code from carrier order by id limit 3`)
  /** Orders of one wave, and the part of them that goes on to the next step; the rest stays where it is. */
  const wave = async (limit: number, kind: 'single' | 'multi' = 'single') => (await company.act(as('picker'), w => planWave(w, { warehouseId: warehouse, kind, limit })))
  for (const [at, stop] of (['signed', 'in-transit', 'handed-over', 'packed', 'packing', 'checking', 'picking'] as const).entries()) {
    const made = await wave(stop === 'signed' ? 12 : 7)
    if (!made?.wave || stop === 'picking') continue
    const picked = await company.act(as('picker'), w => confirmWave(w, made.wave))
    if (stop === 'checking') continue
    const checked = await company.act(as('checker'), async w => checkOrders(w, picked, (await wanted(w.tx, picked)).map(i => ({ order: i.orderId, code: i.code, quantity: i.quantity }))))
    if (stop === 'packing') continue
    const packed = await company.act(as('packer'), w => packOrders(w, checked.moved.map(order => ({ order, grams: null }))))
    if (stop === 'packed') continue
    const waybills = (await company.db.rows<{ waybill: string; carrier: string; carrierId: number }>(sql`
      select p.waybill, k.code as carrier, k.id as "carrierId" from parcel p join carrier k on k.id = p.carrier_id where p.order_id = any(${packed.moved}::bigint[]) and p.state = 'packed' order by p.id`))
    for (const carrier of carriers) {
      const theirs = waybills.filter(b => b.carrierId === carrier.id)
      if (!theirs.length) continue
      const sheet = await company.act(as('logistics'), w => openHandover(w, warehouse, carrier.id))
      await company.act(as('logistics'), w => scanWaybills(w, sheet, theirs.map(b => b.waybill)))
      await company.act(as('logistics'), w => signHandover(w, sheet, '张师傅'))
    }
    if (stop === 'handed-over') continue
    const kinds = stop === 'signed' ? ['collected', 'in-transit', 'out-for-delivery', 'signed'] as const : ['collected', 'in-transit'] as const
    const places = ['杭州转运中心', '上海转运中心', '武汉转运中心', '武昌营业部']
    await company.act(as('logistics'), w => takeTracking(onBehalf(w), waybills.flatMap(b => kinds.map((kind, i) => ({ carrier: b.carrier, waybill: b.waybill, at: new Date(company.now().getTime() - (9 - i * 2 + at) * 60_000).toISOString(), kind, place: places[i]!, note: '' }))))) // four kinds, four places
  }
  await wave(4, 'multi')
  await runDry(company)
}
