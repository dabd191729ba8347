import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { homeOf } from '#kit/home.ts'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { upsertProducts } from '#goods/catalog/actions.ts'
import { openCompany } from '../src/company.ts'
import { openHouse, type TestHouse } from './house.ts'

let house: TestHouse
const tokens: Record<string, string> = {}
beforeAll(async () => {
  house = await openHouse()
  for (const role of ['clerk', 'manager', 'it', 'logistics'] as const) tokens[role] = await house.token(role)
})
afterAll(() => house?.close())

const call = async (role: string, method: string, path: string, body?: unknown) => { const { status, json } = await house.call(method, path, { token: tokens[role], ...(body !== undefined && { body }) }); return { status, json } }
const told = async (kind: string) => (await house.company.db.rows<{ facts: unknown }>(sql`select facts from event where kind = ${kind} order by number`)).map(e => e.facts)

describe('shops', () => {
  test('IN-1 · a shop is added and takes orders; its name and channel may change, its code stays', async () => {
    const made = await call('it', 'POST', '/api/shops', { code: 'web', name: '官网' })
    expect(made.status).toBe(200)
    expect((await call('it', 'POST', '/api/shops', { code: 'web', name: '又一个' })).json).toMatchObject({ status: 409, reasons: [{ code: 'code-taken' }] })
    expect((await call('it', 'POST', '/api/shops', { code: 'x', name: 'x', channel: 'nowhere' })).status).toBe(422)
    expect((await call('it', 'PATCH', `/api/shops/${made.json.id}`, { name: '官方商城' })).json).toEqual({ changed: true })
    expect((await call('it', 'PATCH', '/api/shops/999999', { name: '?' })).status).toBe(404)
    expect((await call('clerk', 'GET', '/api/shops')).json).toMatchObject({ shops: [{ code: 'demo' }, { code: 'web', name: '官方商城', channel: 'file' }], next: null })
    expect(await told('shop.change')).toEqual([{ was: { title: '官网', channel: 'file', staysInside: false }, now: { title: '官方商城', channel: 'file', staysInside: false } }])
  })
  test('IT-3 · who may see one shop sees no other, changes no other, and adds none', async () => {
    const [demo, web] = [await house.idOf('shop', 'demo'), await house.idOf('shop', 'web')]
    const token = await house.token('it', { shops: [web] })
    expect((await house.call('GET', '/api/shops', { token })).json.shops.map((s: { code: string }) => s.code)).toEqual(['web'])
    expect((await house.call('PATCH', `/api/shops/${demo}`, { token, body: { name: '被改名' } })).status).toBe(404)
    expect((await house.call('POST', '/api/shops', { token, body: { code: 'mine', name: '我的' } })).json).toMatchObject({ status: 403, code: 'out-of-scope' })
  })
})

describe('warehouses', () => {
  test('ST-1 · a warehouse comes with its places; bins are added in sets and listed page by page', async () => {
    const made = await call('manager', 'POST', '/api/warehouses', { code: 'north', name: '北京仓', province: '北京', rank: 5 })
    expect(made.status).toBe(200)
    expect((await call('manager', 'POST', '/api/warehouses', { code: 'north', name: '改名', province: '北京' })).status).toBe(409)
    const codes = Array.from({ length: 450 }, (_, i) => `A-${1 + (i % 9)}-${1 + Math.floor(i / 9)}`)
    const bins = `/api/warehouses/${made.json.id}/bins`
    expect((await call('logistics', 'POST', bins, { codes })).json.bins).toHaveLength(450)
    // Again the same: nothing is added, and the places of every warehouse cannot be made bins.
    expect((await call('logistics', 'POST', bins, { codes: codes.slice(0, 5) })).json.bins).toHaveLength(5)
    expect((await call('logistics', 'POST', bins, { codes: ['B-1', 'RECEIVING'] })).json).toMatchObject({ status: 422, reasons: [{ code: 'code-reserved', values: { bin: 'RECEIVING' } }] })
    const seen: string[] = []
    for (let after = ''; ;) {
      const { json } = await call('clerk', 'GET', `/api/warehouses/${made.json.id}/places?limit=200${after && `&after=${after}`}`)
      seen.push(...json.places.map((p: { code: string }) => p.code))
      if (!json.next) break
      after = json.next
    }
    expect(seen).toHaveLength(455)
    expect(new Set(seen).size).toBe(455)
    expect((await call('clerk', 'GET', '/api/warehouses')).json.warehouses.map((w: { code: string }) => w.code)).toEqual(['main', 'branch', 'north'])
  })
  test('IT-3 · a warehouse outside the scope is not there', async () => {
    const [main, north] = [await house.idOf('warehouse', 'main'), await house.idOf('warehouse', 'north')]
    const token = await house.token('manager', { warehouses: [north] })
    expect((await house.call('GET', '/api/warehouses', { token })).json.warehouses.map((w: { code: string }) => w.code)).toEqual(['north'])
    expect((await house.call('GET', `/api/warehouses/${main}/places`, { token })).status).toBe(404)
    expect((await house.call('POST', `/api/warehouses/${main}/bins`, { token, body: { codes: ['Z-1'] } })).status).toBe(404)
    expect((await house.call('POST', '/api/warehouses', { token, body: { code: 'mine', name: '我的', province: '北京' } })).json.code).toBe('out-of-scope')
  })
})

