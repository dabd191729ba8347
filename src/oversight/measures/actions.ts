import type { Ctx } from '#kit/context.ts'
import { countJobs } from '#kit/jobs.ts'
import type { Measure } from '#kit/measure.ts'
import type { Report } from '#kit/replica.ts'
import { carriers, numbersLeft } from '#partners/carriers/actions.ts'
import { differencesOfTheDay } from '#oversight/verify/self-check.actions.ts'
import { lookAtShelves, shelfNumber } from '#oversight/backups/actions.ts'
import type { Kept } from '#oversight/backups/rules.ts'
import * as store from './store.ts'

/** What whoever runs the house watches: queues and how long they wait, what is behind, what is dead, what runs out. */
export async function measure({ db, now, company, keeps, replica }: Pick<Ctx, 'db' | 'now' | 'company' | 'keeps' | 'replica'>): Promise<Measure[]> {
  const at = now()
  const [stages, clocks, readers, jobs, left, known, different] = await Promise.all([
    store.stageQueues(db, at), store.clocksBehind(db, at), store.readersBehind(db, at), countJobs(db, at), numbersLeft(db), carriers(db), differencesOfTheDay(db, at),
  ])
  const codes = new Map(known.map(c => [c.id, c.code]))
  const of = (state: 'waiting' | 'dead') => jobs.filter(j => j.state === state)
  return [
    { name: 'danliu_orders_waiting', help: 'Orders in a stage of the house', rows: stages.map(s => ({ labels: { stage: s.stage }, value: s.count })) },
    { name: 'danliu_orders_blocked', help: 'Of those, orders that something stops', rows: stages.map(s => ({ labels: { stage: s.stage }, value: s.blocked })) },
    { name: 'danliu_orders_oldest_seconds', help: 'How long the oldest that nothing stops has stood in its stage', rows: stages.map(s => ({ labels: { stage: s.stage }, value: s.oldestSeconds })) },
    { name: 'danliu_clocks_unmarked', help: 'Clocks that have run out and are not marked yet', rows: [{ value: clocks.count }] },
    { name: 'danliu_clocks_late_seconds', help: 'How long the first of them has been due', rows: [{ value: clocks.seconds }] },
    { name: 'danliu_reader_lag_seconds', help: 'Age of the first event a reader has not read', rows: readers.map(r => ({ labels: { reader: r.reader }, value: r.seconds })) },
    { name: 'danliu_jobs_waiting', help: 'Jobs that wait', rows: of('waiting').map(j => ({ labels: { kind: j.kind }, value: j.count })) },
    { name: 'danliu_jobs_oldest_seconds', help: 'How long the oldest waiting job has waited', rows: of('waiting').map(j => ({ labels: { kind: j.kind }, value: j.oldestSeconds })) },
    { name: 'danliu_jobs_dead', help: 'Jobs given up, for a person to replay or drop', rows: of('dead').map(j => ({ labels: { kind: j.kind }, value: j.count })) },
    { name: 'danliu_self_check_different', help: 'Rows that differed from their events in the nightly checks of the last 24 h', rows: [{ value: different }] },
    { name: 'danliu_waybills_left', help: 'Waybill numbers a carrier has left', rows: left.map(l => ({ labels: { carrier: codes.get(l.carrierId) ?? '' }, value: l.left })) },
    ...(replica ? copyMeasures(await replica.look()) : []),
    ...(keeps ? backupMeasures(await lookAtShelves(keeps, await shelfNumber(db), company), { at, physical: keeps.server !== undefined }) : []),
  ]
}

const copyMeasures = (copy: Report | undefined): Measure[] => [
  { name: 'danliu_replica_used', help: '1 where reports are read from the copy, 0 where it is away or too far behind', rows: [{ value: copy ? 1 : 0 }] },
  { name: 'danliu_replica_lag_seconds', help: 'How old what the copy shows may be', rows: copy ? [{ value: copy.lagMs / 1000 }] : [] },
]

/** From what the house could be brought back; a thing that is not there yet has no age. `physical`: the house's own server, whose log is put away. */
export function backupMeasures(kept: Kept, { at, physical }: { at: Date; physical: boolean }): Measure[] {
  const age = (name: string, help: string, of: Date | null | undefined): Measure => ({ name, help, rows: of ? [{ value: Math.max(0, Math.round((at.getTime() - of.getTime()) / 1000)) }] : [] })
  const silent: Measure = { name: 'danliu_location_silent', help: '1 where a location of the backups gives no answer', rows: [{ value: kept.silent ? 1 : 0 }] }
  if (kept.silent) return [silent]
  return [
    silent,
    age('danliu_backup_age_seconds', 'Age of the newest base backup', kept.base?.endedAt),
    age('danliu_backup_oldest_seconds', 'Age of the oldest base backup that is kept', kept.oldestAt),
    age('danliu_archive_age_seconds', 'Age of the newest piece of the log in the first location', kept.logAt),
    { name: 'danliu_archive_waiting', help: 'Pieces of the log that wait for the first location', rows: physical ? [{ value: kept.waiting }] : [] },
    { name: 'danliu_archive_gap', help: '1 where a piece of the log is missing behind the newest base backup', rows: [{ value: kept.gap ? 1 : 0 }] },
    { name: 'danliu_backup_second_lacking', help: 'Files the second location lacks', rows: kept.second ? [{ value: kept.lacking }] : [] },
    age('danliu_drill_age_seconds', 'Age of the last trial restore', kept.drill?.at),
    { name: 'danliu_drill_ok', help: '1 where the last trial restore passed', rows: kept.drill ? [{ value: kept.drill.ok ? 1 : 0 }] : [] },
    age('danliu_export_age_seconds', 'Age of the newest export of the company', kept.exportedAt),
  ]
}
