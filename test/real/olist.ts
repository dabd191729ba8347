import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { openLog } from '#kit/log.ts'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { importCatalogue } from '#goods/catalog/actions.ts'
import { importOrders, saveMapping } from '#journey/1-intake/import.actions.ts'
import { builtIn } from '#journey/1-intake/mapping.rules.ts'
import { checkOrders } from '#journey/6-checking/actions.ts'
import { wanted } from '#journey/6-checking/store.ts'
import { confirmWave, planWave } from '#journey/5-picking/actions.ts'
import { packOrders } from '#journey/7-packing/actions.ts'
import { openHandover, scanWaybills, signHandover } from '#journey/8-handover/actions.ts'
import { importTracking } from '#journey/9-delivery/import.actions.ts'
import { moveOrders, unblock } from '#journey/order/actions.ts'
import { verify } from '#oversight/verify/actions.ts'
import { openCompany, type Company } from '../../src/company.ts'
import { furnish } from '../../src/demo.ts'
import { runDry } from '../../src/timetable.ts'
import { freshDatabase } from '../database.ts'
import { rowsOf, writeCsv } from './data.ts'

/** The five files of the Olist data set that the house reads. */
const files = ['orders', 'order_items', 'order_payments', 'customers', 'products'] as const

/**
 * The Olist half from file to final state: imported by a saved mapping, shipped by hand, and followed by its real carrier and
 * delivery times, which come shuffled and four times each. Answers what came of it beside what the files say.
 */
export async function olist(dir: string, chance: () => number) {
  const { url, drop } = await freshDatabase()
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-olist-'))
  const company = await openCompany({ url, company: 'demo', home, log: openLog({ write: line => { console.error(line) } }, 'error'), now: () => new Date('2019-01-02T12:00:00Z') })
  try {
    const source = await rowsOf(path.join(dir, 'orders.csv'))
    const items = await rowsOf(path.join(dir, 'order_items.csv'))
    await company.act(system, work => furnish(work, [{ code: 'olist', name: 'Olist' }]))
    await importCatalogue({ db: company.db, now: company.now(), actor: system, vault: company.vault }, catalogue(home, items))
    const { name: _, ...olistMapping } = builtIn.find(m => m.name === 'olist')!
    await company.act(system, work => saveMapping(work, { ...olistMapping, name: 'marketplace' }))
    const bring = () => importOrders(company, { workOf: tx => company.workOf(tx, system), shop: 'olist', files: files.map(f => path.join(dir, `${f}.csv`)), mapping: 'marketplace' })
    const imported = await bring()
    const again = await bring()
    await ship(company)
    const tracking = writeCsv(path.join(home, 'tracking.csv'), await scans(company, source, chance))
    const track = () => importTracking(company, { workOf: tx => company.workOf(tx, system), file: tracking })
    const told = await track()
    const repeated = await track()
    await runDry(company)
    const orders = await company.db.rows<{ number: string; stage: string; closing: string | null; parcels: number; collected: Date | null; signed: Date | null; lastScan: Date | null; sealed: boolean; token: string | null }>(sql`
      select o.number, o.stage, o.closing, count(p.id) as parcels, min(t.at) filter (where t.kind = 'collected') as collected, max(p.signed_at) as signed, max(p.last_scan_at) as "lastScan",
        bool_or(r.sealed is not null) as sealed, min(r.token) as token
      from orders o join receiver r on r.order_id = o.id left join parcel p on p.order_id = o.id left join tracking t on t.parcel_id = p.id
      group by o.id order by o.number`)
    return { source, items, imported, again, told, repeated, orders: new Map(orders.map(o => [o.number, o])), verified: await verify(company.db, { book: company.workOf(company.db, system).book, vault: company.vault, utcOffsetMinutes: company.utcOffsetMinutes, now: company.now() }) }
  } finally {
    await company.close()
    await drop()
    fs.rmSync(home, { recursive: true, force: true })
  }
}

/** A moment of the files, which are in the time of São Paulo. */
export const momentOf = (text: string) => new Date(`${text.replace(' ', 'T')}-03:00`)

/** The data set has no stock: every product gets as many pieces as were ever sold of it. */
function catalogue(home: string, items: readonly Record<string, string>[]): string {
  const sold = Map.groupBy(items, i => i['product_id']!)
  return writeCsv(path.join(home, 'catalogue.csv'), [...sold].map(([code, all], i) => ({
    商家编码: code, 宝贝标题: code.slice(0, 12), 售价: Number(all[0]!['price']).toFixed(2), 主仓库存: String(all.length), 分仓库存: '0', 库位: `A-${String(1 + Math.floor(i / 100)).padStart(2, '0')}-${1 + i % 100}-1`,
  })))
}

