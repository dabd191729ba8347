import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openWalk, unfair as faults, type Walk } from './browser.ts'

let walk: Walk
let main = ''
let carrier = ''
const tokens: Record<string, string> = {}
beforeAll(async () => {
  walk = await openWalk({ orders: 40 })
  await walk.house.settle()
  main = String(await walk.house.idOf('warehouse', 'main'))
  carrier = String(await walk.house.idOf('carrier', 'ZTO'))
  for (const role of ['clerk', 'service', 'picker', 'checker', 'packer', 'logistics'] as const) tokens[role] = await walk.house.token(role)
}, 120_000)
afterAll(() => walk?.close())
afterEach(() => walk.quiet())

const get = async (role: string, path: string) => (await walk.house.call('GET', path, { token: tokens[role] })).json
const post = async (role: string, path: string, body: unknown) => (await walk.house.call('POST', path, { token: tokens[role], body })).json
/** A scanner is a keyboard: it types into whatever has the focus and ends with Enter. */
const scan = async (page: Page, code: string) => { await page.keyboard.type(code, { delay: 5 }); await page.keyboard.press('Enter') }
const bar = (page: Page) => page.locator('.station-bar')
/** The frame's own navigation is looked at by its own tests. */
const unfair = async (page: Page) => (await faults(page)).filter(f => !f.includes('class="step"'))
const shots = process.env['DANLIU_SHOTS']
const shot = async (page: Page, name: string) => { if (shots) await page.screenshot({ path: `${shots}/${name}.png` }) }

test('FU-1 · a picker on a phone takes a wave, is sent from bin to bin, loses the network in the middle, and nothing is lost or doubled', async () => {
  const { wave, orders } = await post('clerk', '/api/waves', { warehouse: main, kind: 'single', limit: 3 })
  const page = await walk.as('picker', { phone: true, at: '/m/picking' })
  await page.getByText('领一个波次').first().waitFor()
  await shot(page, 'm-waves')
  await page.getByRole('button', { name: '领下一个波次' }).dblclick()
  await page.getByRole('heading', { name: `波次 ${wave}` }).waitFor()
  expect(await unfair(page)).toEqual([])
  await shot(page, 'm-picking')
  // A phone on a weak network loads no more than this before the first scan.
  const loaded = await page.evaluate(() => performance.getEntriesByType('resource').reduce((sum, e) => sum + (e.name.includes('/assets/') ? (e as PerformanceResourceTiming).encodedBodySize : 0), 0))
  console.log(`the handheld loads ${Math.round(loaded / 1000)} kB`)
  expect(loaded).toBeLessThan(100_000)
  const next = async () => (await get('picker', `/api/waves/${wave}/next`)).next as { code: string; place: string; position: number; quantity: number } | null

  const first = (await next())!
  await page.getByText(first.place, { exact: true }).first().waitFor()
  await scan(page, 'DM999')
  await page.locator('.station-bar.wrong').waitFor()
  await shot(page, 'm-wrong')
  await scan(page, first.place)
  await page.locator('.station-bar.right').waitFor()
  await scan(page, first.code)
  await expect.poll(() => bar(page).textContent()).toContain(`放 ${first.position} 号位`)
  await expect.poll(async () => (await get('picker', '/api/waves')).waves.find((w: { id: string }) => w.id === wave)?.picked).toBe(1)

  // The network goes away: what is scanned is kept, shown, and goes out once when it is back.
  await page.context().setOffline(true)
  const second = (await next())!
  await scan(page, second.place)
  await scan(page, second.code)
  await page.getByText(/1 个动作未发出/).waitFor()
  await shot(page, 'm-offline')
  expect((await get('picker', '/api/waves')).waves.find((w: { id: string }) => w.id === wave).picked).toBe(1)
  await page.context().setOffline(false)
  await expect.poll(async () => (await get('picker', '/api/waves')).waves.find((w: { id: string }) => w.id === wave)?.picked, { timeout: 20_000 }).toBe(2)
  walk.forgive(/ERR_INTERNET_DISCONNECTED|Failed to load resource/)

  // C12: a cancel turns the phone red within two seconds, and its goods are to be laid back.
  const cancelled = (await get('picker', `/api/waves/${wave}`)).picks.find((p: { picked: number }) => p.picked > 0)
  const since = Date.now()
  await post('service', '/api/orders/moves/cancel', { orders: [cancelled.orderId] })
  await page.locator('.station-bar.stopped').waitFor({ timeout: 4000 })
  console.log(`a cancel turned the station red in ${Date.now() - since} ms`)
  expect(Date.now() - since).toBeLessThan(2500)
  await shot(page, 'm-stopped')
  expect(await unfair(page)).toEqual([])
  for (let last = await next(); last; last = await next()) { await scan(page, last.place); await scan(page, last.code); await expect.poll(async () => (await next())?.code).not.toBe(last.code) }
  await page.getByRole('button', { name: '拣完交复核' }).click()
  await page.getByText('领一个波次').first().waitFor()
  await expect.poll(async () => (await get('clerk', `/api/orders?stage=checking`)).orders.length).toBe(orders.length - 1)

  await page.goto(`${walk.house.address}/m/put-back`)
  await page.getByText(cancelled.place).waitFor()
  await shot(page, 'm-put-back')
  await scan(page, cancelled.code)
  await scan(page, cancelled.place)
  await page.getByText('没有要放回的货。').waitFor()
  await walk.leave(page)
}, 120_000)

