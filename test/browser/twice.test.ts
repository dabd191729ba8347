import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { sql } from '#kit/sql.ts'
import { roles } from '#people/staff/rules.ts'
import { openWalk, turnTo, unfair, type Walk } from './browser.ts'

let walk: Walk
beforeAll(async () => {
  walk = await openWalk({ orders: 20, works: false })
  const clerk = await walk.house.token('clerk')
  // Their amounts do not add up, so that a person looks at them.
  const orders = [1, 2, 3, 4].map(n => ({
    number: `TWO${n}`, placedAt: new Date().toISOString(), paidAt: new Date().toISOString(), buyer: { account: `two-${n}` }, receiver: { name: '陈敏', phone: '13800001111', province: '浙江省', city: '杭州市', district: '西湖区', street: `文三路${n}号` },
    lines: [{ sku: 'DM001', title: '桂花乌龙茶', quantity: 1, unitFen: 1900 }], totalFen: 2000, paidFen: 2000,
  }))
  await walk.house.call('POST', '/api/intake/orders', { token: clerk, body: { shop: 'demo', orders } })
  await walk.house.settle()
}, 120_000)
afterAll(() => walk?.close())
afterEach(() => walk.quiet())

const events = async (number: string, kind: string) => (await walk.house.company.db.rows<{ count: number }>(sql`select count(*) as count from event e join orders o on o.id = e.subject_id where e.subject = 'order' and o.number = ${number} and e.kind = ${kind}`))[0]!.count
const count = async (statement: ReturnType<typeof sql>) => (await walk.house.company.db.rows<{ count: number }>(statement))[0]!.count

test('two clerks on one order: the second is told why it cannot be, what was typed stays, and nothing is done twice', async () => {
  const [first, second] = [await walk.as('manager', { at: '/orders?q=TWO1' }), await walk.as('clerk', { at: '/orders?q=TWO1' })]
  const cancel = async (page: Page, why: string) => {
    await page.getByRole('link', { name: 'TWO1' }).click()
    await page.getByRole('button', { name: /^更\s?多$/ }).click()
    await page.getByRole('menuitem', { name: '取消订单' }).click()
    await page.getByRole('dialog').getByRole('textbox').fill(why)
  }
  await cancel(first, '客户不要了')
  await cancel(second, '客户来电取消')
  await first.getByRole('dialog').getByRole('button', { name: '取消订单' }).click()
  await expect.poll(() => events('TWO1', 'order.cancel'), { timeout: 20_000 }).toBe(1)
  await second.getByText('已取消').first().waitFor()
  expect(await events('TWO1', 'order.cancel')).toBe(1)
  await walk.leave(first)
  await walk.leave(second)
}, 90_000)

