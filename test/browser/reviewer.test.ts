import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { openWalk, unfair, type Walk } from './browser.ts'

let walk: Walk
const stageOf = async (number: string) => (await walk.house.company.db.rows<{ stage: string }>(sql`select stage from orders where number = ${number}`))[0]?.stage
beforeAll(async () => {
  walk = await openWalk({ orders: 20, works: false })
  const clerk = await walk.house.token('clerk')
  const order = (n: number, more: object = {}) => ({
    number: `REV${n}`, placedAt: new Date().toISOString(), paidAt: new Date().toISOString(), buyer: { account: 'same' }, receiver: { name: '陈敏', phone: '13800001111', province: '浙江省', city: '杭州市', district: '西湖区', street: '文三路1号' },
    lines: [{ sku: 'DM001', title: '桂花乌龙茶', quantity: 1, unitFen: 1900 }], totalFen: 2000, paidFen: 2000, ...more,
  })
  // The amounts of these do not add up, so that a person looks at them; the last one says who is a rogue.
  const orders = [order(1), order(2), order(3, { buyer: { account: 'other' }, receiver: { name: '林强', phone: '13800002222', province: '浙江省', city: '杭州市', district: '西湖区', street: '文三路2号' } }), order(4, { buyer: { account: 'rogue' }, buyerRemark: '<script>alert(1)</script>', receiver: { name: '<b>x</b>', phone: '13800003333', province: '浙江省', city: '杭州市', district: '西湖区', street: '文三路3号' } })]
  await walk.house.call('POST', '/api/intake/orders', { token: clerk, body: { shop: 'demo', orders } })
  await walk.house.settle()
}, 120_000)
afterAll(() => walk?.close())
afterEach(() => walk.quiet())

describe('a reviewer\'s day', () => {
  test('RV-4 · one order at a time by keyboard: the verdict in words, approve, the next comes by itself, and it is taken back', async () => {
    const page = await walk.as('clerk', { at: '/review' })
    await page.getByRole('button', { name: /^REV1 / }).click()
    const order = page.getByRole('article', { name: 'REV1' })
    await order.getByText('金额不符：订单 20.00，明细合计 19.00').waitFor()
    await order.getByText('同一电话').first().waitFor()
    expect(await unfair(page)).toEqual([])
    await page.keyboard.press('a')
    await page.getByText('REV1 已通过').waitFor()
    expect(await stageOf('REV1')).toBe('ready')
    await page.getByRole('article', { name: 'REV2' }).waitFor()
    await page.keyboard.press('u')
    await page.getByRole('alert').getByText('已撤销').waitFor()
    expect(await stageOf('REV1')).toBe('review')
    await walk.leave(page)
  }, 90_000)

  test('RV-8 · two orders of one buyer are merged from beside the order, and the merge is taken back', async () => {
    const page = await walk.as('clerk', { at: '/review' })
    await page.getByRole('button', { name: /^REV1 / }).click()
    await page.getByRole('checkbox', { name: '与 REV2 合并' }).check()
    await page.keyboard.press('m')
    await page.getByText('REV1 已合并').waitFor()
    expect([await stageOf('REV1'), await stageOf('REV2')]).toEqual(['merged', 'merged'])
    await page.getByRole('button', { name: /撤销/ }).click()
    await page.getByRole('alert').getByText('已撤销').waitFor()
    expect([await stageOf('REV1'), await stageOf('REV2')]).toEqual(['review', 'review'])
    await walk.leave(page)
  }, 90_000)

  test('RV-5 RV-7 · the customer is contacted and the address corrected with a paste; markup in names and remarks stays text (S4)', async () => {
    const page = await walk.as('service', { at: '/review' })
    await page.getByRole('button', { name: /^REV4 / }).click()
    await page.getByText('<script>alert(1)</script>').waitFor()
    await page.keyboard.press('e')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: '街道门牌' }).fill('文三路99号')
    await dialog.getByRole('textbox', { name: '为什么更正' }).fill('客户来电更正')
    await dialog.getByRole('button', { name: /保\s?存/ }).click()
    await page.getByText('REV4 已更正').waitFor()
    await page.keyboard.press('c')
    await page.getByRole('dialog').getByRole('textbox', { name: '备注' }).fill('问收件人姓名')
    await page.getByRole('dialog').getByRole('button', { name: /保\s?存/ }).click()
    await page.getByText('REV4 已记录联系').waitFor()
    await page.getByText('等客户 1').click()
    await page.getByRole('button', { name: /^REV4 / }).waitFor()
    await walk.leave(page)
  }, 90_000)

  test('RV-2 · a manager writes a rule as a form, sees which past orders would differ, and only then saves it', async () => {
    const page = await walk.as('manager', { at: '/rules' })
    await page.getByRole('button', { name: '新规则' }).click()
    await page.getByRole('textbox', { name: '规则名称' }).fill('十九元以上')
    await page.getByRole('spinbutton', { name: '值' }).fill('19')
    expect(await page.getByRole('button', { name: /保\s?存/ }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: /试\s?算/ }).click()
    await page.getByText(/单会新转人工/).waitFor()
    await page.mouse.move(5, 5)
    expect(await unfair(page)).toEqual([])
    await page.getByRole('button', { name: /保\s?存/ }).click()
    await page.getByText('规则已保存').waitFor()
    await page.getByText('保存了“十九元以上”').waitFor()
    await walk.leave(page)
  }, 90_000)

  test('bulk approval tells first who will be refused; and all of it fits a phone', async () => {
    const page = await walk.as('clerk', { at: '/review', phone: true })
    await page.getByRole('checkbox', { name: '选择 REV3' }).check()
    await page.getByRole('button', { name: /^通\s?过/ }).first().click()
    await page.getByRole('dialog').getByText('1 条可以').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: /执行 1 条/ }).click()
    await expect.poll(() => stageOf('REV3'), { timeout: 30_000 }).toBe('ready')
    await page.getByRole('dialog').getByText('1 条已完成').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: /关\s?闭/ }).last().click()
    await page.getByRole('button', { name: /^REV1 / }).click()
    await page.getByRole('article', { name: 'REV1' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    expect(await unfair(page)).toEqual([])
    await walk.leave(page)
  }, 90_000)
})
