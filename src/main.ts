import { Command } from 'commander'
import { roles } from '#people/staff/rules.ts'
import { version } from '#kit/root.ts'
import type { Options } from './cli/options.ts'
import type { PrintGiven } from './cli/print.ts'

/** The command line. What a command needs is read in only when it is called, so that none waits for another's rooms. */
const program = new Command('danliu').description('Order operations by the company\'s own handbook.').version(version)
  .option('--company <name>', 'which company', 'demo').option('--home <dir>', 'where the data lives (default: $DANLIU_HOME or ~/.danliu)').option('--json', 'answer as JSON')
  .configureHelp({ showGlobalOptions: true }).enablePositionalOptions(false)
const options = () => program.opts<Options>()

program.command('serve').description('runs the house: HTTP door and timetable').option('--only <part>', 'web: the door alone')
  .action(async ({ only }: { only?: string }) => (await serving()).serve(options(), { works: only !== 'web', answers: true }))
program.command('work').description('runs the timetable alone, beside a `serve --only web`').action(async () => (await serving()).serve(options(), { works: true, answers: false }))

program.command('build').description('builds the console and the house itself; done by `npm ci`, and for the console by `serve` when its sources have changed').action(async () => (await consoles()).build())

program.command('migrate').description('brings the company up to date').action(async () => (await companies()).bringUpToDate(options()))
const company = program.command('company').description('companies')
company.command('add <name>').description('makes a company: schema, carriers, review rules').option('--utc-offset <offset>', 'the clock it lives by, such as -03:00; chosen once (default: that of China)')
  .action(async (name: string, given: { utcOffset?: string }) => (await companies()).addCompany({ ...options(), company: name }, given))
company.command('import <file>').description('brings an exported company (--company) into a server that has none of that name').option('--key <file>', 'the secret.key of the house that wrote it')
  .action(async (file: string, given: { key?: string }) => (await safes()).bringIn(options(), file, given))
program.command('token').description('tokens of machines').command('add').requiredOption('--role <role>', roles.join(' | ')).requiredOption('--name <name>').description('makes a bearer token; it is shown this once')
  .action(async (given: { role: string; name: string }) => (await companies()).makeToken(options(), given))

const bring = program.command('import').description('brings files in')
bring.command('catalogue <file>').description('products with opening stock').action(async (file: string) => (await imports()).bringCatalogue(options(), file))
bring.command('orders <files...>').requiredOption('--shop <code>').option('--mapping <name>').description('orders from one or several files joined by order number')
  .action(async (files: string[], given: { shop: string; mapping?: string }) => (await imports()).bringOrders(options(), files, given))
bring.command('tracking <file>').description('carrier scans').action(async (file: string) => (await imports()).bringTracking(options(), file))

program.command('backup').description('a sealed copy of everything, for a restore to any moment since').option('--nightly', 'only if tonight’s is not there yet; the timetable asks so')
  .action(async (given: { nightly?: boolean }) => (await safes()).backUp(options(), given))
program.command('export').description('writes a company out, sealed: for the archive, another server or version, or to leave').option('--to <file>', 'instead of the locations of the backups').option('--nightly', 'only if tonight’s is not there yet')
  .action(async (given: { nightly?: boolean; to?: string }) => (await safes()).writeOut(options(), given))
program.command('drill').description('restores the newest backup on a scratch server and recounts every promise there').option('--from <dir>', 'which location (default: each in turn)').option('--weekly', 'only if this week’s is not done yet')
  .action(async (given: { weekly?: boolean; from?: string }) => (await drills()).drill(options(), given))
program.command('restore').description('a new home (--home) with the database as it was at a moment').option('--to <time>', 'such as 2026-11-26T07:30:00Z (default: as late as the backup reaches)').option('--from <dir>', 'where the backups lie (default: $DANLIU_BACKUP)')
  .option('--key <file>', 'the secret.key of the house that made them').option('--server <number>', 'whose backups, where several servers keep theirs').option('--rescue <dir>', 'the pg_wal of the dead server, for its last minute')
  .action(async (given: { to?: string; from?: string; key?: string; server?: string; rescue?: string }) => (await safes()).bringBack(options(), given))
