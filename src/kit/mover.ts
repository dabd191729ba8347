import { record, within, type Event } from './events.ts'
import { whyNot, type Life } from './moves.ts'
import { sql, type Sql } from './sql.ts'
import type { Outcome, Reason } from './verdict.ts'
import type { Work } from './work.ts'

/** A locked row as the mover sees it; the rest of the row is for the guard. */
export interface Standing<S extends string = string> { id: number; state: S; blocks?: string[]; shopId?: number | null; warehouseId?: number | null }

export interface MoveRequest<S extends string, M extends string, Row extends Standing<S>> {
  move: M
  ids: readonly number[]
  /** Locks and loads the rows in id order. Rows that are absent or outside the actor's scope are simply not returned. */
  lock: (ids: readonly number[]) => Promise<Row[]>
  /** More reasons against the move of one row, from the rules of the room. */
  guard?: (row: Row) => Reason[]
  /** Writes the new state of the rows that may go. */
  write: (rows: readonly { id: number; state: S }[]) => Promise<void>
  facts?: (row: Row) => Record<string, unknown>
  clause?: string
}

/**
 * The only way a state changes: locks the set in id order, asks every rule, writes state and events in the given
 * transaction, and answers for each item. `then` gets the events to run clocks on.
 */
export async function moveSet<S extends string, M extends string, R extends string, Row extends Standing<S>>(
  work: Work, of: Life<S, M, R>, request: MoveRequest<S, M, Row>, then: (events: Event[]) => Promise<void>,
): Promise<Outcome> {
  const ids = [...new Set(request.ids)].sort((a, b) => a - b)
  const rows = await request.lock(ids)
  const refused: Outcome['refused'] = []
  const going: Row[] = []
  const found = new Set<number>()
  for (const row of rows) {
    found.add(row.id)
    const reasons = [...whyNot(of, row, request.move, work.actor.roles), ...(request.guard?.(row) ?? [])]
    if (reasons.length) refused.push({ id: row.id, reasons })
    else going.push(row)
  }
  for (const id of ids) if (!found.has(id)) refused.push({ id, reasons: [{ code: 'not-found' }] })
  if (going.length === 0) return { moved: [], refused }
  const path = of.moves[request.move].path
  await request.write(going.map(row => ({ id: row.id, state: path[row.state] as S })))
  const events = going.map<Event>(row => ({
    subject: of.name, id: row.id, kind: `${of.name}.${request.move}`, before: row.state, after: path[row.state] ?? null,
    clause: request.clause ?? null, facts: request.facts?.(row) ?? {}, within: within(row),
  }))
  await record(work, events)
  await then(events)
  return { moved: going.map(row => row.id), refused }
}

/** `(id, state)` pairs as a row source for the set-wise UPDATE of a store. */
export const pairs = (rows: readonly { id: number; state: string }[]): Sql =>
  sql`unnest(${rows.map(r => r.id)}::bigint[], ${rows.map(r => r.state)}::text[])`
