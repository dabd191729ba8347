import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Role } from '#people/staff/rules.ts'
import { openWalk, unfair, type Walk } from './browser.ts'
import { film } from './film.ts'

/** The stations under hard hands: codes before the page is there, two at once, double clicks, two people, a network that goes in the middle. */
let walk: Walk
let main = ''
/** The film before the camera. */
let seen = ''
let carrier = ''
const tokens: Record<string, string> = {}
beforeAll(async () => {
  seen = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-film-')), 'camera.y4m')
  walk = await openWalk({ orders: 60, camera: seen })
  await walk.house.settle()
  main = String(await walk.house.idOf('warehouse', 'main'))
  carrier = String(await walk.house.idOf('carrier', 'ZTO'))
  for (const role of ['clerk', 'service', 'picker', 'checker', 'packer', 'logistics', 'manager'] as const) tokens[role] = await walk.house.token(role)
}, 120_000)
afterAll(async () => { await walk?.close(); fs.rmSync(path.dirname(seen), { recursive: true, force: true }) })
afterEach(() => walk.quiet())

const get = async (role: Role, path: string) => (await walk.house.call('GET', path, { token: tokens[role] })).json
const post = async (role: Role, path: string, body: unknown) => {
  const { status, json } = await walk.house.call('POST', path, { token: tokens[role], body })
  if (status >= 300) throw new Error(`${path} ${status} ${JSON.stringify(json)}`)
  return json
}
/** A scanner: a key every 20 ms, then Enter; it waits for nothing. */
const scan = async (page: Page, code: string) => { await page.keyboard.type(code, { delay: 20 }); await page.keyboard.press('Enter') }
/** A scanner as quick as they come, whatever else this machine does: its keys are sent at once; in the middle it may stumble. */
const burst = async (page: Page, code: string, stumbleMs = 0) => {
  const keyboard = await page.context().newCDPSession(page)
  const press = (key: string, text: string) => [keyboard.send('Input.dispatchKeyEvent', { type: 'keyDown', key, text }), keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', key })]
  const half = stumbleMs > 0 ? code.length - 4 : 0
  const first = [...code.slice(0, half)].flatMap(letter => press(letter, letter))
  await page.waitForTimeout(stumbleMs)
  await Promise.all([...first, ...[...code.slice(half)].flatMap(letter => press(letter, letter)), ...press('Enter', '\r')])
}
/** A page on a weak device: its processor is this much slower, and each answer of `path` comes only after `lateMs`. */
const weaken = async (page: Page, path: string, lateMs: number, rate = 6) => {
  await (await page.context().newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate })
  await page.route(path, async route => { const answer = await route.fetch(); await page.waitForTimeout(lateMs); await route.fulfill({ response: answer }) })
}
const bar = (page: Page) => page.locator('.station-bar')
type Found = { orderId: string; number: string; code: string; waybill: string; expectedGrams: number; items: { code: string; quantity: number }[] }
/** A new wave of orders of this shape, brought up to a step; the parcels of it. */
const parcelsAt = async (step: 'picking' | 'checking' | 'packing' | 'packed', limit: number, kind: 'single' | 'multi' = 'single'): Promise<{ wave: string; parcels: Found[] }> => {
  const { wave, orders } = await post('clerk', '/api/waves', { warehouse: main, kind, limit, carrier }) as { wave: string; orders: string[] }
  if (step !== 'picking') await post('picker', `/api/waves/${wave}/finish`, { paper: true })
  const parcels: Found[] = []
  for (const at of orders.keys()) parcels.push((await get('checker', `/api/stations/parcels?code=W${wave}-${at + 1}`)).parcel)
  if (step === 'packing' || step === 'packed') await post('checker', '/api/checking', { orders: parcels.map(p => ({ order: p.orderId, items: p.items.map(({ code, quantity }) => ({ code, quantity })) })) })
  if (step === 'packed') await post('packer', '/api/packing', { orders: parcels.map(p => ({ order: p.orderId, grams: p.expectedGrams })) })
  return { wave, parcels }
}
/** Opens a page that is not told who is there until `letIn`; answers as soon as it has drawn itself for the first time. */
const opening = async (role: Role, at: string, phone = false) => {
  // No page of the house yet: what is fetched and compiled there would make the next one quicker than a first one is.
  const page = await walk.as(role, { phone, at: '/healthz' })
  const door = Promise.withResolvers<void>()
  await page.route('**/api/session', async route => { await door.promise; await route.continue() })
  await page.goto(walk.house.address + at, { waitUntil: 'commit' })
  await page.waitForFunction(() => document.querySelector('#root > *') && performance.getEntriesByName('first-paint').length > 0)
  return { page, letIn: door.resolve }
}

