import { Command } from 'commander'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { homeOf } from '#kit/home.ts'
import { openDoor } from '#kit/http.ts'
import { openLog } from '#kit/log.ts'
import { system } from '#kit/work.ts'
import { loadHandbook } from '#handbook/clauses/load.ts'
import { clauseText } from '#handbook/clauses/rules.ts'
import { importCatalogue } from '#goods/catalog/actions.ts'
import { importOrders } from '#journey/1-intake/import.actions.ts'
import { importTracking } from '#journey/9-delivery/import.actions.ts'
import { verify } from '#oversight/verify/actions.ts'
import { actorOf, addToken } from '#people/staff/actions.ts'
import { roles, type Role } from '#people/staff/rules.ts'
import { knownEvents, openCompany, openServer, prepareCompany, type Company } from './company.ts'
import { buildConsole, consoleDir, refreshConsole } from './console.ts'
import { demoPassword, furnish, seedDemo } from './demo.ts'
import { allRooms } from './rooms.ts'
import { simulate } from './simulate.ts'
import { startTimetable } from './timetable.ts'

const log = openLog(process.stderr as never, process.env.LOG_LEVEL || 'warn')
const version = (JSON.parse(readFileSync(path.join(import.meta.dirname, '../package.json'), 'utf8')) as { version: string }).version
const program = new Command('danliu').description('Order operations by the company\'s own handbook.').version(version)
  .option('--company <name>', 'which company', 'demo').option('--home <dir>', 'where the data lives (default: $DANLIU_HOME or ~/.danliu)').option('--json', 'answer as JSON')
  .configureHelp({ showGlobalOptions: true }).enablePositionalOptions(false)
const options = () => program.opts<{ company: string; home?: string; json?: boolean }>()
const say = (answer: unknown, text: string) => console.log(options().json ? JSON.stringify(answer) : text)

/** Opens the company for one command and closes it again; the database server stays up only if it was up before. */
async function withCompany<T>(what: (company: Company) => Promise<T>, now?: () => Date): Promise<T> {
  const home = homeOf(options().home)
  process.env.DANLIU_HOME = home
  const { url, server } = await openServer(home, log)
  await prepareCompany(url, options().company)
  const company = await openCompany({ url, company: options().company, home, log, ...(now && { now }) })
  try { return await what(company) } finally {
    await company.close()
    if (server && !isServed(server.pid)) await server.stop()
  }
}
const startedAt = Date.now()
/** A server older than this command belongs to somebody else: a running `serve`. */
const isServed = (pid: number) => {
  try { return serverAge(pid) > Date.now() - startedAt + 1500 } catch { return false }
}
const serverAge = (pid: number) => {
  const ticks = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[19])
  return Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000 - ticks * 10
}

const port = (text: string) => { const n = Number(text); if (!Number.isInteger(n) || n < 0 || n > 65535) throw new Error(`"${text}" is not a port`); return n }

program.command('serve').description('runs the house: HTTP door and timetable').option('--only <part>', 'web: the door alone').action(async ({ only }: { only?: string }) => serve(only !== 'web', true))
program.command('work').description('runs the timetable alone, beside a `serve --only web`').action(async () => serve(true, false))

async function serve(works: boolean, answers: boolean): Promise<void> {
  const home = homeOf(options().home)
  process.env.DANLIU_HOME = home
  const { url, server } = await openServer(home, log)
  await prepareCompany(url, options().company)
  const company = await openCompany({ url, company: options().company, home, log })
  const seeded = options().company === 'demo' && await seedDemo(company)
  const timetable = works ? startTimetable(company) : undefined
  const door = answers ? openDoor({ ctx: company, actorOf, version, secure: process.env.DANLIU_BEHIND_TLS === '1', console: consoleDir }) : undefined
  if (door) {
    allRooms(door.route, company)
    const address = await door.listen({ port: port(process.env.PORT ?? '7070'), host: process.env.HOST ?? '127.0.0.1' })
    console.log([
      `Danliu is open at ${address}`, `  handhelds:         ${address}/m`, `  the API to read:   ${address}/docs`, `  data:              ${home}`,
      ...(options().company === 'demo' ? [`  accounts:          ${roles.join(', ')} (password ${demoPassword})`, ...(seeded ? ['  120 orders of a demo day have just come in'] : [])] : []),
      '', 'Try first:', `  TOKEN=$(./danliu token add --role clerk --name me)`, `  curl -H "Authorization: Bearer $TOKEN" ${address}/api/stages`, '  ./danliu verify',
    ].join('\n'))
    void refreshConsole(line => console.log(line))
  }
  let leaving = false
  const leave = async () => {
    if (leaving) return
    leaving = true
    await door?.close()
    await timetable?.stop()
    await company.close()
    await server?.stop()
    process.exit(0)
  }
  process.on('SIGTERM', leave)
  process.on('SIGINT', leave)
}

program.command('build').description('builds the console; done by `npm ci`, and by `serve` when its sources have changed').action(async () => { if (!await buildConsole()) process.exitCode = 1 })

program.command('migrate').description('brings the company up to date').action(async () => {
  const { url, server } = await openServer(homeOf(options().home), log)
  const applied = await prepareCompany(url, options().company)
  say({ applied }, applied.length ? applied.join('\n') : 'nothing to do')
  if (server && !isServed(server.pid)) await server.stop()
})

