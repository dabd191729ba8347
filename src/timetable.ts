import { keepLines, type LineMark } from '#kit/lines.ts'
import { faultOf } from '#kit/log.ts'
import { resealNext } from '#kit/reseal.ts'
import { hasUnread } from '#kit/events.ts'
import { system } from '#kit/work.ts'
import { sweep } from '#handbook/clocks/actions.ts'
import { allocateReady, carryOutTransfers } from '#journey/3-allocation/actions.ts'
import { reviewReceived } from '#journey/2-review/actions.ts'
import { suspendSilent } from '#journey/contact/actions.ts'
import { openCollections } from '#journey/1-intake/collection.actions.ts'
import { forgetFiles, importNext } from '#journey/1-intake/runs.actions.ts'
import { checkSkipped } from '#journey/2-review/emergency.actions.ts'
import { forgetContents, printNext } from '#journey/4-printing/run.actions.ts'
import { finishPicked } from '#journey/5-picking/actions.ts'
import { completeSigned } from '#journey/9-delivery/actions.ts'
import { releaseExpired } from '#journey/order/actions.ts'
import { countFlow } from '#oversight/desk/actions.ts'
import { sealLog } from '#oversight/verify/seal.actions.ts'
import { selfCheck } from '#oversight/verify/self-check.actions.ts'
import { lapse } from '#people/approvals/actions.ts'
import type { Company } from './company.ts'
import { doJobs, forgetOldJobs } from './jobs.ts'
import { anchorDaily, backUpByNight, carryLog, carryOn, drillByWeek, eraseByClause, exportByNight } from './keeping.ts'
import { react } from './reactions.ts'

/**
 * What runs by itself, and how often (ms). Each answers how much it did and goes on at once while there is more; a line with a `full`
 * set only after such a one, so that under load it takes few large sets and not one after another as small as they come.
 */
const timetable: { name: string; every: number; full?: number; run: (company: Company, full: number) => Promise<number> }[] = [
  { name: 'review', every: 200, full: 500, run: (c, full) => c.act(system, work => reviewReceived(work, full)) },
  { name: 'allocation', every: 200, full: 500, run: (c, full) => c.act(system, async work => { const a = await allocateReady(work, full); return a.allocated.length + a.transfer.length + a.short.length }) },
  { name: 'reactions', every: 200, full: 2000, run: (c, full) => c.act(system, work => react(work, full)) },
  { name: 'imports', every: 500, run: importNext },
  { name: 'collections', every: 15_000, run: c => c.act(system, work => openCollections(work)) },
  { name: 'old files', every: 600_000, run: forgetFiles },
  { name: 'printing', every: 300, run: printNext },
  { name: 'old papers', every: 600_000, run: forgetContents },
  { name: 'picked', every: 1000, run: c => c.act(system, async work => (await finishPicked(work, null)).length) },
  { name: 'clocks', every: 1000, run: c => c.act(system, work => sweep(work)) },
  { name: 'releases', every: 1000, run: c => c.act(system, work => releaseExpired(work)) },
  { name: 'silence', every: 10_000, run: c => c.act(system, work => suspendSilent(work)) },
  { name: 'skipped', every: 5000, run: c => c.act(system, work => checkSkipped(work)) },
  { name: 'transfers', every: 2000, run: c => c.act(system, async work => (await carryOutTransfers(work, 200)).moved) },
  { name: 'completion', every: 5000, run: c => c.act(system, work => completeSigned(work)) },
  { name: 'requests', every: 60_000, run: c => c.act(system, work => lapse(work)) },
  { name: 'jobs', every: 1000, run: doJobs },
  { name: 'old jobs', every: 600_000, run: forgetOldJobs },
  { name: 'flow', every: 1000, full: 2000, run: (c, full) => c.act(system, work => countFlow(work, full)) },
  { name: 'seal', every: 10_000, full: 5000, run: (c, full) => c.act(system, work => sealLog(work, full)) },
  { name: 'self-check', every: 60_000, run: checkOurselves },
  { name: 'archive', every: 5000, run: carryLog },
  { name: 'second place', every: 5000, run: carryOn },
  { name: 'backup', every: 60_000, run: backUpByNight },
  { name: 'export', every: 60_000, run: exportByNight },
  { name: 'drill', every: 600_000, run: drillByWeek },
  { name: 'erasing', every: 60_000, run: eraseByClause },
  { name: 'keys', every: 5000, run: c => c.act(system, work => resealNext(work)) },
  { name: 'anchor', every: 60_000, run: anchorDaily },
]

/** Once a night; what differs is a fault of ours and told loudly. */
async function checkOurselves(company: Company): Promise<number> {
  const checked = await company.act(system, work => selfCheck(work))
  if (checked?.different) company.log.error({ different: checked.different, bad: checked.bad }, 'rows differ from their events; run danliu verify')
  return checked ? 1 : 0
}

/** Runs every line of the timetable once, in order, until nothing is left to do. For the simulator and for tests. */
export async function runDry(company: Company): Promise<void> {
  for (let rounds = 0; rounds < 10_000; rounds++) {
    let done = 0
    for (const line of timetable) done += await line.run(company, line.full ?? 0)
    if (done > 0) continue
    if (!await hasUnread(company.db, 'reactions')) return
    // An older transaction, be it of another database on this server, keeps the last events from the reader for a moment.
    await new Promise(end => setTimeout(end, 10))
  }
  throw new Error('the timetable found no end')
}

/** Starts the timetable; `stop` waits for what is running. A line that fails is logged and tried again at its next time. */
export function startTimetable(company: Company): { stop(): Promise<void> } {
  let stopping = false
  const sleepers = new Set<() => void>()
  // A line that was at work when `stop` was called must not lie down afterwards.
  const rest = (ms: number) => stopping ? Promise.resolve() : new Promise<void>(done => {
    const end = () => { clearTimeout(timer); sleepers.delete(end); done() }
    const timer = setTimeout(end, ms)
    sleepers.add(end)
  })
  const marks = new Map<string, LineMark>()
  const mark = (line: { name: string; every: number }, failures: number, error: string | null) =>
    marks.set(line.name, { name: line.name, every: line.every, triedAt: company.now(), ok: error === null, failures, error })
  const lines = timetable.map(async line => {
    let failures = 0
    while (!stopping) {
      try {
        const done = await line.run(company, line.full ?? 0)
        failures = 0
        mark(line, 0, null)
        if (done < (line.full ?? 1)) await rest(line.every)
      } catch (error) {
        failures++
        mark(line, failures, faultOf(error).message)
        company.log.error({ line: line.name, error: error instanceof Error ? error.message : String(error) }, 'a line of the timetable failed')
        await rest(Math.min(30_000, line.every * 2 ** failures))
      }
    }
  })
  const keep = async () => {
    const fresh = [...marks.values()]
    marks.clear()
    // What cannot be written now is out of date in five seconds anyway.
    if (fresh.length) await keepLines(company.db, fresh).catch(() => {})
  }
  const keeping = (async () => { while (!stopping) { await rest(5000); await keep() } })()
  return { stop: async () => { stopping = true; for (const end of sleepers) end(); await Promise.all([...lines, keeping]); await keep() } }
}