test('a code scanned in the first moments of a station is not lost, at any station, on the bench or in the hand', async () => {
  const { parcels: [checked] } = await parcelsAt('checking', 1)
  const { parcels: [packed] } = await parcelsAt('packing', 1)
  const { wave } = await parcelsAt('picking', 1)
  for (const [role, at, phone, code, answer] of [
    ['checker', '/checking', false, checked!.waybill, checked!.number], ['checker', '/m/checking', true, checked!.code, checked!.number],
    ['packer', '/packing', false, packed!.waybill, packed!.number], ['packer', '/m/packing', true, packed!.code, packed!.number],
    ['logistics', '/handover', false, 'ZT-FIRST', 'ZT-FIRST'], ['logistics', '/m/handover', true, 'ZT-FIRST', 'ZT-FIRST'],
    ['picker', '/put-back', false, 'DM-FIRST', 'DM-FIRST'], ['picker', '/m/picking', true, `W${wave}`, `波次 ${wave}`],
  ] as const) {
    const { page, letIn } = await opening(role, at, phone)
    expect([at, await page.locator('.station-scan').count()]).toEqual([at, 0])
    await scan(page, code)
    letIn()
    await page.locator('.station').getByText(answer).first().waitFor()
    await walk.leave(page)
  }
  // What is no page has no icon either.
  walk.forgive(/healthz: Failed to load resource/)
}, 120_000)

test('two scans a tenth of a second apart both count, in order: the paper and its piece, with the focus nowhere', async () => {
  const { parcels } = await parcelsAt('checking', 2, 'multi')
  const page = await walk.as('checker', { at: '/checking' })
  for (const parcel of parcels) {
    await scan(page, parcel.waybill)
    for (const item of parcel.items) for (let n = 0; n < item.quantity; n++) { await page.waitForTimeout(100); await page.evaluate(() => (document.activeElement as HTMLElement).blur()); await scan(page, item.code) }
    await expect.poll(async () => (await get('clerk', `/api/orders/${parcel.orderId}`)).stage).toBe('packing')
  }
  await page.locator('.station-bar.done').waitFor()
  await walk.leave(page)
  expect((await get('checker', '/api/discrepancies')).discrepancies.filter((d: { station: string }) => d.station === 'checking')).toEqual([])
}, 60_000)

test('a waybill that falls into the field somebody types in is taken out of it and is a scan', async () => {
  const { parcels: [parcel] } = await parcelsAt('packed', 1)
  const dock = await walk.as('logistics', { at: '/handover' })
  await dock.getByRole('button', { name: '中通快递：新交接单' }).click()
  await scan(dock, parcel!.waybill)
  await dock.getByRole('button', { name: /快递员签字（1/ }).click()
  await dock.getByLabel('快递员姓名').fill('王师傅')
  await burst(dock, 'ZT-STRAY-1')
  await dock.locator('.station-bar.wrong').waitFor()
  expect(await dock.getByLabel('快递员姓名').inputValue()).toBe('王师傅')
  expect((await get('clerk', `/api/orders/${parcel!.orderId}`)).stage).toBe('packed')
  await walk.leave(dock)
}, 60_000)