program.command('company').description('companies').command('add <name>').description('makes a company: schema, carriers, review rules').action(async (name: string) => {
  program.setOptionValue('company', name)
  await withCompany(company => company.act(system, work => furnish(work, [])))
  say({ company: name }, `company ${name} is ready`)
})

program.command('token').description('tokens of machines').command('add').requiredOption('--role <role>', roles.join(' | ')).requiredOption('--name <name>').description('makes a bearer token; it is shown this once')
  .action(async ({ role, name }: { role: string; name: string }) => {
    if (!(roles as readonly string[]).includes(role)) throw new Error(`there is no role "${role}"; use one of ${roles.join(', ')}`)
    const made = await withCompany(company => company.act(system, work => addToken(work, { role: role as Role, name })))
    say({ token: made.secret }, made.secret)
  })

const imports = program.command('import').description('brings files in')
imports.command('catalogue <file>').description('products with opening stock').action(async (file: string) => {
  const done = await withCompany(company => importCatalogue({ db: company.db, now: company.now(), actor: system, vault: company.vault }, file))
  say(done, `${done.products} products, ${done.pieces} pieces of opening stock, ${done.problems.length} rows with problems${list(done.problems.map(p => JSON.stringify(p)))}`)
})
imports.command('orders <files...>').requiredOption('--shop <code>').option('--mapping <name>').description('orders from one or several files joined by order number')
  .action(async (files: string[], { shop, mapping }: { shop: string; mapping?: string }) => {
    const done = await withCompany(async company => {
      await company.act(system, work => furnish(work, [{ code: shop, name: shop }]))
      return importOrders(company, { workOf: tx => company.workOf(tx, system), shop, files, ...(mapping && { mapping }), onProgress: progress })
    })
    say(done, JSON.stringify(done, null, 2))
    if (done.gap) process.exitCode = 3
  })
imports.command('tracking <file>').description('carrier scans').action(async (file: string) => {
  const done = await withCompany(company => importTracking(company, { workOf: tx => company.workOf(tx, system), file, onProgress: progress }))
  say(done, JSON.stringify(done, null, 2))
})
const progress = (p: object) => { if (process.stderr.isTTY) process.stderr.write(`\r${Object.entries(p).map(([k, v]) => `${k} ${String(v)}`).join('  ')}   `) }
const list = (lines: string[]) => lines.slice(0, 20).map(l => `\n  ${l}`).join('')

program.command('verify').description('checks every promise of the house against the data').action(async () => {
  const done = await withCompany(company => verify(company.db))
  say(done, done.checks.map(c => `${c.ok ? 'ok ' : 'BAD'} ${c.name} (${c.counted})${list(c.bad)}`).join('\n'))
  if (!done.ok) process.exitCode = 1
})

program.command('simulate').description('staff, customers and carriers work through the days, by a seed').requiredOption('--seed <n>').option('--days <n>', 'how many days', '1').option('--faults', 'kills, repeats and lost replies')
  .action(async ({ seed, days, faults }: { seed: string; days: string; faults?: boolean }) => {
    const clock = { at: new Date() }
    const done = await withCompany(company => simulate(company, clock, { seed: Number(seed), days: Number(days), faults: faults ?? false, say: line => { if (!options().json) console.error(line) } }), () => clock.at)
    say(done, JSON.stringify(done, null, 2))
    if (!done.verify.ok) process.exitCode = 1
  })

program.command('torture').description('kills node and PostgreSQL under load and looks for what is lost').option('--rounds <n>', 'kills of node', '50').option('--seed <n>', 'seed', '1').action(async ({ rounds, seed }: { rounds: string; seed: string }) => { if (!await import('../test/torture.ts').then(m => m.tortureAll({ rounds: Number(rounds), seed: Number(seed) }))) process.exitCode = 1 })
program.command('bench [keys...]').description('measures the house against floors of the same run').action(async (keys: string[]) => { await import('../bench/run.ts').then(m => m.run(keys)) })

const handbook = program.command('handbook').description('the handbook')
handbook.command('check').description('errors with file and line').action(() => {
  const { flaws, book } = loadHandbook(knownEvents)
  say({ ok: flaws.length === 0, clauses: Object.keys(book.clauses).length, flaws }, flaws.length ? flaws.join('\n') : `${Object.keys(book.clauses).length} clauses, no flaw`)
  if (flaws.length) process.exitCode = 1
})
handbook.command('show [clause]').description('the handbook, or one clause').option('--lang <zh|en>', 'language', 'zh').action((id: string | undefined, { lang }: { lang: 'zh' | 'en' }) => {
  const { book } = loadHandbook(knownEvents)
  if (id && !book.clauses[id]) throw new Error(`there is no clause ${id}`)
  for (const c of book.chapters) {
    const shown = c.clauses.filter(one => !id || one === id)
    if (shown.length) console.log(`\n${c.title[lang]}`)
    for (const one of shown) { const cl = book.clauses[one]!; console.log(`  ${cl.number} ${cl.title[lang]} [${cl.id}, ${cl.source.document} ${cl.source.section}]${cl.enforced ? '' : lang === 'zh' ? '（尚未执行）' : ' (not yet enforced)'}\n      ${clauseText(cl, lang)}`) }
  }
})

program.parseAsync().catch((error: unknown) => {
  console.error(`danliu: ${error instanceof Error ? error.message : String(error)}`)
  if (process.env.LOG_LEVEL === 'debug') console.error(error)
  process.exit(2)
})
