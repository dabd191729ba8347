import type { Route } from '#kit/context.ts'
import { countJobs } from '#kit/jobs.ts'
import { databaseFacts, lines, readerLags } from '#kit/lines.ts'
import { missingYears } from '#handbook/calendar/rules.ts'
import { amount } from '#handbook/clauses/rules.ts'
import type { House } from '#handbook/clocks/work.ts'
import { readHealth } from './contract.ts'
import { examine } from './doctor.actions.ts'
import { findings, isLate, isLow } from './rules.ts'
import * as store from './store.ts'

const countedMost = 10_000
const dayMs = 86_400_000

export const healthRoutes = (route: Route, house: House, version: string): void =>
  route(readHealth, async ({ db, now, company, keeps }, { actor }) => {
    const at = now()
    const began = performance.now()
    const facts = await databaseFacts(db)
    const answeredMs = Math.round((performance.now() - began) * 10) / 10
    const [ran, readers, queued, late, used, { calendar, book, least }] = await Promise.all([
      lines(db), readerLags(db, countedMost), countJobs(db, at), store.unmarked(db, at, countedMost), store.pools(db, new Date(at.getTime() - 7 * dayMs), countedMost),
      house.act(actor, async work => ({ calendar: work.calendar, book: work.book, least: amount(work.book, 'SH-2.pool', 'least') }), db),
    ])
    const jobs = { waiting: sum(queued, 'waiting'), dead: sum(queued, 'dead'), oldestAt: oldest(queued, at) }
    const numbers = used.map(p => ({ ...p, low: isLow(p, least) }))
    const clocks = { unmarked: late.count, lateMs: late.since ? at.getTime() - late.since.getTime() : 0 }
    // From October on the next year's decree should be there: the State Council publishes it in November.
    const missing = missingYears(calendar, at, new Date(at.getTime() + 92 * dayMs))
    const { grave, mild, kept, machine } = await examine({ db, company, now, book, keeps })
    return {
      at, readers, jobs, clocks, advice: mild, disks: [...machine.disks],
      backups: kept && { ...kept, own: machine.own },
      findings: [...grave, ...findings({ now: at, lines: ran, readers, jobs, clocks, pools: numbers, missingYears: missing, connections: facts.connections, most: facts.most })],
      database: { ...facts, answeredMs },
      lines: ran.map(line => ({ ...line, late: isLate(line, at) })),
      pools: numbers,
      versions: { danliu: version, node: process.versions.node },
      calendar: { loadedYears: [...calendar.loadedYears].toSorted((a, b) => a - b), missingYears: missing },
    }
  })

type Queued = Awaited<ReturnType<typeof countJobs>>
const sum = (of: Queued, state: 'waiting' | 'dead') => of.reduce((n, j) => n + (j.state === state ? j.count : 0), 0)
const oldest = (of: Queued, at: Date) => {
  const waits = of.filter(j => j.state === 'waiting').map(j => j.oldestSeconds)
  return waits.length ? new Date(at.getTime() - Math.max(...waits) * 1000) : null
}