test('FU-3 on a weak device: a waybill that stumbles into the weight packs the parcel, and one scanned before the answer to the last press is not lost', async () => {
  const { parcels: [first, second, third] } = await parcelsAt('packing', 3)
  const page = await walk.as('packer', { phone: true, at: '/m/packing' })
  await weaken(page, '**/api/packing', 2500)
  const weight = page.getByLabel(/重量/)
  await scan(page, first!.waybill)
  await weight.fill(String(first!.expectedGrams))
  await burst(page, first!.waybill, 120)
  // Later than the page waits for: kept, and then green.
  await page.locator('.station-bar.waiting').waitFor()
  await page.locator('.station-bar.done').waitFor()
  expect((await get('clerk', `/api/orders/${first!.orderId}`)).stage).toBe('packed')

  await scan(page, second!.waybill)
  await weight.fill(String(second!.expectedGrams))
  await page.getByRole('button', { name: '封箱' }).click()
  await burst(page, third!.waybill)
  await page.locator('.station-parcel').getByText(third!.number).waitFor()
  await page.waitForTimeout(1000)
  await page.locator('.station-parcel').getByText(third!.number).waitFor()
  expect((await get('clerk', `/api/orders/${second!.orderId}`)).stage).toBe('packed')

  // Half of a code with a long break is no weight either, and what no weight is turns red.
  await weight.fill('9')
  await burst(page, '00000ZZ')
  await page.locator('.station-bar.wrong').waitFor()
  expect(await weight.inputValue()).toBe('9')
  // A no that comes late is red as well.
  await weight.fill(String(third!.expectedGrams + 5000))
  await page.getByRole('button', { name: '封箱' }).click()
  await page.locator('.station-bar.waiting').waitFor()
  await page.locator('.station-bar.wrong').waitFor()
  await page.locator('.station-lost').getByText('重量不符').waitFor()
  await page.getByRole('button', { name: '知道了' }).click()
  await walk.leave(page)
}, 90_000)

test('C12: a cancelled parcel turns the check, the packing and the dock red within two seconds', async () => {
  const { parcels: [checked] } = await parcelsAt('checking', 1)
  const { parcels: [packing] } = await parcelsAt('packing', 1)
  const { parcels: [packed] } = await parcelsAt('packed', 1)
  for (const [role, at, phone, parcel] of [['checker', '/m/checking', true, checked!], ['packer', '/packing', false, packing!], ['logistics', '/m/handover', true, packed!]] as const) {
    const page = await walk.as(role, { phone, at })
    if (role === 'logistics') { await page.getByRole('button', { name: '中通快递：新交接单' }).click(); await page.getByRole('heading', { name: /交接单 \d/ }).waitFor() }
    await scan(page, parcel.waybill)
    await page.locator('.station-bar.right').waitFor()
    const since = Date.now()
    await post('service', '/api/orders/moves/cancel', { orders: [parcel.orderId] })
    await page.locator('.station-bar.stopped').waitFor()
    console.log(`${at}: red after ${Date.now() - since} ms`)
    expect([at, Date.now() - since < 2500]).toEqual([at, true])
    await walk.leave(page)
  }
}, 90_000)