program.command('verify').description('checks every promise of the house against the data').option('--anchors <file>', 'heads of the log that were kept outside (default: $DANLIU_ANCHORS/COMPANY.jsonl)').action(async (given: { anchors?: string }) => (await proofs()).proveAll(options(), given))
program.command('doctor').description('looks at machine, database, backups and calendar, and says what to do; ends with 1 when something is grave').option('--origin <url>', 'where people reach the house, to look at its certificate (default: $DANLIU_ORIGIN)')
  .action(async (given: { origin?: string }) => (await doctors()).doctor(options(), given))
program.command('simulate').description('staff, customers and carriers work through the days, by a seed').requiredOption('--seed <n>').option('--days <n>', 'how many days', '1').option('--faults', 'kills, repeats and lost replies')
  .action(async (given: { seed: string; days: string; faults?: boolean }) => (await proofs()).liveThrough(options(), given))
program.command('torture').description('the long forms of the fault catalogue: kills, interrupted imports, random acts and inputs').option('--rounds <n>', 'kills of node', '50').option('--seed <n>', 'seed', '1').option('--only <names>', 'such as R4 or R1,K3')
  .action(async (given: { rounds: string; seed: string; only?: string }) => (await proofs()).torture(given))
program.command('bench [keys...]').description('measures the house against floors of the same run').action(async (keys: string[]) => (await proofs()).measure(keys))

const print = program.command('print').description('slips, waybills, sheets and labels')
print.command('wave <wave>').description('prints the papers of a wave').option('--documents <kinds>', 'such as slip,waybill,picking-sheet', 'slip,waybill').option('--printer <code>', 'on this printer of the house; without it the papers wait for a browser or --pdf').option('--pdf <file>', 'writes the PDF here, readable by you alone').option('--reason <reason>', 'of a reprint')
  .action(async (wave: string, given: PrintGiven) => (await printing()).printThese(options(), { wave }, given))
print.command('orders <numbers...>').description('prints the papers of orders, by their numbers').option('--documents <kinds>', 'such as slip,waybill', 'slip,waybill').option('--printer <code>', 'on this printer of the house').option('--pdf <file>', 'writes the PDF here, readable by you alone').option('--reason <reason>', 'of a reprint')
  .action(async (numbers: string[], given: PrintGiven) => (await printing()).printThese(options(), { numbers }, given))
print.command('batches').description('print batches and how far they are').action(async () => (await printing()).showBatches(options()))
print.command('printers').description('printers and their stations').action(async () => (await printing()).showPrinters(options()))
program.command('print-agent').description('prints a station’s papers on its local printers; asks the house for work').requiredOption('--house <url>', 'such as https://danliu.example').requiredOption('--printers <codes>', 'printers of this station, by their codes in the house').option('--token <token>', 'of a machine (default: $DANLIU_TOKEN)').option('--once', 'until nothing waits, then ends').option('--command <program>', 'what prints a PDF: program -d <printer> -n <copies> <file>', 'lp')
  .action(async (given: { house: string; printers: string; token?: string; once?: boolean; command: string }) => (await agents()).runAgent(given))

const handbook = program.command('handbook').description('the handbook')
handbook.command('check').description('errors with file and line').action(async () => (await book()).checkHandbook(options()))
handbook.command('show [clause]').description('the handbook, or one clause').option('--lang <zh|en>', 'language', 'zh').action(async (id: string | undefined, { lang }: { lang: 'zh' | 'en' }) => (await book()).showHandbook(id, lang))
handbook.command('diff').description('figures in force against those of the files, or between two dates; and what is proposed').option('--from <date>', 'the figures of this moment instead of the files').option('--to <date>', 'the figures of this moment instead of now')
  .action(async (given: { from?: string; to?: string }) => (await diffs()).diffHandbook(options(), given))

const printing = () => import('./cli/print.ts')
const agents = () => import('./cli/print-agent.ts')
const serving = () => import('./cli/serve.ts')
const consoles = () => import('./cli/console.ts')
const companies = () => import('./cli/companies.ts')
const imports = () => import('./cli/imports.ts')
const proofs = () => import('./cli/proofs.ts')
const doctors = () => import('./cli/doctor.ts')
const drills = () => import('./cli/drill.ts')
const safes = () => import('./cli/safe.ts')
const diffs = () => import('./cli/diff.ts')
const book = () => import('./cli/handbook.ts')

program.parseAsync().catch((error: unknown) => {
  console.error(`danliu: ${error instanceof Error ? error.message : String(error)}`)
  if (process.env.LOG_LEVEL === 'debug') console.error(error)
  process.exit(2)
})