describe('products', () => {
  const found = async (q: string) => (await call('clerk', 'GET', `/api/products?q=${encodeURIComponent(q)}`)).json.products.map((p: { code: string }) => p.code)
  test('code and barcode are found by their beginning, a title by any two signs of it, whatever their width and case', async () => {
    await house.company.act(system, work => upsertProducts(work, [
      { code: 'TEA/100%', title: '金骏眉红茶 Black Tea 500G 礼盒', priceFen: 9900, barcode: '6901000000017' }, { code: 'TEA', title: '白茶', priceFen: 100 },
      { code: 'SET', title: '茶叶套装', priceFen: 19900, parts: [{ code: 'TEA', quantity: 2 }, { code: 'DM001', quantity: 1 }] },
    ]))
    expect(await found('TEA')).toEqual(['TEA', 'TEA/100%'])
    expect(await found('6901000')).toEqual(['TEA/100%'])
    expect(await found('骏眉')).toEqual(['TEA/100%'])
    expect(await found('black ｔｅａ')).toEqual(['TEA/100%'])
    expect(await found('礼盒 红茶')).toEqual(['TEA/100%'])
    expect(await found('红茶礼盒')).toEqual([])
    expect(await found('茶')).toEqual(['DM001', 'DM005', 'SET', 'TEA', 'TEA/100%'])
    for (const q of ['%', '_', 'DM0_1', '\\', '😀😀', '\u{10FFFF}']) expect([q, await found(q)]).toEqual([q, []])
    expect((await call('clerk', 'GET', `/api/products/${encodeURIComponent('TEA/100%')}`)).json).toMatchObject({ code: 'TEA/100%', priceFen: 9900, parts: [] })
    expect((await call('clerk', 'GET', '/api/products/SET')).json.parts).toMatchObject([{ code: 'DM001', quantity: 1 }, { code: 'TEA', quantity: 2 }])
    expect((await call('clerk', 'GET', '/api/products/NONE')).status).toBe(404)
    // A title that changes is found by its new words only.
    await house.company.act(system, work => upsertProducts(work, [{ code: 'TEA', title: '普洱熟饼', priceFen: 100 }]))
    expect(await found('白茶')).toEqual([])
    expect(await found('普洱')).toEqual(['TEA'])
  })
  test('at most 20 come back, and quickly among 30,000', async () => {
    const words = ['红茶', '绿茶', '毛巾', '马克杯', '保温杯', '围巾', '礼盒', '香薰', '花瓶', '鼠标', '托特包', '牛轧糖']
    for (let at = 0; at < 30_000; at += 10_000) await house.company.act(system, work => upsertProducts(work, Array.from({ length: 10_000 }, (_, i) => ({
      code: `P${100_000 + at + i}`, barcode: `69${String(at + i).padStart(11, '0')}`, title: `${words[i % 12]}${words[(i * 7) % 11]}第${at + i}款`, priceFen: 100,
    }))))
    await house.company.db.rows(sql`analyze sku`)
    const times: number[] = []
    for (const q of ['P1', '69', '红茶', '12345款', 'P123456', '不在这里', '第299', '保温杯第']) {
      const began = performance.now()
      const codes = await found(q)
      times.push(performance.now() - began)
      expect(codes.length).toBeLessThanOrEqual(20)
    }
    expect(await found('第12345款')).toEqual(['P112345'])
    expect(times.toSorted((a, b) => a - b)[4]).toBeLessThan(150)
  })
})

