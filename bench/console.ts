import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { createStaff } from '#people/staff/actions.ts'
import { system } from '#kit/work.ts'
import { root } from '#kit/root.ts'
import { isStale } from '#kit/static.ts'
import { buildConsole, consoleDir } from '../src/console.ts'
import { runDry } from '../src/timetable.ts'
import { plainly } from '../test/browser/chromium.ts'
import type { Bench, Figure } from './figure.ts'
import { openHouse, order, send, type House } from './house.ts'

/** The console as a person waits for it: how much is fetched, when the first orders stand there, how soon a search is answered. */
const orders = 28_000
const password = 'bench-password'
const upTo = (value: number, most: number, note: string): Figure => ({ value, floor: most, ratio: value / most, must: '≤ 1', ok: value <= most, note })

/** Gzipped kilobytes of everything the orders page fetches before it stands there. */
export async function bundle(): Promise<Figure> {
  if (await isStale(consoleDir, root)) await buildConsole('ignore')
  const manifest = JSON.parse(readFileSync(path.join(consoleDir, '.vite/manifest.json'), 'utf8')) as Record<string, { file: string; imports?: string[]; css?: string[] }>
  const needed = new Set<string>()
  /** What a part imports at once is fetched with it. */
  const follow = (name: string) => {
    const part = manifest[name]
    if (!part || needed.has(part.file)) return
    for (const file of [part.file, ...part.css ?? []]) needed.add(file)
    for (const next of part.imports ?? []) follow(next)
  }
  for (const name of ['index.html', 'src/journey/order/page.tsx']) follow(name)
  const bytes = [...needed].reduce((sum, name) => sum + statSync([`${name}.gz`, name].map(f => path.join(consoleDir, f)).find(f => existsSync(f))!).size, 0) // the build has just written it
  return upTo(bytes / 1024, 350, 'kB gzipped for the first orders page')
}

let open: Promise<House> | undefined
/** One house with many orders for both figures; it lives as long as the run. */
const furnished = (bench: Bench): Promise<House> => open ??= (async () => {
  const house = await openHouse(bench, 'console', { products: 500, stock: 100_000, console: consoleDir })
  for (let from = 0; from < orders; from += 500) await send(house, Array.from({ length: 500 }, (_, i) => order(from + i, line => `P${(from + i + line) % 500}`)))
  await runDry(house.company)
  await house.company.act(system, work => createStaff(work, { login: 'bench', name: 'bench', password, roles: ['manager'], own: true }))
  return house
})()

const launch = () => chromium.launch({ executablePath: '/usr/bin/chromium', args: plainly })
async function fresh(house: House): Promise<{ page: Page; close: () => Promise<void> }> {
  const browser = await launch()
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en' })
  await context.request.post(`${house.address}/api/session`, { data: { login: 'bench', password }, headers: { origin: house.address } })
  return { page: await context.newPage(), close: () => browser.close() }
}

/** A browser that has never been here, until the first order stands on the page: the middle of five. */
export async function view(bench: Bench): Promise<Figure> {
  const house = await furnished(bench)
  const times: number[] = []
  for (let round = 0; round < 5; round++) {
    const { page, close } = await fresh(house)
    const from = performance.now()
    await page.goto(`${house.address}/orders`, { waitUntil: 'commit' })
    await page.getByRole('row').nth(1).waitFor()
    times.push(performance.now() - from)
    await close()
  }
  return upTo(times.toSorted((a, b) => a - b)[2]!, 1500, `ms to the first of ${orders} orders, cold`)
}

/** From Enter until the answer is drawn: the 95th percentile of sixty. */
export async function search(bench: Bench): Promise<Figure> {
  const house = await furnished(bench)
  const { page, close } = await fresh(house)
  await page.goto(`${house.address}/orders`)
  await page.getByRole('row').nth(1).waitFor()
  const field = page.getByRole('textbox').first()
  const times: number[] = []
  for (let n = 0; n < 60; n++) {
    const what = `N${1000 + n * 371}`
    await field.fill(what)
    const from = performance.now()
    await field.press('Enter')
    await page.getByRole('link', { name: what }).first().waitFor()
    times.push(performance.now() - from)
  }
  await close()
  return upTo(times.toSorted((a, b) => a - b)[57]!, 300, 'ms, p95 of a search on screen')
}

export const closeConsole = async () => { if (open) await (await open).close() }
