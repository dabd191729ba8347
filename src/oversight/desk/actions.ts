import { nextEvents } from '#kit/events.ts'
import { countJobs } from '#kit/jobs.ts'
import { lines } from '#kit/lines.ts'
import type { Scope } from '#kit/scope.ts'
import { dayOf, startOfDay } from '#handbook/calendar/rules.ts'
import { amount, clockClauses, type Clause } from '#handbook/clauses/rules.ts'
import { waitingProposals } from '#handbook/clauses/changes.actions.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { orderLife, type Stage } from '#journey/order/states.ts'
import { countedMost, momentsNow, trackingCounts } from '#journey/9-delivery/board.actions.ts'
import { isLate } from '#oversight/health/rules.ts'
import { numbersLeft } from '#partners/carriers/actions.ts'
import { openAlarms } from '#people/alarms/actions.ts'
import { waitingApprovals } from '#people/approvals/actions.ts'
import { blocksOf, clausesOf, flowOf, soonMs, stagesOf, type Step } from './rules.ts'
import * as store from './store.ts'

/** Makes traditional of simplified characters. */
type Words = (zh: string) => string
const nameOf = ({ number, title }: Clause, words: Words) => ({ number, title: { zh: title.zh, zhTW: words(title.zh), en: title.en } })
const cut = <T extends { count: number }>(of: T) => ({ ...of, count: Math.min(of.count, countedMost), capped: of.count >= countedMost })

/** Everything the desk of one person shows, in a few bounded statements. */
export async function desk(work: Work, words: Words) {
  const { tx, now, actor, calendar, book } = work
  const { roles, scope } = actor
  const named = (id: string) => nameOf(book.clauses[id]!, words) // the clauses asked for are those of the book
  const today = startOfDay(calendar, now)
  const clauses = clausesOf(book, roles)
  const tracks = roles.includes('logistics')
  const looksAfter = roles.includes('it')
  const stages = await store.standing(tx, scope, stagesOf(roles), countedMost)
  const blocks = await store.openBlocks(tx, scope, blocksOf(roles), countedMost)
  const parcels = tracks ? await trackingCounts(work) : []
  const proposals = roles.includes('manager') ? await waitingProposals(tx, actor.id, now) : undefined
  const approvals = await waitingApprovals(tx, actor, now)
  const alarms = looksAfter || roles.includes('manager') ? await openAlarms(tx) : undefined
  const letters = looksAfter ? (await countJobs(tx, now)).reduce((n, j) => n + (j.state === 'dead' ? j.count : 0), 0) : 0
  const late = looksAfter ? (await lines(tx)).filter(line => isLate(line, now)).length : 0
  const low = looksAfter || tracks ? (await numbersLeft(tx)).filter(l => l.left < amount(book, 'SH-2.pool', 'least')).length : 0
  const risks = await store.atRisk(tx, scope, now, clauses.map(c => ({ id: c.id, soonBefore: new Date(now.getTime() + soonMs(c)) })), countedMost)
  const wrong = await store.wrongToday(tx, scope, today, momentsNow(work).toldBefore, clauses.map(c => c.id), countedMost)
  const done = await store.doneBy(tx, actor.id, today, countedMost)
  return {
    at: now, today,
    waiting: [
      ...stages.map(s => ({ kind: 'stage' as const, key: s.stage, ...cut({ count: s.count, oldestAt: s.oldestAt }) })),
      ...blocks.filter(b => b.count > 0).map(b => ({ kind: 'block' as const, key: b.reason, ...cut({ count: b.count, oldestAt: b.oldestAt }) })),
      ...parcels.filter(p => p.count > 0 && p.tracking !== 'signed' && p.tracking !== 'in-transit').map(p => ({ kind: 'parcels' as const, key: p.tracking, count: p.count, capped: p.capped, oldestAt: p.oldestAt })),
      ...(approvals.count ? [{ kind: 'approvals' as const, key: '', ...cut(approvals) }] : []), ...(alarms?.count ? [{ kind: 'alarms' as const, key: '', ...cut(alarms) }] : []),
      ...(proposals?.count ? [{ kind: 'proposals' as const, key: '', ...cut(proposals) }] : []),
      ...([['letters', letters], ['lines', late], ['pools', low]] as const).filter(([, count]) => count > 0).map(([kind, count]) => ({ kind, key: '', ...cut({ count, oldestAt: null }) })),
    ],
    atRisk: risks.filter(r => r.overdue || r.soon).map(r => ({
      ...r, ...named(r.clause), overdue: Math.min(r.overdue, countedMost), soon: Math.min(r.soon, countedMost), capped: r.overdue >= countedMost || r.soon >= countedMost,
      items: (r.items ?? []).map(i => ({ ...i, dueAt: new Date(i.dueAt) })),
    })),
    wrong: wrong.filter(w => w.count > 0 && isMine(w.kind, roles)).map(w => ({ ...w, title: w.kind === 'breach' ? named(w.key).title : null, orders: w.orders ?? [] })).toSorted((a, b) => b.count - a.count || a.key.localeCompare(b.key)),
    done,
  }
}