describe('promotions', () => {
  const day = 24 * 3600_000
  const iso = (ms: number) => new Date(Date.now() + ms).toISOString()
  test('HB-5 · a promotion announced through one process holds in every process within a second, and so does its end', async () => {
    const url = (house.company.db.pool as unknown as { options: { connectionString: string } }).options.connectionString
    const other = await openCompany({ url, company: 'demo', home: homeOf(), log: house.company.log })
    const names = async (company: typeof other) => company.act(system, async work => work.calendar.promotions.map(p => p.name))
    const soon = async (wanted: string[]) => {
      for (const end = Date.now() + 5000; Date.now() < end; await new Promise(rest => setTimeout(rest, 50))) if (JSON.stringify(await names(other)) === JSON.stringify(wanted)) return
      expect(await names(other)).toEqual(wanted)
    }
    try {
      const made = await call('manager', 'POST', '/api/promotions', { name: '双十二', from: iso(0), to: iso(2 * day) })
      expect(made.status).toBe(200)
      expect(await names(house.company)).toEqual(['双十二'])
      await soon(['双十二'])
      // The other process gives the longer limit of a promotion (CL-3) to an order that comes now.
      const shop = await house.idOf('shop', 'demo')
      const { takeOrders } = await import('#journey/1-intake/actions.ts')
      const placedAt = new Date().toISOString()
      await other.act(system, work => takeOrders(work, shop, [{ number: 'PROMO1', placedAt, paidAt: placedAt, receiver: { name: '陈敏', province: '浙江省', city: '杭州市', street: '文三路1号', phone: '13800138000' }, lines: [{ sku: 'DM001', quantity: 1, unitFen: 1900 }], totalFen: 1900, paidFen: 1900 }]))
      const [clock] = await house.company.db.rows<{ hours: number }>(sql`select round(extract(epoch from due_at - started_at) / 3600)::int as hours from clock where clause = 'CL-3.ship' and subject_id = (select id from orders where number = 'PROMO1')`)
      expect(clock?.hours).toBe(48)
      expect((await call('manager', 'POST', `/api/promotions/${made.json.id}/end`)).json).toEqual({ ended: true })
      expect((await call('manager', 'POST', `/api/promotions/${made.json.id}/end`)).status).toBe(409)
      const [one] = await house.company.act(system, async work => work.calendar.promotions)
      expect(one!.to.getTime()).toBeLessThanOrEqual(Date.now())
      // One that ends before it begins was never one.
      const later = await call('manager', 'POST', '/api/promotions', { name: '年货节', from: iso(10 * day), to: iso(12 * day) })
      await soon(['双十二', '年货节'])
      await call('manager', 'POST', `/api/promotions/${later.json.id}/end`)
      await soon(['双十二'])
    } finally { await other.close() }
    expect((await call('clerk', 'GET', '/api/promotions')).json.promotions).toMatchObject([{ name: '年货节', endedAt: expect.any(String) }, { name: '双十二' }])
  })
  test('S4 §6 · what cannot be announced is refused with every reason', async () => {
    const reasons = async (body: object) => (await call('manager', 'POST', '/api/promotions', { name: 'x', ...body })).json.reasons.map((r: { code: string }) => r.code)
    expect(await reasons({ from: iso(day), to: iso(0) })).toEqual(['ends-before-it-begins', 'over-already', 'announced-after-its-end'])
    expect(await reasons({ from: iso(day), to: iso(2000 * day) })).toEqual(['too-far-away'])
    expect(await reasons({ from: iso(day), to: iso(2 * day), announcedAt: iso(-day) })).toEqual(['announced-in-the-past'])
  })
})
