import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openZebra, type Zebra } from '../printers.ts'
import { openWalk, unfair, type Walk } from './browser.ts'

let walk: Walk, zebra: Zebra
let main = ''
const tokens: Record<string, string> = {}
beforeAll(async () => {
  walk = await openWalk({ orders: 40 })
  await walk.house.settle()
  zebra = await openZebra()
  main = String(await walk.house.idOf('warehouse', 'main'))
  for (const role of ['clerk', 'manager'] as const) tokens[role] = await walk.house.token(role)
}, 120_000)
afterAll(async () => { await walk?.close(); await zebra?.close() })
afterEach(() => walk.quiet())
const post = async (role: string, path: string, body: unknown) => (await walk.house.call('POST', path, { token: tokens[role], body })).json
const shots = process.env['DANLIU_SHOTS']
const shot = async (page: Page, name: string) => { if (shots) await page.screenshot({ path: `${shots}/${name}.png` }) }

test('PR-1 PR-2 PR-3 · a clerk chooses a wave, sees how its paper looks, prints slips in the browser and waybills on a thermal printer, and prints one again with a reason', async () => {
  const { wave } = await post('clerk', '/api/waves', { warehouse: main, kind: 'single', limit: 4 })
  const manager = await walk.as('manager', { at: '/printers' })
  await manager.getByRole('button', { name: '加打印机' }).click()
  await manager.getByLabel('名称', { exact: true }).fill('打包台热敏')
  await manager.getByRole('textbox', { name: /^代码/ }).fill('zebra-1')
  await manager.getByRole('textbox', { name: /^地址/ }).fill(`127.0.0.1:${zebra.port}`)
  await manager.getByLabel('默认打印').click()
  await manager.getByTitle('快递面单').click()
  await shot(manager, 'printer-editor')
  await manager.getByRole('button', { name: '保存', exact: true }).or(manager.getByRole('button', { name: '保 存' })).click()
  await manager.getByText('zebra-1').waitFor()
  expect(await unfair(manager)).toEqual([])
  await shot(manager, 'printers')
  await walk.leave(manager)

  const page = await walk.as('clerk', { at: '/print' })
  await page.getByRole('button', { name: `打印… 波次 ${wave}` }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('img', { name: /快递面单/ }).waitFor()
  await dialog.getByText('工位').or(dialog.getByText('打包台热敏')).first().waitFor()
  await shot(page, 'print-dialog')
  await dialog.getByRole('button', { name: '打印 8 张' }).click()
  await page.getByRole('heading', { name: /批次/ }).waitFor()
  await expect.poll(() => zebra.burnt.length, { timeout: 30_000 }).toBe(4)
  const file = page.waitForEvent('download')
  await page.getByRole('button', { name: '下载 发货单' }).click()
  expect((await file).suggestedFilename()).toMatch(/^slip-\d+-1-4\.pdf$/)
  await expect.poll(() => page.locator('main').innerText(), { timeout: 20_000 }).toContain('8/8')
  expect(await unfair(page)).toEqual([])
  await shot(page, 'print-batch')

  await page.getByRole('button', { name: '补打…' }).click()
  const again = page.getByRole('dialog')
  await again.getByLabel('补打原因').click()
  await page.getByTitle('卡纸').click()
  await again.getByRole('button', { name: '补打…' }).click()
  await page.getByText(/补自批次/).waitFor()
  await expect.poll(() => zebra.burnt.length, { timeout: 30_000 }).toBe(5)
  await shot(page, 'print-again')
  await page.goto(`${walk.house.address}/print`)
  await page.getByText('4/4').first().waitFor()
  await shot(page, 'print-page')
  await walk.leave(page)
})

test('the pages of printing on a phone, in English and in traditional Chinese', async () => {
  const phone = await walk.as('clerk', { at: '/print', phone: true, tongue: 'en' })
  await phone.getByRole('heading', { name: 'Print batches' }).waitFor()
  expect(await unfair(phone)).toEqual([])
  await shot(phone, 'm-print')
  await walk.leave(phone)
  const page = await walk.as('manager', { at: '/numbers', tongue: 'zh-TW' })
  await page.getByRole('heading', { name: '運單號去向' }).waitFor()
  await shot(page, 'numbers')
  await walk.leave(page)
})
