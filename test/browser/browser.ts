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

export interface Visit { tongue?: Tongue; phone?: boolean; dark?: boolean; /** Where to begin. */ at?: string }
export interface Walk {
  house: TestHouse
  /** A page of somebody of this role, signed in. */
  as(role: Role, visit?: Visit): Promise<Page>
  /** A page of nobody. */
  stranger(visit?: Visit): Promise<Page>
  /** Fails on any error that a page has told, or any breach of its CSP. */
  quiet(): void
  /** An error that a test meant to bring about. */
  forgive(what: RegExp): void
  close(): Promise<void>
}

export const sizes = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

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
  const open = async ({ tongue = 'zh-CN', phone = false, dark = false, at = '/' }: Visit, role?: Role): Promise<Page> => {
    const context = await browser.newContext({ viewport: phone ? sizes.phone : sizes.desk, locale: tongue, colorScheme: dark ? 'dark' : 'light', hasTouch: phone, reducedMotion: 'reduce', timezoneId: 'Asia/Shanghai' })
    // Long, for machines that build and test other things beside: what is waited for comes at once on an idle one.
    context.setDefaultTimeout(45_000)
    await context.addInitScript(({ kept }) => {
      localStorage.setItem('danliu:tongue', JSON.stringify(kept))
      document.addEventListener('securitypolicyviolation', event => { console.error(`CSP refused ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`) })
    }, { kept: tongue })
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
    quiet() { const told = faults.splice(0); if (told.length) throw new Error(`a page told of errors:\n${told.join('\n')}`) },
    forgive(what) { const kept = faults.filter(f => !what.test(f)); faults.splice(0, faults.length, ...kept) },
    async close() { await browser.close(); await timetable?.stop(); await house.close() },
  }
}

async function signIn(context: BrowserContext, address: string, role: Role) {
  const answer = await context.request.post(`${address}/api/session`, { data: { login: role, password: demoPassword }, headers: { 'content-type': 'application/json', origin: address } })
  if (!answer.ok()) throw new Error(`could not sign in as ${role}: ${answer.status()} ${await answer.text()}`)
}

const launch = (camera?: string): Promise<Browser> => chromium.launch({ executablePath: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(f => fs.existsSync(f)) ?? 'chromium',
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

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** Serious faults of accessibility on the page as it stands; none is right. */
export async function unfair(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const found = await page.evaluate(async () => {
    const { axe: run } = globalThis as unknown as { axe: { run: (at: Document, o: object) => Promise<{ violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[] }> } }
    return (await run.run(document, { resultTypes: ['violations'] })).violations
  })
  return found.filter(v => v.impact === 'serious' || v.impact === 'critical').map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => `${n.html.slice(0, 160)} ${n.failureSummary.slice(0, 200)}`).join(' | ')}`)
}
