import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { roles } from '#people/staff/rules.ts'
import { openWalk, turnTo, unfair, type Walk } from './browser.ts'
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
  await walk.leave(page)

  await walk.house.company.db.rows(sql`update handbook_change set proposed_by = (select id from staff where login = 'quality')`)
  const other = await walk.as('manager', { at: '/proposals' })
  await other.getByRole('button', { name: '批准' }).click()
  await other.getByRole('dialog').getByRole('button', { name: '批准' }).click()
  await other.getByText('已批准', { exact: true }).waitFor()
  expect(await unfair(other)).toEqual([])
  await walk.leave(other)
}, 120_000)

test('the handbook is read, searched and shown in three tongues; the calendar shows the year', async () => {
  for (const [tongue, heading, holiday] of [['zh-CN', '公司制度', '国庆节'], ['zh-TW', '公司制度', '國慶節'], ['en', 'Handbook', 'National Day']] as const) {
    const page = await walk.as('quality', { tongue, at: '/handbook' })
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor()
    await page.getByPlaceholder(/搜索条款|搜尋條款|Find a clause/).fill('FU-1.pick')
    await expect.poll(() => page.getByRole('heading', { level: 3 }).count()).toBe(1)
    await turnTo(page, '/calendar?year=2026')
    await page.getByText(holiday, { exact: true }).first().waitFor()
    if (tongue === 'en') expect(await unfair(page)).toEqual([])
    await walk.leave(page)
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
  await walk.leave(page)
  const phone = await walk.as('logistics', { phone: true, at: '/tracking' })
  await phone.getByRole('link', { name: /今日签收/ }).first().waitFor()
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await walk.leave(phone)
}, 120_000)

test('an administrator\'s day: an account is made, kept to a warehouse, sent out and disabled; numbers and bins are added, labels offered', async () => {
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
  await page.getByRole('button', { name: '加货位' }).click()
  await page.getByRole('dialog').getByLabel('通道').fill('Z')
  await page.getByText('30 个：Z-01-1-1 … Z-05-3-2').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: '加货位' }).click()
  await page.getByRole('link', { name: '打印标签' }).click()
  await page.getByRole('row', { name: /^Z 30\b/ }).waitFor()
  expect(await unfair(page)).toEqual([])
  for (const [at, heading] of [['/admin/carriers', '快递与运单号'], ['/admin/jobs', '任务队列'], ['/admin/shops', '店铺'], ['/admin/tokens', '接口令牌'], ['/admin/health', '运行状况']] as const) {
    await turnTo(page, at)
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor()
    expect([at, await unfair(page)]).toEqual([at, []])
  }
  await walk.leave(page)
}, 150_000)

test('the wall shows the day in large figures and is left by its own sign', async () => {
  const page = await walk.as('manager', { at: '/wall' })
  await page.getByRole('heading', { name: /今天/ }).waitFor()
  await page.getByText('承诺与做到').waitFor()
  expect(await unfair(page)).toEqual([])
  await page.getByRole('link', { name: '退出大屏' }).click()
  await page.getByRole('heading', { name: /好，/ }).waitFor()
  await walk.leave(page)
}, 60_000)

const markup = '<b data-markup onclick="alert(1)">x</b><img src="x" data-markup onerror="document.title=1">'
/** Every text that a customer, a channel, a carrier or a colleague gave, as it is kept. */
const given = {
  orders: ['buyer_remark', 'seller_remark'], order_line: ['title', 'spec'], order_block: ['note'], receiver: ['mask', 'province', 'city', 'district'], tracking: ['place', 'note'], sku: ['title', 'spec', 'brand'],
  shop: ['name'], warehouse: ['name'], carrier: ['name'], staff: ['name'], review_rule: ['name'], access_key: ['name'], handbook_change: ['reason'],
}
test('S4 · markup in any text that somebody gave is text on every page: nothing of it becomes a part of the page, and no script of it runs', async () => {
  const { db } = walk.house.company
  const manager = await walk.house.token('manager')
  const say = (path: string, body: unknown, method = 'POST') => walk.house.call(method, path, { token: manager, body })
  const [order] = (await walk.house.call('GET', '/api/orders?stage=in-transit', { token: manager })).json.orders
  const [parcel] = (await walk.house.call('GET', `/api/orders/${order.id}`, { token: manager })).json.parcels
  const told = [
    await say('/api/orders/moves/block', { orders: [order.id], reason: 'hold', note: markup }), await say('/api/company', { name: markup.slice(0, 60) }, 'PATCH'),
    await say('/api/promotions', { name: markup.slice(0, 60), from: new Date(Date.now() + 86_400_000).toISOString(), to: new Date(Date.now() + 2 * 86_400_000).toISOString() }),
  ]
  expect(told.map(t => t.status)).toEqual([200, 200, 200])
  for (const [table, columns] of Object.entries(given)) for (const column of columns) await db.pool.query(`update ${table} set ${column} = coalesce(${column}, '') || $1`, [markup])
  await db.pool.query('update orders set tags = array[$1]', [markup])
  await db.pool.query(`insert into approval (kind, state, size, payload, view, reason, asked_by, asker, asked_at, until) values ('erasure', 'asked', 1, '{}', $1, $2, 1, $2, now(), now() + interval '1 day')`, [JSON.stringify([[markup]]), markup])
  await db.pool.query(`update staff set roles = $1 where login = 'manager'`, [roles])
  const page = await walk.as('manager', { at: '/orders' })
  const shown: string[] = []
  for (const at of [
    '/orders', `/orders/${order.id}`, '/', '/wall', '/review', '/rules', '/intake', '/intake/import', '/waves', '/waves/1', '/put-back', '/discrepancies', '/tracking', `/parcels/${parcel.id}`, '/handbook', '/proposals', '/calendar', '/me', '/approvals', '/stock/adjustments', '/stock-papers', '/numbers', '/printers',
    '/admin/company', '/admin/staff', '/admin/tokens', '/admin/shops', '/admin/warehouses', '/admin/warehouses/1', '/admin/carriers', '/admin/jobs', '/admin/health',
  ]) {
    await turnTo(page, at)
    expect([at, await page.locator('[data-markup]').count(), await page.title()]).toEqual([at, 0, expect.stringMatching(/·/)])
    if ((await page.locator('body').innerText()).includes('<b data-markup')) shown.push(at)
  }
  expect(shown.length, `it was there to be seen: ${shown.join(' ')}`).toBeGreaterThan(12)
  await walk.leave(page)
}, 120_000)
