import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import type { Tongue } from '#kit/words.ts'
import { isStale } from '#kit/static.ts'
import type { Role } from '#people/staff/rules.ts'
import { buildConsole, consoleDir } from '../../src/console.ts'
import { demoPassword } from '../../src/demo.ts'
import { startTimetable } from '../../src/timetable.ts'
import { openHouse, type TestHouse } from '../house.ts'
import { lightest, plainly } from './chromium.ts'

export interface Visit { tongue?: Tongue; phone?: boolean; dark?: boolean; /** Where to begin. */ at?: string }
export interface Walk {
  house: TestHouse
  /** A page of somebody of this role, signed in. */
  as(role: Role, visit?: Visit): Promise<Page>
  /** A page of nobody. */
  stranger(visit?: Visit): Promise<Page>
  /** Whoever sat here gets up: nothing of theirs stays, but the browser keeps the parts of the console it has fetched and compiled. */
  leave(page: Page): Promise<void>
  /** Fails on any error that a page has told, or any breach of its CSP. */
  quiet(): void
  /** An error that a test meant to bring about. */
  forgive(what: RegExp): void
  close(): Promise<void>
}

export const sizes = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const
// A page of a walk lives for seconds: to compile its code once more, better, never pays.
const flags = [...plainly, '--js-flags=--no-maglev --no-turbofan']

/**
 * A furnished house with its timetable running, behind Chromium. Pages are looked at as people do: by role and visible words. Whatever a
 * page writes to its console as an error is a failure.
 */
export async function openWalk({ orders = 40, works = true, camera }: { orders?: number; works?: boolean; /** A film that its camera sees. */ camera?: string } = {}): Promise<Walk> {
  await buildOnce()
  const [house, browser] = await Promise.all([openHouse({ orders, console: consoleDir }), launch(camera)])
  // Settled before the timetable starts: two at once pass over each other's rows, and neither would know when all is done.
  if (works) await house.settle()
  const timetable = works ? startTimetable(house.company) : undefined
  const faults: string[] = []
  /** Browsers that nobody sits at, by their looks. */
  const free = new Map<string, BrowserContext[]>()
  const looks = new Map<BrowserContext, string>()
  const sitDown = async ({ tongue = 'zh-CN', phone = false, dark = false }: Visit): Promise<BrowserContext> => {
    const look = JSON.stringify([tongue, phone, dark])
    const found = free.get(look)?.pop()
    if (found) return found
    // A browser elsewhere: what it shows and what is picked in it are the company's hours all the same.
    const context = await browser.newContext({ viewport: phone ? sizes.phone : sizes.desk, locale: tongue, colorScheme: dark ? 'dark' : 'light', hasTouch: phone, reducedMotion: 'reduce', timezoneId: 'America/Sao_Paulo' })
    looks.set(context, look)
    // Long, for machines that build and test other things beside: what is waited for comes at once on an idle one.
    context.setDefaultTimeout(45_000)
    await context.addInitScript(({ kept }) => {
      if (location.protocol.startsWith('http')) localStorage.setItem('danliu:tongue', JSON.stringify(kept))
      document.addEventListener('securitypolicyviolation', event => { console.error(`CSP refused ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`) })
    }, { kept: tongue })
    return context
  }
  const open = async (visit: Visit, role?: Role): Promise<Page> => {
    const { at = '/' } = visit
    const context = await sitDown(visit)
    if (role) await signIn(context, house.address, role)
    const page = await context.newPage()
    page.on('console', message => { if (message.type() === 'error') faults.push(`${page.url()}: ${message.text()}`) })
    page.on('pageerror', error => { faults.push(`${page.url()}: ${error.stack ?? error.message}`) })
    await page.goto(house.address + at)
    return page
  }
  return {
    house,
    as: (role, visit = {}) => open(visit, role),
    stranger: (visit = {}) => open(visit),
    async leave(page) {
      const context = page.context()
      for (const one of context.pages()) if (one !== page) await one.close()
      // A page that is still there could keep something once more.
      await page.goto('about:blank')
      await (await context.newCDPSession(page)).send('Storage.clearDataForOrigin', { origin: house.address, storageTypes: 'cookies,local_storage,indexeddb' })
      await page.close()
      const look = looks.get(context)! // made above
      free.set(look, [...free.get(look) ?? [], context])
    },
    quiet() { const told = faults.splice(0); if (told.length) throw new Error(`a page told of errors:\n${told.join('\n')}`) },
    forgive(what) { const kept = faults.filter(f => !what.test(f)); faults.splice(0, faults.length, ...kept) },
    async close() { await browser.close(); await timetable?.stop(); await house.close() },
  }
}

async function signIn(context: BrowserContext, address: string, role: Role) {
  const answer = await context.request.post(`${address}/api/session`, { data: { login: role, password: demoPassword }, headers: { 'content-type': 'application/json', origin: address } })
  if (!answer.ok()) throw new Error(`could not sign in as ${role}: ${answer.status()} ${await answer.text()}`)
}

const launch = (camera?: string): Promise<Browser> => chromium.launch({ executablePath: lightest(),
  args: [...flags, ...(camera ? ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${camera}`] : [])] })

/** Several files may begin at once; one of them builds. */
async function buildOnce(): Promise<void> {
  const root = path.join(import.meta.dirname, '../..')
  const lock = path.join(root, 'node_modules/.cache/console-build')
  for (let tries = 0; await isStale(consoleDir, root) && tries < 300; tries++) {
    try { fs.mkdirSync(lock, { recursive: false }) } catch { await new Promise(done => setTimeout(done, 200)); continue }
    try { if (await isStale(consoleDir, root) && !await buildConsole()) throw new Error('the console cannot be built') } finally { fs.rmdirSync(lock) }
  }
}

/** To another page as a press on a link goes there, without loading the console anew; answers when the page stands there. */
export async function turnTo(page: Page, at: string): Promise<void> {
  await page.evaluate(async to => {
    history.pushState(null, '', to)
    dispatchEvent(new PopStateEvent('popstate'))
    await new Promise(done => requestAnimationFrame(() => setTimeout(done)))
  }, at)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.waitForFunction(() => !document.querySelector('.waiting'))
}

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** Serious faults of accessibility on the page as it stands; none is right. */
export async function unfair(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const found = await page.evaluate(async () => {
    const { axe: run } = globalThis as unknown as { axe: { run: (at: Document, o: object) => Promise<{ violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[] }> } }
    return (await run.run(document, { resultTypes: ['violations'], preload: false })).violations
  })
  return found.filter(v => v.impact === 'serious' || v.impact === 'critical').map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => `${n.html.slice(0, 160)} ${n.failureSummary.slice(0, 200)}`).join(' | ')}`)
}