test('a double click does nothing twice: a wave is planned once, taken once and nothing is given back; one sheet is opened and signed once', async () => {
  const wavesOf = async () => (await get('clerk', '/api/waves')).waves.length as number
  const manager = await walk.as('manager', { at: '/waves' })
  await manager.getByRole('spinbutton', { name: '最多几单' }).fill('1')
  await manager.keyboard.press('Tab')
  const before = await wavesOf()
  await manager.getByRole('button', { name: /^建波次/ }).first().dblclick({ delay: 60 })
  await manager.getByText(/已建波次/).waitFor()
  await manager.waitForTimeout(700)
  expect(await wavesOf()).toBe(before + 1)
  await walk.leave(manager)

  const { wave } = await parcelsAt('picking', 1)
  const picker = await walk.as('picker', { phone: true, at: '/m/picking' })
  await picker.getByRole('button', { name: new RegExp(`^${wave} `) }).dblclick({ delay: 60 })
  await picker.getByRole('heading', { name: `波次 ${wave}` }).waitFor()
  await picker.waitForTimeout(700)
  expect((await get('picker', `/api/waves/${wave}`)).wave.pickerId).not.toBeNull()
  const { next } = await get('picker', `/api/waves/${wave}/next`)
  await scan(picker, next.code)
  await picker.getByRole('button', { name: '拣完交复核' }).dblclick({ delay: 60 })
  await picker.getByRole('button', { name: '领下一个波次' }).waitFor()
  await picker.waitForTimeout(700)
  expect(await picker.getByRole('button', { name: '领下一个波次' }).count()).toBe(1)
  await walk.leave(picker)

  const { parcels: [parcel] } = await parcelsAt('packed', 1)
  const sheets = async () => (await get('logistics', '/api/handovers')).sheets.length as number
  const open = await sheets()
  const dock = await walk.as('logistics', { phone: true, at: '/m/handover' })
  await dock.getByRole('button', { name: '中通快递：新交接单' }).dblclick({ delay: 60 })
  await dock.getByRole('heading', { name: /交接单 \d/ }).waitFor()
  expect(await sheets()).toBe(open + 1)
  await scan(dock, parcel!.waybill)
  await dock.getByRole('button', { name: /快递员签字（1/ }).dblclick({ delay: 60 })
  await dock.getByLabel('快递员姓名').fill('王师傅')
  await dock.getByRole('button', { name: '确认签字' }).dblclick({ delay: 60 })
  await dock.getByText('已交接 1 票').waitFor()
  await dock.waitForTimeout(700)
  expect(await dock.locator('.station-bar.done').count()).toBe(1)
  await walk.leave(dock)
}, 90_000)

test('the network goes in the middle of the check, the packing and the signature: nothing is lost, nothing is doubled', async () => {
  const { parcels: [parcel] } = await parcelsAt('checking', 1, 'multi')
  const check = await walk.as('checker', { phone: true, at: '/m/checking' })
  await scan(check, parcel!.waybill)
  await check.locator('.station-bar.right').waitFor()
  await check.context().setOffline(true)
  const pieces = parcel!.items.flatMap(i => Array.from({ length: i.quantity }, () => i.code))
  for (const code of pieces) await scan(check, code)
  await check.getByText(`${pieces.length} 个动作未发出`).waitFor()
  await check.context().setOffline(false)
  await expect.poll(async () => (await get('clerk', `/api/orders/${parcel!.orderId}`)).stage, { timeout: 20_000 }).toBe('packing')
  await walk.leave(check)

  const pack = await walk.as('packer', { phone: true, at: '/m/packing' })
  await scan(pack, parcel!.waybill)
  await pack.locator('.station-bar.right').waitFor()
  await pack.context().setOffline(true)
  await pack.getByLabel(/重量/).fill(String(parcel!.expectedGrams))
  await pack.getByRole('button', { name: '封箱' }).click()
  await pack.locator('.station-bar.waiting').waitFor()
  await pack.context().setOffline(false)
  await expect.poll(async () => (await get('clerk', `/api/orders/${parcel!.orderId}`)).stage, { timeout: 20_000 }).toBe('packed')
  await walk.leave(pack)

  const dock = await walk.as('logistics', { phone: true, at: '/m/handover' })
  await dock.getByRole('button', { name: '中通快递：新交接单' }).click()
  await dock.getByRole('heading', { name: /交接单 \d/ }).waitFor()
  await dock.context().setOffline(true)
  await scan(dock, parcel!.waybill)
  await dock.locator('.station-bar.waiting').waitFor()
  await dock.context().setOffline(false)
  await dock.getByRole('button', { name: /快递员签字（1/ }).click()
  await dock.getByLabel('快递员姓名').fill('王师傅')
  await dock.context().setOffline(true)
  await dock.getByRole('button', { name: '确认签字' }).click()
  await dock.locator('.station-bar.waiting').waitFor()
  await dock.getByRole('button', { name: '确认签字' }).click()
  await dock.context().setOffline(false)
  await expect.poll(async () => (await get('clerk', `/api/orders/${parcel!.orderId}`)).stage, { timeout: 20_000 }).toBe('handed-over')
  await dock.getByRole('button', { name: '下一张交接单' }).waitFor()
  expect(await dock.locator('.station-lost').count()).toBe(0)
  await walk.leave(dock)
  walk.forgive(/ERR_INTERNET_DISCONNECTED|Failed to load resource/)
}, 120_000)