/** Everything that may leave is reviewed, picked, checked, packed and handed over, by hand and without a slip. */
async function ship(company: Company): Promise<void> {
  const { db } = company
  const act: Company['act'] = company.act
  const [warehouse] = await db.rows<{ id: number }>(sql`select id from warehouse order by id limit 1`)
  const [carrier] = await db.rows<{ id: number }>(sql`select id from carrier where code = 'SF'`)
  await runDry(company)
  const blocked = await db.rows<{ id: number }>(sql`select order_id as id from order_block where reason = 'payment-check' and released_at is null order by 1`)
  await act(system, work => unblock(work, blocked.map(b => b.id), 'payment-check', 'looked at'))
  const review = await db.rows<{ id: number }>(sql`select id from orders where stage = 'review' order by id`)
  await act(system, work => moveOrders(work, { move: 'approve', ids: review.map(o => o.id) }))
  await runDry(company)
  for (const kind of ['single', 'multi', 'large'] as const) {
    for (let wave; (wave = await act(system, work => planWave(work, { warehouseId: warehouse!.id, kind, limit: 500, carrierId: carrier!.id })))?.wave;) {
      const { wave: id } = wave
      const picked = await act(system, work => confirmWave(work, id))
      const checked = await act({ ...system, id: 1 }, async work => checkOrders(work, picked, (await wanted(work.tx, picked)).map(i => ({ order: i.orderId, code: i.code, quantity: i.quantity }))))
      const packed = await act({ ...system, id: 2 }, work => packOrders(work, checked.moved.map(order => ({ order, grams: null }))))
      const handover = await act(system, work => openHandover(work, warehouse!.id, carrier!.id))
      const waybills = await db.rows<{ waybill: string }>(sql`select waybill from parcel where order_id = any(${packed.moved}::bigint[]) and state = 'packed' order by id`)
      await act(system, work => scanWaybills(work, handover, waybills.map(w => w.waybill)))
      await act(system, work => signHandover(work, handover, 'SF'))
    }
  }
  await runDry(company)
}

/** The real times as a carrier's file: shuffled, each line four times. */
async function scans(company: Company, source: readonly Record<string, string>[], chance: () => number): Promise<Record<string, string>[]> {
  const waybills = new Map((await company.db.rows<{ number: string; waybill: string }>(sql`
    select o.number, p.waybill from parcel p join orders o on o.id = p.order_id where p.state <> 'void' order by p.id`)).map(p => [p.number, p.waybill]))
  const lines = source.flatMap(o => {
    const waybill = waybills.get(o['order_id']!)
    const line = (at: string | undefined, kind: string) => (waybill && at ? [{ 快递公司: 'SF', 运单号: waybill, 时间: momentOf(at).toISOString(), 状态: kind }] : [])
    return [...line(o['order_delivered_carrier_date'], '已揽收'), ...line(o['order_delivered_customer_date'], '已签收')]
  })
  return lines.flatMap(line => [line, line, line, line]).map(line => [chance(), line] as const).sort((a, b) => a[0] - b[0]).map(([, line]) => line)
}

/** A made sample of the same shape, with every status and the oddities of the whole: no items, no delivery time, delivered twice the same second. */
export function madeSample(dir: string, count: number): string {
  const statuses = ['delivered', 'delivered', 'delivered', 'delivered', 'shipped', 'canceled', 'unavailable', 'processing', 'invoiced', 'created']
  const hex = (n: number) => n.toString(16).padStart(4, '0') + 'b5'.repeat(14)
  const at = (n: number, days: number) => new Date(Date.UTC(2018, 2, 1 + days, 9, n % 60, n % 59)).toISOString().slice(0, 19).replace('T', ' ')
  const orders = Array.from({ length: count }, (_, n) => {
    const status = statuses[n % statuses.length]!
    const left = status === 'delivered' || status === 'shipped'
    return {
      order_id: hex(n), customer_id: hex(n + 20_000), order_status: status, order_purchase_timestamp: at(n, n % 20), order_approved_at: status === 'created' ? '' : at(n, n % 20 + 1),
      order_delivered_carrier_date: left ? at(n, n % 20 + 2) : '', order_delivered_customer_date: status === 'delivered' && n !== 10 ? at(n, n % 20 + 9) : '', order_estimated_delivery_date: at(n, n % 20 + 20),
    }
  })
  const withItems = orders.filter(o => o.order_status !== 'unavailable')
  writeCsv(path.join(dir, 'orders.csv'), orders)
  const items = withItems.flatMap((o, n) => Array.from({ length: 1 + n % 3 }, (_, i) => ({ order_id: o.order_id, order_item_id: String(i + 1), product_id: hex(50_000 + (n % 7)), seller_id: hex(1), shipping_limit_date: at(n, 5), price: `${100 + n % 7}.5`, freight_value: '8.77' })))
  writeCsv(path.join(dir, 'order_items.csv'), items)
  writeCsv(path.join(dir, 'order_payments.csv'), withItems.map(o => {
    const own = items.filter(i => i.order_id === o.order_id)
    return { order_id: o.order_id, payment_sequential: '1', payment_type: 'credit_card', payment_installments: '1', payment_value: own.reduce((sum, i) => sum + Number(i.price) + 8.77, 0).toFixed(2) }
  }))
  writeCsv(path.join(dir, 'customers.csv'), orders.map(o => ({ customer_id: o.customer_id, customer_unique_id: randomBytes(16).toString('hex'), customer_zip_code_prefix: '20231', customer_city: 'rio de janeiro', customer_state: 'RJ' })))
  writeCsv(path.join(dir, 'products.csv'), Array.from({ length: 7 }, (_, n) => ({ product_id: hex(50_000 + n), product_category_name: 'automotivo' })))
  return dir
}
