import { sql } from '#kit/sql.ts'
import { system, type Actor } from '#kit/work.ts'
import { receive } from '#goods/inventory/actions.ts'
import { takeOrders } from '#journey/1-intake/actions.ts'
import { findShop } from '#journey/1-intake/store.ts'
import { confirmWave, planWave } from '#journey/5-picking/actions.ts'
import { checkOrders } from '#journey/6-checking/actions.ts'
import { wanted } from '#journey/6-checking/store.ts'
import { packOrders } from '#journey/7-packing/actions.ts'
import { openHandover, scanWaybills, signHandover } from '#journey/8-handover/actions.ts'
import { takeTracking } from '#journey/9-delivery/actions.ts'
import { block, moveOrders, unblock } from '#journey/order/actions.ts'
import type { Company } from '../src/company.ts'
import { seedDemo } from '../src/demo.ts'
import { runDry } from '../src/timetable.ts'

const hour = 3_600_000
const titles = ['桂花乌龙茶 250g', '手工牛轧糖 500g', '陶瓷马克杯', '羊毛围巾', '山茶花护手霜', '便携保温杯', '竹纤维毛巾三条装', '有机红枣 1kg', '无线鼠标', '帆布托特包', '玻璃花瓶', '薰衣草香薰']
const people = ['王芳', '李静', '张伟', '刘洋', '陈磊', '杨敏', '赵强', '黄丽', '周杰', '吴桐', '徐鹏', '孙悦']
const cities = [['浙江省', '杭州市', '西湖区'], ['广东省', '深圳市', '南山区'], ['北京', '北京市', '海淀区'], ['四川省', '成都市', '武侯区'], ['湖北省', '武汉市', '洪山区'], ['上海', '上海市', '徐汇区'], ['江苏省', '苏州市', '姑苏区']] as const

/**
 * A house in the middle of its day, for pictures and walks: a day and a half of orders in every stage, parcels under way, silent and returned,
 * clocks that ran out, blocks that wait for somebody. `clock` is the company's; it ends at `until`.
 */
