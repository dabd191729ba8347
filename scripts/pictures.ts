import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { sql } from '#kit/sql.ts'
import type { Tongue } from '#kit/words.ts'
import type { Role } from '#people/staff/rules.ts'
import { openWalk, type Walk } from '../test/browser/browser.ts'
import { livelyDay } from '../test/browser/day.ts'
import { film } from '../test/browser/film.ts'
import startServer from '../test/global.ts'

/** One picture: whose screen, where, in which tongues, and what is done before it is taken. A page adds its line here. */
interface Picture { name: string; role?: Role; at: string; tongues?: readonly Tongue[]; phone?: boolean; dark?: boolean; /** What shows that the page is there; a list's first row where nothing is said. */ ready?: (page: Page) => Promise<void>; act?: (page: Page, walk: Walk) => Promise<void> }
const three = ['zh-CN', 'zh-TW', 'en'] as const
const two = ['zh-CN', 'en'] as const
const firstOrder = async (page: Page) => { await page.getByRole('grid').getByRole('link').first().click(); await page.getByRole('list').nth(1).waitFor() }
const heading = async (page: Page) => { await page.getByRole('heading', { level: 2 }).or(page.getByRole('table')).first().waitFor() }
const firstCase = async (page: Page) => { await page.getByRole('article').waitFor() }
const pasted = async (page: Page) => {
  const paste = page.locator('textarea').first()
  await paste.fill('张三 13800138000 18612345678 浙江省杭州市西湖区文三路138号3栋2单元501室')
  await paste.blur()
  await page.getByRole('combobox').nth(1).fill('DM003')
  await page.getByText('DM003 ·').waitFor()
  await page.keyboard.press('Enter')
}
const table = async (page: Page) => { await page.locator('table.plain').first().waitFor() }
/** The wave that waits is taken, or is in this person's hands already. */
const walking = async (page: Page) => {
  await page.locator('.station-next, .station-row').first().waitFor()
  if (!await page.locator('.station-next').count()) await page.locator('.station-row').first().click()
  await page.locator('.station-next').waitFor()
}
const scan = async (page: Page, code: string) => { await page.keyboard.type(code, { delay: 10 }); await page.keyboard.press('Enter'); await page.locator('.station-bar:not(.quiet)').waitFor() }
const next = async (page: Page) => (await page.locator('.station-next .small').innerText()).split(' · ', 1)[0]!
/** An order at this step, as its parcel's paper says it. */
const paperAt = async (stage: string, { house }: Walk) => {
  const token = await house.token('clerk')
  const [order] = (await house.call('GET', `/api/orders?stage=${stage}`, { token })).json.orders
  return (await house.call('GET', `/api/orders/${order.id}`, { token })).json.parcels[0].code as string
}
/** Two bins that are not as the ledger has them, and somebody who looked at very many receivers. */
async function requests({ house }: Walk): Promise<void> {
  const [checker, clerk] = [await house.token('checker'), await house.token('clerk')]
  const warehouse = String(await house.idOf('warehouse', 'main'))
  const bins = (await house.call('GET', `/api/warehouses/${warehouse}/places?limit=200`, { token: checker })).json.places.filter((p: { kind: string; pieces: number }) => p.kind === 'bin' && p.pieces > 5) as { code: string }[]
  await house.call('POST', '/api/stock/adjustments', { token: checker, body: { warehouse, reason: '盘点：两件破损，另一处多三件', lines: [{ sku: 'DM001', bin: bins[0]!.code, quantity: -2 }, { sku: 'DM004', bin: bins[3]!.code, quantity: 3 }] } })
  const { orders } = (await house.call('GET', '/api/orders?limit=61', { token: clerk })).json as { orders: { id: string }[] }
  for (let n = 0; n < 61; n++) await house.call('POST', `/api/orders/${orders[n % orders.length]!.id}/reveal`, { token: clerk, body: { reason: '核对地址' } })
}
const pictures: readonly Picture[] = [
  { name: 'sign-in', at: '/', tongues: three },
  { name: 'orders', role: 'manager', at: '/orders', tongues: three },
  { name: 'orders-dark', role: 'manager', at: '/orders', dark: true },
  { name: 'orders-phone', role: 'clerk', at: '/orders', phone: true },
  { name: 'orders-preview', role: 'manager', at: '/orders?stage=ready,review', tongues: two, act: async page => {
    await page.getByRole('grid').getByRole('checkbox').first().check()
    await page.getByRole('button', { name: /^(审核通过|Approve)$/ }).click()
    await page.getByRole('dialog').locator('.batch-result li').first().waitFor()
  } },
  { name: 'order', role: 'manager', at: '/orders?stage=in-transit', tongues: three, act: firstOrder },
  { name: 'order-blocked', role: 'clerk', at: '/orders?block=design-pending', act: firstOrder },
  { name: 'order-phone', role: 'clerk', at: '/orders?block=any', phone: true, act: firstOrder },
  { name: 'palette', role: 'clerk', at: '/orders', act: async page => { await page.keyboard.press('Control+k'); await page.keyboard.type('DEMO26001'); await page.getByRole('option').first().waitFor() } },
  { name: 'desk', role: 'manager', at: '/', tongues: three, ready: heading },
  { name: 'desk-phone', role: 'clerk', at: '/', phone: true, tongues: two, ready: heading },
  { name: 'tracking', role: 'logistics', at: '/tracking', tongues: two },
  { name: 'parcel', role: 'logistics', at: '/tracking?tracking=signed', tongues: two, act: async page => { await page.getByRole('grid').getByRole('link').first().click(); await page.locator('.path li').first().waitFor() } },
  { name: 'handbook', role: 'manager', at: '/handbook?timed=1', tongues: three, ready: async page => { await page.getByRole('heading', { level: 3 }).first().waitFor() } },
  { name: 'clause', role: 'manager', at: '/handbook?clause=FU-1.pick&which=running', tongues: two, ready: async page => { await page.getByRole('dialog').getByRole('link').first().waitFor() } },
  { name: 'calendar', role: 'manager', at: '/calendar', tongues: two, ready: heading },
  { name: 'health', role: 'it', at: '/admin/health', tongues: two, ready: heading },
  { name: 'company', role: 'it', at: '/admin/company', tongues: two, ready: heading },
  { name: 'staff', role: 'it', at: '/admin/staff', tongues: two, ready: heading },
  { name: 'stock-papers', role: 'logistics', at: '/stock-papers', tongues: two, ready: table },
  { name: 'numbers', role: 'logistics', at: '/numbers', tongues: two, ready: table },
  { name: 'carriers', role: 'logistics', at: '/admin/carriers', tongues: two, ready: table },
  { name: 'print', role: 'clerk', at: '/print', tongues: two, ready: table, act: async page => { await page.locator('table.plain').first().getByRole('button').first().click(); await page.locator('.print-preview img').waitFor() } },
  { name: 'templates', role: 'manager', at: '/templates', tongues: two, ready: async page => { await page.locator('.template-picture img').first().waitFor() } },
  { name: 'designer', role: 'manager', at: '/templates/waybill-zto-100x180', tongues: two, ready: async page => { await page.locator('.designer-paper > img').waitFor(); await page.locator('[data-element="11"]').click() } },
  { name: 'wall', role: 'manager', at: '/wall', tongues: three, ready: heading },
  { name: 'handheld-sign-in', at: '/m', phone: true },
  { name: 'review', role: 'clerk', at: '/review', tongues: three, ready: firstCase },
  { name: 'review-phone', role: 'clerk', at: '/review', phone: true, ready: async page => { await page.locator('.review-row').first().waitFor() }, act: async page => { await page.locator('.review-row button').first().click(); await firstCase(page) } },
  { name: 'rules', role: 'manager', at: '/rules', tongues: two, ready: async page => { await page.getByRole('textbox').first().waitFor() } },
  { name: 'intake', role: 'clerk', at: '/intake', tongues: two, ready: pasted },
  { name: 'waves', role: 'manager', at: '/waves', tongues: three, ready: table },
  { name: 'bench-checking', role: 'checker', at: '/checking', tongues: three, ready: async () => {}, act: async (page, walk) => { await scan(page, await paperAt('checking', walk)) } },
  { name: 'handheld-picking', role: 'picker', at: '/m/picking', phone: true, tongues: three, ready: walking },
  { name: 'handheld-camera', role: 'picker', at: '/m/picking', phone: true, tongues: three, ready: walking, act: async page => { await page.locator('.station-scanline button').click(); await page.locator('.camera-says').getByText('A-01-1-1').waitFor() } },
  { name: 'handheld-right', role: 'picker', at: '/m/picking', phone: true, tongues: two, ready: walking, act: async page => { await scan(page, await next(page)) } },
  { name: 'handheld-wrong', role: 'picker', at: '/m/picking', phone: true, tongues: two, ready: walking, act: page => scan(page, 'DM999') },
  { name: 'handheld-stopped', role: 'picker', at: '/m/picking', phone: true, tongues: two, ready: walking, act: async (page, { house }) => {
    const token = await house.token('clerk')
    const [wave] = (await house.call('GET', '/api/waves', { token })).json.waves
    const { picks } = (await house.call('GET', `/api/waves/${wave.id}`, { token })).json
    const { orderId } = picks.findLast((p: { blocks: string[] }) => !p.blocks.length)
    await house.call('POST', '/api/orders/moves/block', { token, body: { orders: [orderId], reason: 'suspended', note: '客户来电' } })
    await page.locator('.station-bar.stopped').waitFor()
  } },
  { name: 'handheld-packing', role: 'packer', at: '/m/packing', phone: true, tongues: two, ready: async () => {}, act: async (page, walk) => { await scan(page, await paperAt('packing', walk)) } },
  { name: 'approvals', role: 'manager', at: '/approvals', tongues: two, ready: async page => { await page.locator('.approval').first().waitFor() } },
  { name: 'intake-phone', role: 'clerk', at: '/intake', phone: true, ready: pasted },
]

