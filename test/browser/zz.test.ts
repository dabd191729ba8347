import { test } from 'vitest'
import { openWalk, unfair } from './browser.ts'
import type { Page } from 'playwright-core'
const t = async <T>(name: string, what: () => Promise<T>): Promise<T> => { const a = performance.now(); const r = await what(); console.log(name.padEnd(40), Math.round(performance.now() - a), 'ms'); return r }
test('timing', async () => {
  const walk = await t('openWalk 60', () => openWalk({ orders: 60, works: false }))
  await t('settle', () => walk.house.settle())
  for (let n = 0; n < 3; n++) {
    const page = await t('as clerk /orders', () => walk.as('clerk', { at: '/orders' }))
    await t('  grid', () => page.getByText('共 60 条').waitFor())
    await t('  axe orders', () => unfair(page))
    await t('  axe again', () => unfair(page))
    await t('  goto /review', () => page.goto(walk.house.address + '/review'))
    await t('  h1', () => page.getByRole('heading', { level: 1 }).first().waitFor())
    await t('  axe review', () => unfair(page))
    await t('  soft /intake', () => page.evaluate(() => { history.pushState(null, '', '/intake'); dispatchEvent(new PopStateEvent('popstate')) }))
    await t('  h1', () => page.getByRole('heading', { level: 1 }).first().waitFor())
    await t('  axe intake', () => unfair(page))
    console.log(JSON.stringify(await page.evaluate(() => { const n = performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming; return { dcl: n.domContentLoadedEventEnd, load: n.loadEventEnd, fcp: performance.getEntriesByName('first-contentful-paint')[0]?.startTime, res: performance.getEntriesByType('resource').length } })))
    await t('  close', () => page.context().close())
    const bare = await t('stranger', () => walk.stranger())
    await bare.context().close()
    const m = await t('as picker /m/picking', () => walk.as('picker', { at: '/m/picking', phone: true }))
    await t('  m wait', () => m.locator('.station').waitFor())
    await t('  axe m', () => unfair(m))
    await m.context().close()
  }
  await t('close', () => walk.close())
}, 300_000)