export async function livelyDay(company: Company, clock: { at: Date }, until: Date): Promise<void> {
  const at = (hoursAgo: number) => { clock.at = new Date(until.getTime() - hoursAgo * hour) }
  at(31)
  await seedDemo(company, 60)
  const shop = (await findShop(company.db, 'demo'))!
  const names = await company.db.rows<{ id: number; login: string; name: string; roles: string[] }>(sql`select id, login, name, roles from staff where password is not null order by id`)
  const as = (login: string): Actor => { const found = names.find(n => n.login === login)!; return { id: found.id, name: found.name, roles: found.roles, scope: { warehouses: null, shops: null } } }
  const shelves = await company.db.rows<{ skuId: number; toPlace: number }>(sql`select distinct on (b.sku_id) b.sku_id as "skuId", b.place_id as "toPlace" from balance b join place p on p.id = b.place_id where p.kind = 'bin' order by b.sku_id, b.place_id`)
  await company.act(system, work => receive(work, shelves.map((s, i) => ({ ...s, quantity: i === 7 ? 2 : 400 })), 'purchase', 0))
  const take = async (from: number, count: number) => { await company.act(system, work => takeOrders(work, shop.id, Array.from({ length: count }, (_, i) => order(from + i, clock.at)))) ; await runDry(company) }
  const [main] = await company.db.rows<{ id: number }>(sql`select id from warehouse order by rank, id limit 1`)
  const [carrier] = await company.db.rows<{ id: number }>(sql`select id from carrier order by id limit 1`)

  /** One wave as far as asked; the clock goes on a little at each step. */
  const wave = async (limit: number, asFarAs: 'picking' | 'checking' | 'packing' | 'packed' | 'gone', kind: 'single' | 'multi' = 'single'): Promise<string[]> => {
    const on = (minutes: number) => { clock.at = new Date(clock.at.getTime() + minutes * 60_000) }
    const planned = await company.act(as('clerk'), work => planWave(work, { warehouseId: main!.id, kind, limit }))
    if (!planned?.wave || asFarAs === 'picking') return []
    on(9)
    const picked = await company.act(as('picker'), work => confirmWave(work, planned.wave))
    if (asFarAs === 'checking') return []
    on(6)
    const checked = await company.act(as('checker'), async work => checkOrders(work, picked, (await wanted(work.tx, picked)).map(i => ({ order: i.orderId, code: i.code, quantity: i.quantity }))))
    if (asFarAs === 'packing') return []
    on(8)
    const packed = await company.act(as('packer'), work => packOrders(work, checked.moved.map(one => ({ order: one, grams: null }))))
    if (asFarAs === 'packed') return []
    on(12)
    const sheet = await company.act(as('logistics'), work => openHandover(work, main!.id, carrier!.id))
    const waybills = (await company.db.rows<{ waybill: string }>(sql`select waybill from parcel where order_id = any(${packed.moved}::bigint[]) and waybill is not null order by id`)).map(w => w.waybill)
    await company.act(as('logistics'), work => scanWaybills(work, sheet, waybills))
    await company.act(as('logistics'), work => signHandover(work, sheet, '陈师傅'))
    await runDry(company)
    return waybills
  }
  type Kind = 'collected' | 'in-transit' | 'out-for-delivery' | 'signed' | 'refused'
  const scan = (waybills: readonly string[], kind: Kind, place: string) => company.act(as('logistics'), work => takeTracking(work, waybills.map(waybill => ({ carrier: 'ZTO', waybill, at: clock.at.toISOString(), kind, place, note: '' }))))
  const approve = async (count: number) => {
    const unpaid = (await company.db.rows<{ id: number }>(sql`select o.id from orders o join order_block b on b.order_id = o.id where b.reason = 'payment-check' and b.released_at is null and o.stage = 'review' order by o.id limit ${count}`)).map(o => o.id)
    if (unpaid.length) await company.act(as('finance'), work => unblock(work, unpaid, 'payment-check', '已到账'))
    const ids = (await company.db.rows<{ id: number }>(sql`select id from orders where stage = 'review' and blocks = '{}' order by id limit ${count}`)).map(o => o.id)
    if (ids.length) await company.act(as('clerk'), work => moveOrders(work, { move: 'approve', ids }))
    await runDry(company)
  }

  const everything = async () => [...await wave(500, 'gone'), ...await wave(500, 'gone', 'multi')]

  // Yesterday.
  await runDry(company)
  await approve(40)
  at(29.5); const first = await everything()
  at(28); await scan(first.slice(0, -6), 'collected', '杭州转运中心')
  await take(0, 40); at(27); const second = await everything()
  at(24); await scan(first.slice(0, -10), 'in-transit', '嘉兴转运中心'); await scan(second.slice(0, -5), 'collected', '杭州转运中心')
  for (const hours of [23, 21, 19]) { at(hours); await take(40 + (23 - hours) * 10, 14); await approve(20) }
  at(18); const third = await everything()
  at(15); await scan(third.slice(0, -4), 'collected', '杭州转运中心'); await scan(second.slice(0, -8), 'in-transit', '武汉转运中心')
  // Today.
  at(9); await scan(first.slice(0, -12), 'out-for-delivery', '深圳南山网点'); await take(100, 24); await approve(30)
  at(8); await scan(first.slice(0, -16), 'signed', '本人签收'); await scan(first.slice(-16, -14), 'refused', '收件人拒收')
  for (const [i, hours] of [7.5, 6.8, 6].entries()) { at(hours); await take(200 + i * 30, 17 + i * 6); await approve(20) }
  at(5.5); await wave(60, 'gone')
  at(5); await take(300, 21); await scan(second.slice(0, -16), 'signed', '前台代收')
  at(4.2); await take(400, 28); await approve(20); at(4); await wave(40, 'gone'); await wave(12, 'gone', 'multi')
  at(3.2); await take(500, 33); await approve(20); await wave(22, 'packed')
  at(2.4); await take(600, 26); await wave(18, 'packing')
  at(1.6); await take(700, 30); await approve(12); await wave(21, 'checking')
  at(1); await wave(26, 'picking'); await take(800, 22)
  const ready = (await company.db.rows<{ id: number }>(sql`select id from orders where stage = 'ready' order by id limit 6`)).map(o => o.id)
  await company.act(as('clerk'), work => block(work, ready.slice(0, 2).map(id => ({ id, reason: 'hold', note: '客户要求晚两天发' }))))
  await company.act(as('clerk'), work => block(work, ready.slice(2, 3).map(id => ({ id, reason: 'risk', note: '同一地址一小时内 6 单' }))))
  await company.act(as('checker'), work => block(work, ready.slice(3, 4).map(id => ({ id, reason: 'discrepancy', note: '实物颜色与订单不符' }))))
  at(0.1); await take(900, 12)
  at(0)
  await runDry(company)
}

/** The n-th order of the day, placed some minutes before it comes in. */
function order(n: number, now: Date) {
  const chosen = n % 6 === 0 ? [(n * 5) % 12, (n * 7 + 3) % 12] : [(n * n + n) % 12]
  const lines = [...new Set(chosen)].map(i => ({ sku: `DM${String(i + 1).padStart(3, '0')}`, title: titles[i]!, spec: '标准', quantity: 1 + (n % 4 === 0 ? 1 : 0), unitFen: 1900 + i * 1300 }))
  const totalFen = lines.reduce((sum, l) => sum + l.quantity * l.unitFen, 0)
  const [province, city, district] = cities[n % cities.length]!
  const placedAt = new Date(now.getTime() - (2 + (n % 9)) * 60_000).toISOString()
  return {
    number: `TB2611${String(100_000 + n * 37)}`, placedAt, paidAt: n % 29 === 28 ? null : placedAt, buyer: { account: `guest${n % 160}`, name: '' },
    receiver: { name: people[(n * 3) % 12]!, phone: `1390000${String(1000 + n)}`, province, city, district, street: `演示路${n + 1}号` },
    lines, totalFen, paidFen: n % 29 === 28 ? 0 : totalFen, buyerRemark: n % 13 === 0 ? '加急，谢谢' : '',
  }
}
