import { textIn } from '#kit/words.ts'
import { missingYears } from '#handbook/calendar/rules.ts'
import { examine } from '#oversight/health/doctor.actions.ts'
import { versionText } from '#oversight/health/doctor.rules.ts'
import { reasons } from '#oversight/health/words.ts'
import { lines } from '#kit/lines.ts'
import { version } from '#kit/root.ts'
import { system } from '#kit/work.ts'
import { openCompany } from '#company.ts'
import { keepsOf } from '#server.ts'
import { withOpen } from './open.ts'
import { say, type Options } from './options.ts'

/** Looks at machine, server, backups and calendar, and says what to do. Ends with 1 when something is grave. */
export const doctor = (options: Options, { origin }: { origin?: string }): Promise<void> => withOpen(options, async ({ home, url, server, log }) => {
  const company = await openCompany({ url, company: options.company, home, log, connections: 3 })
  try {
    const { book, calendar } = company.workOf(company.db, system)
    const now = company.now()
    // A house that does not run just now has made no promise for this minute.
    const runs = (await lines(company.db)).some(line => now.getTime() - line.triedAt.getTime() < 60_000)
    const found = await examine({ db: company.db, company: company.company, now: company.now, book, keeps: keepsOf(home, server), origin: origin ?? process.env.DANLIU_ORIGIN })
    const grave = [...found.grave, ...missingYears(calendar, now, new Date(now.getTime() + 92 * 86_400_000)).map(year => ({ code: 'year-missing', values: { year: String(year) } }))]
    const { kept, machine } = found
    const sentence = (f: { code: string; values: Record<string, string | number> }) => (Object.hasOwn(reasons, f.code) ? textIn('en', reasons[f.code as keyof typeof reasons], f.values) : f.code)
    const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`
    const facts = [
      `danliu ${version}, Node ${process.versions.node}, PostgreSQL ${versionText(machine.server)}; the house ${runs ? 'runs' : 'does not run just now'}`,
      ...(kept ? [
        `backup ${kept.base ? `of ${kept.base.endedAt.toISOString()}` : 'none'}, log put away ${kept.logAt?.toISOString() ?? 'never'}, drill ${kept.drill ? `${kept.drill.ok ? 'passed' : 'failed'} ${kept.drill.at.toISOString()}` : 'none'}, export ${kept.exportedAt?.toISOString() ?? 'none'}`,
        `locations: ${kept.first}${kept.second ? `, ${kept.second}` : ''}`] : []),
      ...machine.disks.map(d => `${d.where}: ${gigabytes(d.free)} free of ${gigabytes(d.all)}`), `memory ${gigabytes(machine.memory.bytes)}, cache of the database ${gigabytes(machine.memory.buffers)}`,
    ]
    say(options, { ok: grave.length === 0, grave, mild: found.mild, runs, kept, machine: { ...machine, settings: machine.settings } }, [
      ...facts.map(f => `    ${f}`), ...found.mild.map(f => `hm  ${sentence(f)}`), ...grave.map(f => `BAD ${sentence(f)}`), ...(grave.length ? [] : ['ok  nothing grave']),
    ].join('\n'))
    if (grave.length) process.exitCode = 1
  } finally { await company.close() }
})
