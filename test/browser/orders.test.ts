import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { bundle } from '../../bench/console.ts'
import { codeFor } from '../authenticator.ts'
import { openWalk, unfair, type Walk } from './browser.ts'

let walk: Walk
beforeAll(async () => { walk = await openWalk({ orders: 60, works: false }); await walk.house.settle() }, 120_000)
afterAll(() => walk?.close())
afterEach(() => walk.quiet())

test('somebody signs in with a password, and is told when it is wrong', async () => {
  const page = await walk.stranger()
  await page.getByRole('textbox', { name: '账号' }).fill('clerk')
  await page.getByLabel('密码', { exact: true }).fill('wrong password')
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByText('账号或密码不对').waitFor()
  expect(await unfair(page)).toEqual([])
  await page.getByLabel('密码', { exact: true }).fill('danliu-demo-2026')
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByRole('heading', { name: /好，/ }).waitFor()
  walk.forgive(/401/) // the wrong password
  await walk.leave(page)
}, 150_000)

test('S6 · whose role must have a second step is led to it after signing in, and goes on right after it', async () => {
  const it = await walk.house.token('it')
  await walk.house.call('PATCH', '/api/company', { token: it, body: { secondStepRoles: ['finance'] } })
  const page = await walk.as('finance', { at: '/orders' })
  await page.getByRole('heading', { name: '先开启两步登录' }).waitFor()
  await page.getByRole('button', { name: /开\s?启/ }).click()
  const secret = await page.getByRole('button', { name: /^复制/ }).textContent()
  expect(await unfair(page)).toEqual([])
  await page.getByRole('textbox', { name: /6 位数字/ }).fill(codeFor(secret!))
  await page.getByRole('button', { name: /开\s?启/ }).click()
  await page.getByText('共 60 条').waitFor()
  await walk.house.call('PATCH', '/api/company', { token: it, body: { secondStepRoles: [] } })
  await walk.leave(page)
}, 60_000)

test('the first orders page is fetched in at most 350 kB', async () => {
  const { value, note } = await bundle()
  console.log(`${value.toFixed(1)} ${note}`)
  expect(value).toBeLessThan(350)
}, 60_000)

describe('orders', () => {
  test('are found by a phone\'s tail and opened by the keyboard; the address keeps the filter', async () => {
    const page = await walk.as('clerk', { at: '/orders' })
    await page.getByText('共 60 条').waitFor()
    expect(await unfair(page)).toEqual([])
    await page.keyboard.press('/')
    await page.keyboard.type('1042')
    await page.getByText('共 1 条').waitFor()
    expect(page.url()).toContain('q=1042')
    await page.reload()
    await page.getByText('共 1 条').waitFor()
    await page.getByRole('grid').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'DEMO260042' }).waitFor()
    await page.getByText('收件人', { exact: true }).waitFor()
    expect(await unfair(page)).toEqual([])
    await walk.leave(page)
  }, 150_000)

  test('C8 · many are held at once after a preview that says who is refused and why, and the hold is taken back', async () => {
    const page = await walk.as('manager', { at: '/orders?stage=ready,review' })
    const grid = page.getByRole('grid', { name: '订单' })
    await grid.getByRole('checkbox').first().check()
    await page.getByRole('button', { name: '挂起', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(/^\d+ 条可以$/).waitFor()
    await dialog.getByRole('button', { name: /执行/ }).click()
    await dialog.getByText(/条已完成/).waitFor()
    expect((await walk.house.call('GET', '/api/orders/count?block=hold', { token: await walk.house.token('manager') })).json.count).toBeGreaterThan(40)
    await dialog.getByRole('button', { name: '撤销' }).click()
    await page.getByRole('alert').getByText('已撤销').waitFor()
    await expect.poll(async () => (await walk.house.call('GET', '/api/orders/count?block=hold', { token: await walk.house.token('manager') })).json.count, { timeout: 20_000 }).toBe(0)
    await walk.leave(page)
  }, 150_000)

  test('IT-3 · the receiver is masked until a reason is given', async () => {
    const page = await walk.as('service', { at: '/orders?q=DEMO260005' })
    await page.getByRole('link', { name: 'DEMO260005' }).click()
    expect(await page.getByText('13800001005').count()).toBe(0)
    await page.getByRole('button', { name: '查看明文' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').fill('客户来电核对地址')
    await dialog.getByRole('button', { name: '查看明文' }).click()
    await page.getByText('13800001005').waitFor()
    await walk.leave(page)
  }, 150_000)

  test('S6 · a session that ends in the middle of work asks for the password over the page; what was typed stays and goes on', async () => {
    const page = await walk.as('clerk', { at: '/orders?q=DEMO260007' })
    await page.getByRole('link', { name: 'DEMO260007' }).click()
    await page.getByRole('button', { name: '挂起', exact: true }).click()
    await page.getByRole('textbox').fill('等客户确认尺码')
    const cookies = await page.context().cookies()
    await page.context().clearCookies()
    await page.getByRole('dialog').getByRole('button', { name: '挂起', exact: true }).click()
    await page.getByText('页面上输入的内容都还在').waitFor()
    expect(cookies.length).toBe(1)
    await page.getByRole('textbox', { name: '账号' }).fill('clerk')
    await page.getByLabel('密码', { exact: true }).fill('danliu-demo-2026')
    await page.getByRole('button', { name: '登录' }).click()
    await page.getByText('人工挂起').first().waitFor()
    await page.getByText('等客户确认尺码').first().waitFor()
    walk.forgive(/401/)
    await walk.leave(page)
  }, 150_000)

  test('the palette opens a scanned waybill or number at once, from anywhere', async () => {
    const page = await walk.as('manager', { tongue: 'en', at: '/orders' })
    await page.getByText('60 rows').waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Search orders, pages, acts' }).waitFor()
    await page.keyboard.type('DEMO260009')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'DEMO260009' }).waitFor()
    await walk.leave(page)
  }, 150_000)

  test('every tongue, on a phone and in the dark: no text is missing, nothing is wider than the screen', async () => {
    for (const [tongue, title] of [['zh-CN', '订单'], ['zh-TW', '訂單'], ['en', 'Orders']] as const) {
      const page = await walk.as('clerk', { tongue, phone: true, dark: true, at: '/orders' })
      await page.getByRole('heading', { name: title }).waitFor()
      await page.getByRole('row').nth(5).waitFor()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
      expect(await unfair(page)).toEqual([])
      await walk.leave(page)
    }
  }, 240_000)
})