/** A breach is shown to whom its clause obliges; what else goes wrong, to whom it is given to mend. */
const isMine = (kind: store.Wrong['kind'], roles: readonly string[]): boolean => roles.includes('manager') || ({
  breach: true, discrepancy: ['picker', 'checker', 'packer', 'quality'].some(r => roles.includes(r)), upload: ['clerk', 'logistics', 'it'].some(r => roles.includes(r)),
  intake: ['clerk', 'it'].some(r => roles.includes(r)),
})[kind]

// ── the wall ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const shown: readonly Stage[] = orderLife.states.filter(s => !orderLife.ends.includes(s) && s !== 'unpaid')
const hour = 3_600_000

export async function wall(work: Work, words: Words) {
  const { tx, now, actor: { scope }, calendar, book } = work
  const today = startOfDay(calendar, now)
  const yesterday = new Date(today.getTime() - 24 * hour)
  const clauses = clockClauses(book)
  const rows = await store.flowSince(tx, scope, yesterday)
  const stands = new Map((await store.standing(tx, scope, shown, countedMost)).map(s => [s.stage, s]))
  const promises = await store.kept(tx, scope, now, today, clauses.map(c => c.id), countedMost)
  const sellers = await store.bestSellers(tx, scope, dayOf(calendar, now), 10)
  const sum = (fits: (r: store.HourRow) => boolean, what: 'entered' | 'gone') => rows.reduce((n, r) => n + (fits(r) ? r[what] : 0), 0)
  const at = (from: number, stage: Stage) => sum(r => r.at.getTime() === from && r.stage === stage, 'entered')
  return {
    at: now, today,
    stages: shown.map(stage => {
      const stand = stands.get(stage)
      return {
        stage, entered: sum(r => r.at >= today && r.stage === stage, 'entered'), gone: sum(r => r.at >= today && r.stage === stage, 'gone'),
        standing: Math.min(stand?.count ?? 0, countedMost), blocked: stand?.blocked ?? 0, capped: (stand?.count ?? 0) >= countedMost, oldestAt: stand?.oldestAt ?? null,
      }
    }),
    hours: Array.from({ length: 24 }, (_, i) => today.getTime() + i * hour).map(from => ({
      at: new Date(from), received: at(from, 'received'), shipped: at(from, 'handed-over'), cancelled: at(from, 'cancelled'),
      receivedBefore: at(from - 24 * hour, 'received'), shippedBefore: at(from - 24 * hour, 'handed-over'),
    })),
    promises: promises.map(p => ({ ...p, ...nameOf(book.clauses[p.clause]!, words) })), // the clauses asked for are those of the book
    sellers,
  }
}
export type Wall = Awaited<ReturnType<typeof wall>>

/** The same scope sees the same wall: it is made once in a few seconds, however many screens hang in the hall. */
export function keptFor(ms: number, most = 200) {
  const walls = new Map<string, { made: Promise<Wall>; until: number }>()
  return (scope: Scope, at: number, make: () => Promise<Wall>): Promise<Wall> => {
    const key = JSON.stringify([scope.shops, scope.warehouses])
    const known = walls.get(key)
    if (known && known.until > at) return known.made
    if (walls.size >= most) walls.clear()
    const made = make().catch((error: unknown) => { walls.delete(key); throw error })
    walls.set(key, { made, until: at + ms })
    return made
  }
}

/** Blocks and classes have a before and an after too. */
const isStage = (text: string | null | undefined) => (orderLife.states as readonly (string | null | undefined)[]).includes(text)

/** Counts the steps of orders into the hours of the flow, from the events alone. Answers how many events were read. */
export async function countFlow(work: Work, limit = 2000): Promise<number> {
  const { read, events } = await nextEvents(work.tx, 'flow', limit)
  const moves = events.filter(e => e.subject === 'order' && (isStage(e.after) || isStage(e.before)) && e.after !== e.before)
  if (moves.length === 0) return read
  const homes = new Map((await store.homesOf(work.tx, [...new Set(moves.map(m => m.id))])).map(h => [h.id, h]))
  const steps = moves.flatMap((m): Step[] => {
    const home = homes.get(m.id)
    return home ? [{ at: m.at, before: m.before, after: m.after, shopId: home.shopId, warehouseId: home.warehouseId }] : []
  })
  await store.addFlow(work.tx, flowOf(steps))
  // What comes back from a merge that was undone had come before.
  const received = moves.filter(m => m.after === 'received' && (m.before ?? 'unpaid') === 'unpaid').map(m => ({ order: m.id, day: dayOf(work.calendar, m.at) }))
  if (received.length) await store.addSold(work.tx, received)
  return read
}