test('two pickers, one wave: the second is told who has it; given back, the other goes on where it stood, and each piece counts once', async () => {
  const { wave } = await parcelsAt('picking', 2)
  const token = await walk.house.token('picker')
  const [first, second] = [await walk.as('picker', { phone: true, at: '/m/picking' }), walk.house]
  await first.getByRole('button', { name: new RegExp(`^${wave} `) }).click()
  await first.getByRole('heading', { name: `波次 ${wave}` }).waitFor()
  const refused = await second.call('POST', '/api/picking/waves', { token, body: { wave } })
  expect(refused.json.reasons[0].code).toBe('taken-by-another')
  const { next } = await get('picker', `/api/waves/${wave}/next`)
  await scan(first, next.code)
  await expect.poll(async () => (await get('picker', '/api/waves')).waves.find((w: { id: string }) => w.id === wave)?.picked).toBe(1)
  await first.getByRole('button', { name: '交还波次' }).click()
  await first.getByRole('button', { name: '领下一个波次' }).waitFor()
  expect((await second.call('POST', '/api/picking/waves', { token, body: { wave } })).json.wave).toBe(wave)
  // The first one's page still lists it, with its new picker; taking it is refused in words.
  await first.getByRole('button', { name: new RegExp(`^${wave} `) }).click()
  await first.locator('.station-bar.wrong').waitFor()
  await expect.poll(() => bar(first).textContent()).toContain('在拣')
  await walk.leave(first)
}, 60_000)

test('the camera reads QR, Code 128 and EAN-13 on the page itself, each once while it is in the picture, and asks nobody outside', async () => {
  const { parcels: [parcel] } = await parcelsAt('checking', 1, 'multi')
  const page = await walk.as('checker', { phone: true, at: '/m/checking' })
  const outside: string[] = []
  page.on('request', request => { if (!request.url().startsWith(walk.house.address) && !request.url().startsWith('blob:')) outside.push(request.url()) })
  const look = async (kind: Parameters<typeof film>[1], text: string) => { await film(seen, kind, text); await page.getByRole('button', { name: '用相机扫' }).click() }
  const away = () => page.getByRole('button', { name: '关相机' }).click()
  await page.locator('.station-scan').waitFor()
  const before = await page.evaluate(() => performance.getEntriesByType('resource').some(e => e.name.includes('zxing')))
  expect(before).toBe(false)
  await look('QRCode', parcel!.waybill)
  await page.getByText(parcel!.number).first().waitFor()
  expect(await unfair(page)).toEqual([])
  await away()
  const item = parcel!.items[0]!
  await look('Code128', item.code)
  await page.locator('.camera-says').getByText(item.code).waitFor()
  await page.waitForTimeout(2500)
  const { parcel: after } = await get('checker', `/api/stations/parcels?code=${parcel!.code}`)
  expect(after.items.reduce((n: number, i: { checked: number }) => n + i.checked, 0)).toBe(1)
  await away()
  await walk.leave(page)
  const back = await walk.as('picker', { phone: true, at: '/m/put-back' })
  await film(seen, 'EAN13', '6901234500110')
  await back.getByRole('button', { name: '用相机扫' }).click()
  await back.locator('.station-bar').getByText('6901234500110').waitFor()
  await walk.leave(back)
  expect(outside).toEqual([])
}, 90_000)

test('where the camera cannot be, the page says why and what to do', async () => {
  const page = await walk.as('picker', { phone: true, at: '/m' })
  await page.addInitScript(() => { Object.defineProperty(navigator, 'mediaDevices', { value: undefined }) })
  await page.goto(`${walk.house.address}/m/picking`)
  await page.getByRole('button', { name: '用相机扫' }).click()
  await page.getByRole('alert').getByText('HTTPS').waitFor()
  await walk.leave(page)
}, 30_000)
