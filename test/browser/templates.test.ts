import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { thePress } from '#journey/4-printing/engine.ts'
import { openWalk, unfair, type Walk } from './browser.ts'

let walk: Walk
beforeAll(async () => { walk = await openWalk({ orders: 2, works: false }) }, 120_000)
afterAll(async () => { await walk?.close(); await thePress().close() })
afterEach(() => walk.quiet())

const picture = (page: Page) => page.locator('.designer-paper > img').getAttribute('src')
/** The picture once it is another than before. */
const changed = async (page: Page, before: string | null) => { await expect.poll(() => picture(page), { timeout: 20_000 }).not.toBe(before); return picture(page) }
const left = (page: Page) => page.getByRole('spinbutton', { name: '左 mm' }).inputValue()

describe('PR-1: templates are edited and previewed in the browser', () => {
  test('a template of the house becomes one’s own, is moved, undone, put right and saved, and another approves it', async () => {
    const page = await walk.as('clerk', { at: '/templates?kind=bin-label' })
    await page.getByText('货位标签 60×40').click()
    await page.getByRole('button', { name: '另存为自己的' }).click()
    await page.getByRole('textbox', { name: '名称' }).waitFor()
    const first = await changed(page, null)
    expect(await unfair(page)).toEqual([])

    // By hand: taken at its middle and pulled; the picture is set anew.
    const box = page.locator('[data-element="0"]')
    const at = (await box.boundingBox())!
    await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2)
    await page.mouse.down()
    await page.mouse.move(at.x + at.width / 2 + 3, at.y + at.height / 2 + 40, { steps: 4 })
    await page.mouse.up()
    await changed(page, first)
    const pulled = await left(page)
    // By keys: half a millimetre, one dot.
    await page.keyboard.press('ArrowRight')
    expect(Number(await left(page)) - Number(pulled)).toBe(0.5)
    await page.keyboard.press('Alt+ArrowLeft')
    expect(Number(await left(page)) - Number(pulled)).toBe(0.375)
    await page.keyboard.press('Control+z')
    await page.keyboard.press('Control+z')
    await page.keyboard.press('Control+z')
    // On a slow machine the pictures of the keys may still come in between.
    await expect.poll(() => picture(page).then(now => now === first), { timeout: 20_000 }).toBe(true)

    // A text that cannot fit is marked on its element, where it stands.
    await page.getByRole('button', { name: /place\.code/ }).first().click()
    await page.getByRole('textbox', { name: '内容' }).fill('{{place.code}} 这一行字无论如何也放不下，因为它实在是太长太长太长了，怎么缩小也不行')
    await page.locator('.designer-list .wrong').waitFor({ timeout: 20_000 })
    await page.getByRole('textbox', { name: '内容' }).fill('{{place.code}}!')
    await expect.poll(() => page.locator('.designer-list .wrong').count(), { timeout: 20_000 }).toBe(0)
    await page.getByRole('button', { name: '保存草稿' }).click()
    await page.getByText('草稿已保存，等别人批准').waitFor()
    const address = page.url()
    await walk.leave(page)

    const other = await walk.as('manager', { at: new URL(address).pathname })
    await other.getByRole('button', { name: /批\s*准/ }).click()
    await other.getByText('已批准，下一张单据就用它').waitFor()
    await other.getByText('使用中').first().waitFor()
    await walk.leave(other)
  }, 120_000)

  test('every template is shown as it prints, in each tongue', async () => {
    const page = await walk.as('it', { at: '/templates', tongue: 'en' })
    await page.getByText('Packing slip A5').waitFor()
    await expect.poll(() => page.locator('.template-picture img').first().evaluate((img: HTMLImageElement) => img.naturalWidth), { timeout: 20_000 }).toBeGreaterThan(50)
    expect(await unfair(page)).toEqual([])
    await walk.leave(page)
  }, 60_000)
})