test('FU-2 FU-3 FU-4 · the checker, the packer and the dock do their part with a scanner; the courier signs', async () => {
  const order = (await get('clerk', '/api/orders?stage=checking')).orders[0]
  const found = (await get('clerk', `/api/orders/${order.id}`)).parcels[0]
  const { parcel } = await get('checker', `/api/stations/parcels?code=${found.code}`)

  const check = await walk.as('checker', { at: '/checking' })
  await scan(check, found.code)
  await check.getByText(order.number).first().waitFor()
  expect(await unfair(check)).toEqual([])
  await scan(check, 'DM999')
  await check.locator('.station-bar.wrong').waitFor()
  await shot(check, 'd-checking')
  for (const item of parcel.items) for (let n = 0; n < item.quantity; n++) await scan(check, item.code)
  await check.locator('.station-bar.done').waitFor()
  await walk.leave(check)

  const pack = await walk.as('packer', { phone: true, at: '/m/packing' })
  await scan(pack, found.waybill)
  await pack.getByText(`预计 ${parcel.expectedGrams.toLocaleString('zh-CN')} 克`).first().waitFor()
  await shot(pack, 'm-packing')
  await pack.getByLabel(/重量/).fill('9000')
  await pack.getByRole('button', { name: '封箱' }).click()
  await pack.locator('.station-bar.wrong').waitFor()
  // The cursor still stands in the weight when the waybill is scanned.
  await pack.getByLabel(/重量/).fill(String(parcel.expectedGrams))
  await pack.keyboard.type(found.waybill)
  await pack.keyboard.press('Enter')
  await pack.locator('.station-bar.done').waitFor()
  expect(await unfair(pack)).toEqual([])
  await walk.leave(pack)

  const dock = await walk.as('logistics', { at: '/handover' })
  await dock.getByRole('button', { name: '中通快递：新交接单' }).click()
  await dock.getByText('还有 1 票已打包、没扫').waitFor()
  await scan(dock, found.waybill)
  await dock.locator('.station-bar.right').waitFor()
  await scan(dock, 'ZT404')
  await dock.locator('.station-bar.wrong').waitFor()
  await shot(dock, 'd-handover')
  expect(await unfair(dock)).toEqual([])
  await dock.getByRole('button', { name: /快递员签字/ }).click()
  await dock.getByLabel('快递员姓名').fill('王师傅')
  await dock.getByRole('button', { name: '确认签字' }).click()
  await dock.getByText('已交接 1 票').waitFor()
  expect((await get('clerk', `/api/orders/${order.id}`)).stage).toBe('handed-over')
  await walk.leave(dock)
  expect(carrier).not.toBe('')
}, 120_000)

test('FU-1 · who plans sees what is ready, plans with one press, and opens wave and orders', async () => {
  const page = await walk.as('manager', { at: '/waves' })
  await page.getByRole('heading', { name: '波次' }).first().waitFor()
  await page.getByRole('button', { name: /^建波次/ }).first().waitFor()
  expect(await unfair(page)).toEqual([])
  await shot(page, 'd-waves')
  await page.getByRole('button', { name: /^建波次/ }).first().click()
  await page.getByText(/已建波次/).click()
  await page.getByRole('columnheader', { name: '货位' }).waitFor()
  await page.getByRole('link', { name: /^DEMO/ }).first().waitFor()
  await shot(page, 'd-wave')
  await page.goto(`${walk.house.address}/discrepancies`)
  await page.getByText('不是要拣的商品').first().waitFor()
  expect(await unfair(page)).toEqual([])
  await shot(page, 'd-discrepancies')
  await walk.leave(page)
}, 90_000)

test('every tongue on a phone: no text is missing, nothing is wider than the screen', async () => {
  await post('clerk', '/api/waves', { warehouse: main, kind: 'multi', limit: 3 })
  for (const [tongue, title] of [['zh-TW', '領下一個波次'], ['en', 'Take the next wave']] as const) {
    const page = await walk.as('picker', { tongue, phone: true, at: '/m/picking' })
    await page.getByRole('button', { name: title }).click()
    await page.locator('.station-next').waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    await shot(page, `m-picking-${tongue}`)
    await walk.leave(page)
  }
  for (const tongue of ['zh-CN', 'en'] as const) {
    const page = await walk.as('manager', { tongue, dark: true, at: '/waves' })
    await page.locator('.plain').first().waitFor()
    await shot(page, `d-waves-dark-${tongue}`)
    await walk.leave(page)
  }
}, 120_000)
