import { ean13 } from '#kit/ean.rules.ts'
import { system, type Work } from '#kit/work.ts'
import { upsertProducts } from '#goods/catalog/actions.ts'
import { ensurePlaces, ensureWarehouse, receive } from '#goods/inventory/actions.ts'
import { ensureShop, findShop } from '#journey/1-intake/store.ts'
import { takeOrders } from '#journey/1-intake/actions.ts'
import { seedRules } from '#journey/2-review/actions.ts'
import { ensureCarrier } from '#partners/carriers/actions.ts'
import { createStaff, hashOf } from '#people/staff/actions.ts'
import { roles } from '#people/staff/rules.ts'
import type { Company } from './company.ts'

/** What every new company needs before its first order: a shop's door, carriers with numbers, the review rules. */
export async function furnish(work: Work & Parameters<typeof seedRules>[0], shops: readonly { code: string; name: string }[]): Promise<void> {
  for (const shop of shops) await ensureShop(work.tx, shop.code, shop.name, work.now)
  for (const carrier of carriers) await ensureCarrier(work, carrier)
  await seedRules(work)
}

const carriers = [
  { code: 'ZTO', name: '中通快递', prefix: 'ZT', from: 1, to: 9_999_999_999 },
  { code: 'SF', name: '顺丰速运', prefix: 'SF', from: 1, to: 9_999_999_999 },
  { code: 'YTO', name: '圆通速递', prefix: 'YT', from: 1, to: 9_999_999_999 },
]

export const demoPassword = 'danliu-demo-2026'
const products = ['桂花乌龙茶 250g', '手工牛轧糖 500g', '陶瓷马克杯', '羊毛围巾', '山茶花护手霜', '便携保温杯', '竹纤维毛巾三条装', '有机红枣 1kg', '无线鼠标', '帆布托特包', '玻璃花瓶', '薰衣草香薰']
const people = ['王芳', '李静', '张伟', '刘洋', '陈磊', '杨敏', '赵强', '黄丽', '周杰', '吴桐', '徐鹏', '孙悦']
const cities = [['浙江省', '杭州市', '西湖区'], ['广东省', '深圳市', '南山区'], ['北京', '北京市', '海淀区'], ['四川省', '成都市', '武侯区'], ['湖北省', '武汉市', '洪山区']] as const

/** A company to try things in: staff of every role, products, stock, and a living day of orders. Does nothing where orders are. */
export async function seedDemo(company: Company, orders = 120): Promise<boolean> {
  return company.act(system, async work => {
    if (!await ensureShop(work.tx, 'demo', '演示店铺', work.now)) return false
    const hashed = hashOf(demoPassword)
    await furnish(work, [])
    const hash = await hashed
    for (const [i, role] of roles.entries()) await createStaff(work, { login: role, name: people[i] ?? role, password: demoPassword, roles: [role], own: true }, hash)
    const skus = await upsertProducts(work, products.map((title, i) => ({
      code: `DM${String(i + 1).padStart(3, '0')}`, barcode: ean13(`69012345${String(i + 1).padStart(4, '0')}`), title, brand: '演示', spec: '标准', priceFen: 1900 + i * 1300, weightGrams: 200 + i * 90,
      liquid: i === 4, fragile: i === 2 || i === 10, cold: false, custom: i === 9,
    })))
    for (const [w, warehouse] of [{ code: 'main', name: '杭州主仓', province: '浙江省', rank: 0 }, { code: 'branch', name: '成都分仓', province: '四川省', rank: 1 }].entries()) {
      const id = await ensureWarehouse(work, warehouse)
      const bins = await ensurePlaces(work, id, products.map((_, i) => `A-0${1 + (i % 3)}-${1 + i}-1`))
      const goods = products.map((_, i) => ({ skuId: skus.get(`DM${String(i + 1).padStart(3, '0')}`)!, toPlace: bins.get(`A-0${1 + (i % 3)}-${1 + i}-1`)!, quantity: i === 7 ? 3 : w === 0 ? 60 : 20 }))
      await receive(work, goods, 'opening', 0)
    }
    await placeDemoOrders(work, orders)
    return true
  })
}

/** The first so many orders of the demo, placed in its shop. */
export async function placeDemoOrders(work: Parameters<typeof takeOrders>[0], count: number): Promise<void> {
  const shop = (await findShop(work.tx, 'demo'))! // the demo has made it
  await takeOrders(work, shop.id, Array.from({ length: count }, (_, n) => demoOrder(n, work.now)))
}

/** The n-th order of the demo, the same every time but for its hour. */
function demoOrder(n: number, now: Date) {
  const picked = n % 5 === 0 ? [n % 12, (n * 5 + 3) % 12] : [(n * 7) % 12]
  const lines = [...new Set(picked)].map(i => ({ sku: `DM${String(i + 1).padStart(3, '0')}`, title: products[i]!, spec: '标准', quantity: 1 + (n % 3 === 0 ? 1 : 0), unitFen: 1900 + i * 1300 }))
  const totalFen = lines.reduce((sum, l) => sum + l.quantity * l.unitFen, 0)
  const [province, city, district] = cities[n % cities.length]!
  const placedAt = new Date(now.getTime() - (n % 40) * 11 * 60_000).toISOString()
  return {
    number: `DEMO${String(260000 + n)}`, placedAt, paidAt: n % 23 === 22 ? null : placedAt, buyer: { account: `buyer${n % 90}`, name: '' },
    receiver: { name: people[(n * 3) % 12]!, phone: `1380000${String(1000 + n)}`, province, city, district, street: `演示路${n + 1}号3栋2单元${100 + n}室` },
    lines, totalFen, paidFen: n % 23 === 22 ? 0 : totalFen, buyerRemark: n % 17 === 0 ? '加急，谢谢' : '',
  }
}
