import fs from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import type { Tongue } from '#kit/words.ts'
import type { Role } from '#people/staff/rules.ts'
import { openWalk } from '../test/browser/browser.ts'
import { livelyDay } from '../test/browser/day.ts'
import startServer from '../test/global.ts'

/** One picture: whose screen, where, in which tongues, and what is done before it is taken. A page adds its line here. */
interface Picture { name: string; role?: Role; at: string; tongues?: readonly Tongue[]; phone?: boolean; dark?: boolean; /** What shows that the page is there; a list's first row where nothing is said. */ ready?: (page: Page) => Promise<void>; act?: (page: Page) => Promise<void> }
const three = ['zh-CN', 'zh-TW', 'en'] as const
const firstOrder = async (page: Page) => { await page.getByRole('grid').getByRole('link').first().click(); await page.getByRole('list').nth(1).waitFor() }
const heading = async (page: Page) => { await page.getByRole('heading', { level: 2 }).or(page.getByRole('table')).or(page.locator('.label')).first().waitFor() }
const firstCase = async (page: Page) => { await page.getByRole('article').waitFor() }
const pasted = async (page: Page) => {
  const paste = page.locator('textarea').first()
  await paste.fill('张三 13800138000 18612345678 浙江省杭州市西湖区文三路138号3栋2单元501室')
  await paste.blur()
  await page.getByRole('combobox').nth(1).fill('DM003')
  await page.getByText('DM003 ·').waitFor()
  await page.keyboard.press('Enter')
}
const pictures: readonly Picture[] = [
  { name: 'sign-in', at: '/', tongues: three },
  { name: 'orders', role: 'manager', at: '/orders', tongues: three },
  { name: 'orders-dark', role: 'manager', at: '/orders', dark: true },
  { name: 'orders-phone', role: 'clerk', at: '/orders', phone: true },
  { name: 'orders-preview', role: 'manager', at: '/orders?stage=ready,review', act: async page => {
    await page.getByRole('grid').getByRole('checkbox').first().check()
    await page.getByRole('button', { name: '审核通过', exact: true }).click()
    await page.getByText(/条不可以/).waitFor()
  } },
  { name: 'order', role: 'manager', at: '/orders?stage=in-transit', tongues: three, act: firstOrder },
  { name: 'order-blocked', role: 'clerk', at: '/orders?block=design-pending', act: firstOrder },
  { name: 'order-phone', role: 'clerk', at: '/orders?block=any', phone: true, act: firstOrder },
  { name: 'palette', role: 'clerk', at: '/orders', act: async page => { await page.keyboard.press('Control+k'); await page.keyboard.type('DEMO26001'); await page.getByRole('option').first().waitFor() } },
  { name: 'desk', role: 'manager', at: '/', tongues: three, ready: heading },
  { name: 'desk-phone', role: 'logistics', at: '/', phone: true, ready: heading },
  { name: 'tracking', role: 'logistics', at: '/tracking', tongues: three },
  { name: 'handbook', role: 'manager', at: '/handbook?timed=1', tongues: three, ready: async page => { await page.getByRole('heading', { level: 3 }).first().waitFor() } },
  { name: 'clause', role: 'manager', at: '/handbook?clause=FU-1.pick&which=running', ready: async page => { await page.getByRole('dialog').getByRole('link').first().waitFor() } },
  { name: 'calendar', role: 'manager', at: '/calendar', ready: heading },
  { name: 'health', role: 'it', at: '/admin/health', ready: heading },
  { name: 'staff', role: 'it', at: '/admin/staff', ready: heading },
  { name: 'bin-labels', role: 'it', at: '/admin/warehouses/1/labels', ready: heading },
  { name: 'wall', role: 'manager', at: '/wall', tongues: three, ready: heading },
  { name: 'handheld-sign-in', at: '/m', phone: true },
  { name: 'review', role: 'clerk', at: '/review', tongues: three, ready: firstCase },
  { name: 'review-phone', role: 'clerk', at: '/review', phone: true, ready: async page => { await page.locator('.review-row').first().waitFor() }, act: async page => { await page.locator('.review-row button').first().click(); await firstCase(page) } },
  { name: 'rules', role: 'manager', at: '/rules', tongues: three, ready: async page => { await page.getByRole('textbox').first().waitFor() } },
  { name: 'intake', role: 'clerk', at: '/intake', tongues: three, ready: pasted },
  { name: 'intake-phone', role: 'clerk', at: '/intake', phone: true, ready: pasted },
]

const wanted = process.argv.slice(2)
const folder = path.join(import.meta.dirname, '../docs/guides/pictures')
fs.mkdirSync(folder, { recursive: true })
const stopServer = await startServer()
const walk = await openWalk({ orders: 120, works: false })
try {
  await livelyDay(walk.house.company)
  for (const { name, role, at, tongues = three.slice(0, 1), phone = false, dark = false, ready, act } of pictures.filter(p => !wanted.length || wanted.includes(p.name))) {
    for (const tongue of tongues) {
      const visit = { at, tongue, phone, dark }
      const page = role ? await walk.as(role, visit) : await walk.stranger(visit)
      if (!phone) await page.setViewportSize({ width: 1280, height: 800 })
      if (ready) await ready(page)
      else if (role) await page.getByRole('grid').getByRole('link').first().waitFor()
      await act?.(page)
      await page.waitForTimeout(500)
      const file = path.join(folder, `${name}.${tongue}.png`)
      await page.screenshot({ path: file })
      console.log(`${path.relative(process.cwd(), file)}  ${Math.round(fs.statSync(file).size / 1024)} kB`)
      await page.context().close()
    }
  }
  walk.quiet()
} finally {
  await walk.close()
  await stopServer()
}
