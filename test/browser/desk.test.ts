import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { openWalk, unfair, type Walk } from './browser.ts'
import { livelyDay } from './day.ts'

let walk: Walk
beforeAll(async () => {
  walk = await openWalk({ orders: 80, works: false })
  await livelyDay(walk.house.company)
  // One promise was broken and one will be soon, so that there is something to be at risk.
  await walk.house.company.db.rows(sql`update clock set due_at = ${new Date(Date.now() - 600_000)}, breached_at = ${new Date()} where id in (select id from clock where clause = 'FU-1.pick' and state = 'running' order by id limit 3)`)
}, 180_000)
afterAll(() => walk?.close())
afterEach(() => walk.quiet())

test('a manager\'s day: from the desk to the clause that is missed, the orders behind it, a change of the handbook that another manager must approve', async () => {
  const page = await walk.as('manager')
  await page.getByRole('heading', { name: /好，/ }).waitFor()
  await page.getByRole('heading', { name: '等我处理' }).waitFor()
  expect(await unfair(page)).toEqual([])
  await page.getByText('3 个已超时').first().waitFor()
  await page.getByRole('link', { name: /拣货/ }).filter({ hasText: '4.1' }).first().click()
  const panel = page.getByRole('dialog')
  await panel.getByText('订单进入待处理后 4 小时内拣货完成。').waitFor()
  await panel.getByRole('button', { name: /^超时/ }).click()
  await panel.getByRole('link', { name: /^DEMO/ }).first().waitFor()
  expect(await unfair(page)).toEqual([])
  await panel.getByRole('button', { name: '提议修改' }).click()
  await panel.getByLabel('改为').fill('3')
  await panel.getByLabel('理由').fill('旺季要快')
  await panel.getByRole('button', { name: '提交' }).click()
  await panel.getByText('时限：4 小时 → 3 小时').waitFor()
  expect(await panel.getByRole('button', { name: '批准' }).count()).toBe(0)
  await panel.getByRole('link', { name: /^DEMO/ }).first().click()
  await page.getByRole('heading', { name: /DEMO/ }).waitFor()
  await page.context().close()

  await walk.house.company.db.rows(sql`update handbook_change set proposed_by = (select id from staff where login = 'quality')`)
  const other = await walk.as('manager', { at: '/proposals' })
  await other.getByRole('button', { name: '批准' }).click()
  await other.getByRole('dialog').getByRole('button', { name: '批准' }).click()
  await other.getByText('已批准', { exact: true }).waitFor()
  expect(await unfair(other)).toEqual([])
  await other.context().close()
}, 120_000)

test('the handbook is read, searched and shown in three tongues; the calendar shows the year', async () => {
  for (const [tongue, heading, holiday] of [['zh-CN', '公司制度', '国庆节'], ['zh-TW', '公司制度', '國慶節'], ['en', 'Handbook', 'National Day']] as const) {
    const page = await walk.as('quality', { tongue, at: '/handbook' })
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor()
    await page.getByPlaceholder(/搜索条款|搜尋條款|Find a clause/).fill('FU-1.pick')
    await expect.poll(() => page.getByRole('heading', { level: 3 }).count()).toBe(1)
    await page.goto(`${walk.house.address}/calendar?year=2026`)
    await page.getByText(holiday, { exact: true }).first().waitFor()
    if (tongue === 'en') expect(await unfair(page)).toEqual([])
    await page.context().close()
  }
}, 180_000)

test('a logistics person\'s day: parcels nobody collected, one of them from its path to its order, on a desk and on a phone', async () => {
  const page = await walk.as('logistics')
  await page.getByRole('heading', { name: '等我处理' }).waitFor()
  await page.getByRole('link', { name: /未揽收/ }).first().click()
  const grid = page.getByRole('grid', { name: '物流跟踪' })
  await grid.getByRole('link', { name: /^ZT/ }).first().waitFor()
  expect(await unfair(page)).toEqual([])
  await page.goto(`${walk.house.address}/tracking?tracking=signed`)
  await grid.getByRole('link', { name: /^(ZT|SF|YT)/ }).first().click()
  await page.getByRole('heading', { name: '轨迹' }).waitFor()
  await page.getByText('已签收').first().waitFor()
  await page.getByText('武昌营业部').waitFor()
  expect(await unfair(page)).toEqual([])
  await page.context().close()
  const phone = await walk.as('logistics', { phone: true, at: '/tracking' })
  await phone.getByRole('link', { name: /今日签收/ }).first().waitFor()
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await phone.context().close()
}, 120_000)

test('an administrator\'s day: an account is made, kept to a warehouse, sent out and disabled; numbers and bins are added, labels shown', async () => {
  const page = await walk.as('it', { at: '/admin/staff' })
  await page.getByRole('button', { name: '开账号' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('账号').fill('lin.xia')
  await form.getByRole('button', { name: '生成一个' }).click()
  await form.getByLabel('姓名').fill('林夏')
  await form.getByRole('combobox', { name: '角色' }).fill('拣货')
  await page.keyboard.press('Enter')
  await form.getByRole('button', { name: '开账号' }).click()
  await page.getByRole('button', { name: '林夏' }).click()
  const panel = page.getByRole('dialog').filter({ hasText: 'lin.xia' })
  await panel.getByText('现在没有登录。').waitFor()
  expect(await unfair(page)).toEqual([])
  await panel.getByRole('button', { name: '停用' }).click()
  await page.getByRole('dialog').last().getByRole('button', { name: '停用' }).click()
  await page.getByText('已停用').first().waitFor()

  await page.goto(`${walk.house.address}/admin/warehouses`)
  await page.getByRole('link', { name: '杭州主仓' }).click()
  await page.getByRole('button', { name: '加库位' }).click()
  await page.getByRole('dialog').getByLabel('通道').fill('Z')
  await page.getByText('30 个：Z-01-1-1 … Z-05-3-2').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: '加库位' }).click()
  await page.getByRole('link', { name: '打印标签' }).click()
  await page.getByText('Z-05-3-2').waitFor()
  expect(await unfair(page)).toEqual([])
  for (const [at, heading] of [['/admin/carriers', '快递与运单号'], ['/admin/jobs', '任务队列'], ['/admin/shops', '店铺'], ['/admin/tokens', '接口令牌'], ['/admin/health', '运行状况']] as const) {
    await page.goto(walk.house.address + at)
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor()
    expect([at, await unfair(page)]).toEqual([at, []])
  }
  await page.context().close()
}, 150_000)

test('the wall shows the day in large figures and is left by its own sign', async () => {
  const page = await walk.as('manager', { at: '/wall' })
  await page.getByRole('heading', { name: /今天/ }).waitFor()
  await page.getByText('承诺与做到').waitFor()
  expect(await unfair(page)).toEqual([])
  await page.getByRole('link', { name: '退出大屏' }).click()
  await page.getByRole('heading', { name: /好，/ }).waitFor()
  await page.context().close()
}, 60_000)
