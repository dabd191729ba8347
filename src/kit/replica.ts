import { openDb, type CompanyDb } from './db.ts'
import { sql } from './sql.ts'

/** What a report may be read from: a copy of the database, and the moment it certainly reaches to. */
export interface Report { db: CompanyDb; asOf: Date; lagMs: number }
export interface Replica { /** Undefined where it is away, too far behind, or no copy of this server: then the primary is asked. */ look(): Promise<Report | undefined>; end(): Promise<void> }

/** Behind by more than this, a report is read from the primary. */
const mostBehindMs = 60_000
const lookEveryMs = 1000

/**
 * A standby that reports are read from, never anything a write is decided by. How far it is behind is not told by its clock: the primary is asked for its
 * place in the log now and then, and a copy that has replayed up to such a place shows what the primary showed then.
 */
export function openReplica({ url, primary, now, onError, connections = 8 }: { url: string; primary: CompanyDb; now: () => Date; onError: (error: Error) => void; connections?: number }): Replica {
  const db = openDb({ url, schema: primary.schema, connections, readOnly: true, onError })
  let marks: { at: Date; place: string }[] = []
  let looked: { at: number; report: Promise<Report | undefined> } | undefined
  let kinOf: { moves: number; isKin: boolean } | undefined
  const systemOf = async (of: CompanyDb) => (await of.rows<{ system: string }>(sql`select system_identifier::text as system from pg_control_system()`))[0]?.system
  /** The company may have gone to another server, of which this is no copy. */
  const isKin = async () => {
    if (kinOf?.moves !== primary.moves) {
      const moves = primary.moves
      const [one, two] = await Promise.all([systemOf(primary), systemOf(db)])
      kinOf = { moves, isKin: one === two }
      marks = []
      if (one !== two) onError(new Error('DATABASE_REPLICA_URL is no copy of the server that the company lives on; reports are read from the primary'))
    }
    return kinOf.isKin
  }
  const ask = async (): Promise<Report | undefined> => {
    try {
      if (!await isKin()) return undefined
      const at = now()
      const [here] = await primary.rows<{ place: string }>(sql`select pg_current_wal_insert_lsn()::text as place`)
      marks = [...marks.slice(-199), { at, place: here!.place }] // one row always
      // A copy that was promoted is none any more: nothing tells what it has taken since.
      const [there] = await db.rows<{ reached: number | null }>(sql`
        select max(m.n) filter (where pg_is_in_recovery() and pg_last_wal_replay_lsn() >= m.place::pg_lsn) as reached from unnest(${marks.map(m => m.place)}::text[]) with ordinality as m(place, n)`)
      const mark = there?.reached ? marks[there.reached - 1] : undefined
      if (!mark) return undefined
      marks = marks.slice(marks.indexOf(mark))
      const lagMs = Math.max(0, now().getTime() - mark.at.getTime())
      return lagMs <= mostBehindMs ? { db, asOf: mark.at, lagMs } : undefined
    } catch (error) {
      onError(error instanceof Error ? error : new Error(String(error)))
      return undefined
    }
  }
  return {
    look() {
      const at = performance.now()
      if (!looked || at - looked.at > lookEveryMs) looked = { at, report: ask() }
      return looked.report
    },
    end: () => db.end(),
  }
}