/** A third of the size of the PNG that a page is photographed as, with letters as sharp; Chromium writes it. */
async function webp(png: Buffer): Promise<Buffer> {
  const page = await darkroom()
  const made = await page.evaluate(async source => {
    const image = new Image()
    image.src = source
    await image.decode()
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height })
    canvas.getContext('2d')!.drawImage(image, 0, 0)
    return canvas.toDataURL('image/webp', 0.86)
  }, `data:image/png;base64,${png.toString('base64')}`)
  return Buffer.from(made.slice(made.indexOf(',') + 1), 'base64')
}
let opened: Promise<Page> | undefined
const darkroom = () => opened ??= walk.stranger().then(async page => { await page.goto('about:blank'); return page })

const wanted = process.argv.slice(2)
const folder = path.join(import.meta.dirname, '../docs/guides/pictures')
fs.mkdirSync(folder, { recursive: true })
const stopServer = await startServer()
const camera = path.join(os.tmpdir(), 'danliu-camera.y4m')
await film(camera, 'Code128', 'A-01-1-1')
const walk = await openWalk({ orders: 120, works: false, camera })
try {
  await livelyDay(walk.house.company)
  // Two promises are broken and some will be soon: an empty desk shows nobody what a desk is for.
  const now = walk.house.company.now().getTime()
  const due = (clause: string, first: number, count: number, minutes: number) => walk.house.company.db.rows(sql`
    update clock set due_at = ${new Date(now + minutes * 60_000)}, breached_at = ${minutes < 0 ? new Date(now) : null} where id in (select id from clock where clause = ${clause} and state = 'running' order by id offset ${first} limit ${count})`)
  await due('FU-1.pick', 0, 2, -14)
  await due('FU-1.pick', 2, 5, 25)
  await due('RV-4.human', 0, 1, -6)
  await due('RV-4.human', 1, 3, 5)
  if (!wanted.length || wanted.includes('approvals')) await requests(walk)
  for (const { name, role, at, tongues = three.slice(0, 1), phone = false, dark = false, ready, act } of pictures.filter(p => !wanted.length || wanted.includes(p.name))) {
    for (const tongue of tongues) {
      const visit = { at, tongue, phone, dark }
      const page = role ? await walk.as(role, visit) : await walk.stranger(visit)
      if (!phone) await page.setViewportSize({ width: 1280, height: 800 })
      if (ready) await ready(page)
      else if (role) await page.getByRole('grid').getByRole('link').first().waitFor()
      await act?.(page, walk)
      await page.waitForTimeout(500)
      const file = path.join(folder, `${name}.${tongue}.webp`)
      fs.writeFileSync(file, await webp(await page.screenshot()))
      console.log(`${path.relative(process.cwd(), file)}  ${Math.round(fs.statSync(file).size / 1024)} kB`)
      await walk.leave(page)
    }
  }
  walk.forgive(/localStorage/) // an empty page has none
  walk.quiet()
} finally {
  await walk.close()
  fs.rmSync(camera)
  await stopServer()
}