test('a double click on an act of a review, a hold, an import or a new account does it once, and not to the next one either', async () => {
  const review = await walk.as('clerk', { at: '/review' })
  await review.getByRole('button', { name: /^TWO2 / }).click()
  await review.getByRole('article', { name: 'TWO2' }).waitFor()
  await review.waitForTimeout(500)
  await review.getByRole('button', { name: /^通\s?过/ }).dblclick()
  await review.getByText('TWO2 已通过').waitFor()
  await review.waitForTimeout(300)
  expect(await count(sql`select count(*) as count from event where kind = 'order.approve'`)).toBe(1)

  await review.goto(`${walk.house.address}/orders?q=TWO3`)
  await review.getByRole('link', { name: 'TWO3' }).click()
  await review.getByRole('button', { name: '挂起', exact: true }).click()
  await review.getByRole('dialog').getByRole('textbox').fill('等客户确认')
  await review.getByRole('dialog').getByRole('button', { name: '挂起', exact: true }).dblclick()
  await review.getByText('人工挂起').first().waitFor()
  expect(await events('TWO3', 'order.block')).toBe(1)

  await review.goto(`${walk.house.address}/intake`)
  const rows = [['单号', '日期', '收货人', '电话', '收货地址', '货号', '数量', '单价', '实付'], ['TW-1', '2026-03-02 10:00', '陈敏', '13800001111', '浙江省杭州市西湖区文三路1号', 'DM001', '1', '19.00', '19.00']]
  await review.getByLabel('选择文件').setInputFiles({ name: '两次.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.map(r => r.join(',')).join('\r\n')) })
  await review.getByRole('button', { name: '开始导入' }).dblclick()
  await review.waitForURL(/intake\/runs\//)
  expect(await count(sql`select count(*) as count from intake_run where '两次.csv' = any(files)`)).toBe(1)
  await walk.leave(review)

  const admin = await walk.as('it', { at: '/admin/staff' })
  await admin.getByRole('button', { name: '开账号' }).click()
  const form = admin.getByRole('dialog')
  await form.getByLabel('账号').fill('two.times')
  await form.getByRole('button', { name: '生成一个' }).click()
  await form.getByLabel('姓名').fill('林夏')
  await form.getByRole('combobox', { name: '角色' }).fill('拣货')
  await admin.keyboard.press('Enter')
  await form.getByRole('button', { name: '开账号' }).dblclick()
  await admin.getByRole('button', { name: '林夏' }).waitFor()
  expect(await count(sql`select count(*) as count from staff where login = 'two.times'`)).toBe(1)
  await walk.leave(admin)
}, 120_000)

test('all of a filter is approved though the list is empty then: the result stays until it is read, and names the refused by their numbers', async () => {
  const page = await walk.as('manager', { at: '/orders?stage=review' })
  await page.getByRole('grid', { name: '订单' }).getByRole('checkbox').first().check()
  await page.getByRole('button', { name: '审核通过', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(/条可以$/).waitFor()
  expect(await dialog.getByText(/DEMO26\d{4}|TWO\d/).count(), 'the refused by their numbers').toBeGreaterThan(0)
  await dialog.getByRole('button', { name: /执行/ }).click()
  await dialog.getByText(/条已完成/).waitFor()
  await walk.leave(page)
}, 60_000)

test('saved views follow the person: kept here, opened in another browser', async () => {
  const here = await walk.as('clerk', { at: '/orders?stage=ready&sort=priority' })
  await here.getByRole('button', { name: '视图' }).click()
  await here.getByRole('textbox', { name: '视图名称' }).fill('先做加急')
  await here.getByRole('button', { name: /保\s?存/ }).click()
  await here.getByRole('button', { name: /^先做加急/ }).waitFor()
  await walk.leave(here)
  const there = await walk.as('clerk', { at: '/orders', tongue: 'en' })
  await there.getByRole('button', { name: 'Views', exact: true }).click()
  await there.getByRole('button', { name: /^先做加急/ }).click()
  await there.waitForURL(/stage=ready&sort=priority/)
  expect(await unfair(there)).toEqual([])
  await walk.leave(there)
}, 60_000)

const pages = ['/', '/review', '/rules', '/intake', '/intake/import', '/waves', '/discrepancies', '/proposals', '/calendar', '/tracking', '/admin/company', '/admin/staff', '/admin/tokens', '/admin/shops', '/admin/carriers', '/admin/jobs', '/admin/health', '/me', '/wall'] as const
test('P1 · every page in English and in traditional characters, on the smallest phone: nothing is wider than the screen, no phone number is in the clear, and it is fair to all', async () => {
  // Who has every role sees the most there is of each page.
  await walk.house.company.db.rows(sql`update staff set roles = ${roles} where login = 'manager'`)
  await Promise.all((['en', 'zh-TW'] as const).map(async tongue => {
    const page = await walk.as('manager', { tongue, phone: true })
    await page.setViewportSize({ width: 360, height: 640 })
    for (const at of pages) {
      await turnTo(page, at)
      const seen = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, text: document.body.innerText }))
      expect([at, seen.wide <= 360, /1[3-9]\d{9}/.test(seen.text), tongue === 'en' ? await unfair(page) : []]).toEqual([at, true, false, []])
    }
    await walk.leave(page)
  }))
}, 150_000)
