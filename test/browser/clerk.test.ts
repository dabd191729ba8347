import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { openCollections } from '#journey/1-intake/collection.actions.ts'
import { demoPassword } from '../../src/demo.ts'
import { openWalk, unfair, type Walk } from './browser.ts'
import type { Page } from 'playwright-core'

let walk: Walk
beforeAll(async () => { walk = await openWalk({ orders: 20 }) }, 120_000)
afterAll(() => walk?.close())
afterEach(() => walk.quiet())

const ordersOf = (like: string) => walk.house.company.db.rows<{ number: string; totalFen: number; buyerRemark: string }>(sql`select number, total_fen as "totalFen", buyer_remark as "buyerRemark" from orders where number like ${like} order by id`)
const numberOf = (page: Page) => page.getByRole('textbox', { name: '单号' }).inputValue()
/** A receiver pasted, one product, and its number: as a clerk types it. */
async function type(page: Page, { product = 'DM003', quantity = '3' } = {}) {
  const paste = page.getByRole('textbox', { name: '粘贴收件信息' })
  await paste.fill('张三 13800138000 浙江省杭州市西湖区文三路138号3栋')
  await paste.blur()
  await expect.poll(() => page.getByRole('textbox', { name: '街道门牌' }).inputValue(), { timeout: 15_000 }).toBe('文三路138号3栋')
  await page.getByRole('combobox', { name: '商品编码、条码或名称' }).last().fill(product)
  await page.getByText(`${product} ·`).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('spinbutton', { name: '数量' }).last().fill(quantity)
}

describe('an order clerk\'s day', () => {
  test('IN-4 · an offline order is typed by keyboard alone: paste, product, number, Enter, next product, Ctrl+Enter; the total is live', async () => {
    const page = await walk.as('clerk', { at: '/intake' })
    await type(page)
    await page.getByText('135.00').first().waitFor()
    expect(await unfair(page)).toEqual([])
    await page.keyboard.press('Enter')
    await page.getByRole('combobox', { name: '商品编码、条码或名称' }).last().fill('DM001')
    await page.getByText('DM001 ·').waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('154.00').first().waitFor()
    const number = await numberOf(page)
    await page.keyboard.press('Control+Enter')
    await page.getByText(`${number} 已保存`).waitFor()
    expect(await ordersOf(number)).toMatchObject([{ totalFen: 15400 }])
    expect(await page.getByRole('textbox', { name: '姓名' }).inputValue()).toBe('')
    await walk.leave(page)
  }, 90_000)

  test('IN-1 · pressing save twice makes one order, and markup in a remark is text everywhere (S4)', async () => {
    const page = await walk.as('clerk', { at: '/intake' })
    await type(page)
    await page.getByRole('textbox', { name: '客户备注' }).fill('<img src=x onerror=alert(1)> =cmd()')
    const number = await numberOf(page)
    await page.getByRole('button', { name: /保存订单/ }).dblclick()
    await page.getByText(`${number} 已保存`).waitFor()
    expect(await ordersOf(number)).toMatchObject([{ buyerRemark: '<img src=x onerror=alert(1)> =cmd()' }])
    await walk.leave(page)
  }, 60_000)

  test('a session that ends in the middle of the form loses nothing: one signs in and the same press is carried out', async () => {
    const page = await walk.as('clerk', { at: '/intake' })
    await type(page)
    const number = await numberOf(page)
    await page.context().clearCookies()
    await page.getByRole('button', { name: /保存订单/ }).click()
    await page.getByRole('textbox', { name: '账号' }).fill('clerk')
    await page.getByLabel('密码', { exact: true }).fill(demoPassword)
    await page.getByRole('button', { name: '登录' }).click()
    await page.getByText(`${number} 已保存`).waitFor()
    expect(await ordersOf(number)).toHaveLength(1)
    walk.forgive(/401/)
    await walk.leave(page)
  }, 60_000)

  test('what is missing is said and nothing is sent; a reload keeps what was typed, and the end of the session takes it away', async () => {
    const page = await walk.as('clerk', { at: '/intake' })
    await page.getByRole('textbox', { name: '姓名' }).fill('李四')
    await page.getByRole('button', { name: /保存订单/ }).click()
    await page.getByText('还差：').waitFor()
    const number = await numberOf(page)
    await page.reload()
    await expect.poll(() => page.getByRole('textbox', { name: '姓名' }).inputValue(), { timeout: 15_000 }).toBe('李四')
    expect(await numberOf(page)).toBe(number)
    expect(await ordersOf(number)).toEqual([])
    // With the session goes what was typed of a customer.
    await page.context().clearCookies()
    await page.reload()
    await page.getByRole('button', { name: '登录' }).waitFor()
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0)
    await walk.leave(page)
  }, 60_000)

  test('IN-4 IN-5 · a file is dropped in, its columns are looked at, its bad row is corrected on the screen, and the account is even', async () => {
    const page = await walk.as('clerk', { at: '/intake' })
    const rows = [['单号', '日期', '收货人', '电话', '收货地址', '货号', '数量', '单价', '实付'], ['F-1', '2026-03-02 10:00', '陈敏', '13800001111', '浙江省杭州市西湖区文三路1号', 'DM001', '2', '19.00', '38.00'], ['F-2', '2026-03-02 10:00', '林强', '13800002222', '浙江省杭州市西湖区文三路2号', 'DM001', '一', '19.00', '19.00']]
    await page.getByLabel('选择文件').setInputFiles({ name: '门店.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.map(r => r.join(',')).join('\r\n')) })
    await page.getByText('第一次见到这样的表头').waitFor()
    expect(await page.getByText('13800001111').count()).toBe(0)
    expect(await unfair(page)).toEqual([])
    await page.getByRole('button', { name: '开始导入' }).click()
    await page.getByText('账没对上').waitFor()
    await page.getByRole('button', { name: /显示这些行/ }).click()
    await page.getByRole('textbox', { name: '数量 行 3' }).fill('1')
    await page.getByRole('button', { name: '重新接收 1 行' }).click()
    await page.getByText('账对上了').waitFor()
    expect(await ordersOf('F-%')).toHaveLength(2)
    await walk.leave(page)
  }, 90_000)

  test('IN-4 · the hour\'s collection is recorded, and shows', async () => {
    // Eleven in the evening of today in the company: every hour of the day is due.
    const hour = 3_600_000, evening = (now: Date) => new Date(Math.floor((now.getTime() + 8 * hour) / (24 * hour)) * 24 * hour + 15 * hour)
    await walk.house.company.act(system, work => openCollections({ ...work, now: evening(work.now) }))
    const page = await walk.as('clerk', { at: '/intake' })
    await page.getByRole('button', { name: '登记 09:00' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('spinbutton').fill('7')
    await dialog.getByRole('button', { name: /确\s?定/ }).click()
    await page.getByText('已收 7 张').waitFor()
    await walk.leave(page)
  }, 60_000)

  test('all of it fits a phone', async () => {
    const page = await walk.as('clerk', { at: '/intake', phone: true })
    await type(page, { quantity: '1' })
    const number = await numberOf(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    expect(await unfair(page)).toEqual([])
    await page.getByRole('button', { name: /保存订单/ }).click()
    await page.getByText(`${number} 已保存`).waitFor()
    await walk.leave(page)
  }, 60_000)
})
