import type { Life } from '#kit/moves.ts'
import { clockClauses, type Handbook } from '#handbook/clauses/rules.ts'

/** Verdict on one thing that must never happen: how many rows were looked at and the first of those that are wrong. */
export interface Check { name: string; ok: boolean; counted: number; bad: string[] }
export interface Verified { ok: boolean; checks: Check[] }

export const maxBad = 20
/** At most twenty lines; the last one says how many more there are. */
export const cut = (bad: readonly string[], total = bad.length): string[] =>
  total <= maxBad ? [...bad] : [...bad.slice(0, maxBad - 1), `… and ${total - maxBad + 1} more`]
export const checkOf = (name: string, counted: number, bad: readonly string[]): Check => ({ name, ok: bad.length === 0, counted, bad: cut(bad) })

/** What is wrong, piece by piece: all of it counted, the first of it kept. */
export interface Found { total: number; first: string[] }
export const nothingFound = (): Found => ({ total: 0, first: [] })
export function find(found: Found, bad: readonly string[], total = bad.length): void {
  found.total += total
  found.first.push(...bad.slice(0, maxBad - found.first.length))
}
export const checkOfFound = (name: string, counted: number, { total, first }: Found): Check => ({ name, ok: total === 0, counted, bad: cut(first, total) })

/** `at` are milliseconds: a log has millions of lines, and dates are slow to read. */
export interface LogLine { number: number; at: number; subject: string; id: number; kind: string; before: string | null; after: string | null; facts?: Record<string, unknown> | null }

/** What the log says of one thing: everything that can be known of it without its row. */
export interface Told {
  state: string
  at: number
  births: number
  blocks: Set<string>
  /** The handbook's clocks that should stand: clause → running or paused. */
  clocks: Map<string, 'running' | 'paused'>
  /** Those that its end took away, for the day the end is taken back. */
  laid: Map<string, 'running' | 'paused'>
  facts: Record<string, unknown>
}
export interface Tale { told: Map<number, Told>; flaws: Found; events: number }
export const emptyTale = (): Tale => ({ told: new Map(), flaws: nothingFound(), events: 0 })

/** Which clocks an event kind starts, ends, pauses and resumes. */
export type ClockTable = Map<string, { starts: string[]; ends: string[]; pauses: string[]; resumes: string[] }>
export function clockTable(book: Handbook, subject: string): ClockTable {
  const table: ClockTable = new Map()
  const at = (kind: string) => table.get(kind) ?? table.set(kind, { starts: [], ends: [], pauses: [], resumes: [] }).get(kind)! // just set
  for (const { id, clock } of clockClauses(book)) {
    if (clock.subject !== subject) continue
    for (const kind of clock.starts) at(kind).starts.push(id)
    for (const kind of [...clock.stops, ...clock.voids, ...(clock.then ? [clock.then] : [])]) at(kind).ends.push(id)
    for (const kind of clock.pauses) at(kind).pauses.push(id)
    for (const kind of clock.resumes) at(kind).resumes.push(id)
  }
  return table
}

/**
 * Follows the log of one life, event by event in the order of their numbers (O4): one birth, every `before` the previous
 * `after`, every step a move of the life. Adds to the tale and answers it.
 */
export function follow(of: Life, tale: Tale, events: readonly LogLine[], clocks: ClockTable = new Map()): Tale {
  for (const event of events) {
    if (event.subject !== of.name) continue
    tale.events++
    const told = step(of, tale, event)
    if (!told) continue
    if (event.kind === `${of.name}.block` && event.after) told.blocks.add(event.after)
    if (event.kind === `${of.name}.unblock` && event.before) told.blocks.delete(event.before)
    if (event.after !== null && event.before !== event.after && of.ends.includes(event.after)) told.laid = new Map(told.clocks)
    if (of.moves[event.kind.slice(of.name.length + 1)]?.reopens) told.clocks = told.laid
    turnClocks(told, clocks.get(event.kind))
  }
  return tale
}

function step(of: Life, tale: Tale, event: LogLine): Told | undefined {
  const blame = (what: string) => find(tale.flaws, [`${of.name} ${event.id}: ${what} (event ${event.number}, ${event.kind})`])
  const name = event.kind.startsWith(`${of.name}.`) ? event.kind.slice(of.name.length + 1) : ''
  const known = tale.told.get(event.id)
  const birth = of.births[name]
  const move = of.moves[name]
  if (birth !== undefined) {
    if (known) blame('born a second time')
    if (event.before !== null) blame(`born out of "${event.before}"`)
    if (event.after !== birth) blame(`born as "${event.after}" instead of "${birth}"`)
    const told: Told = known ?? { state: '', at: event.at, births: 0, blocks: new Set(), clocks: new Map(), laid: new Map(), facts: event.facts ?? {} }
    told.births++
    told.state = event.after ?? ''
    told.at = event.at
    tale.told.set(event.id, told)
    return told
  }
  if (!move) return known
  if (!known) { blame('moved before its birth'); return undefined }
  if (event.before !== known.state) blame(`moved out of "${event.before}" but it was "${known.state}"`)
  if (event.before === null || move.path[event.before] !== event.after) blame(`"${event.before}" → "${event.after}" is no move of its life`)
  known.state = event.after ?? ''
  known.at = event.at
  return known
}

/** In the order in which the clocks themselves are turned: ended, paused, resumed, started. */
function turnClocks(told: Told, turn: { starts: string[]; ends: string[]; pauses: string[]; resumes: string[] } | undefined): void {
  if (!turn) return
  for (const clause of turn.ends) told.clocks.delete(clause)
  for (const clause of turn.pauses) if (told.clocks.has(clause)) told.clocks.set(clause, 'paused')
  for (const clause of turn.resumes) if (told.clocks.has(clause)) told.clocks.set(clause, 'running')
  for (const clause of turn.starts) told.clocks.set(clause, 'running')
}

/** Rows beside what the log tells of them. What is in the log and has no row is in the wrong state too. */
export interface StateRow { id: number; state: string; at: number | null; blocks: string[] | null; number: string | null; totalFen: number | null }
export function differences(of: Life, told: ReadonlyMap<number, Told>, rows: readonly StateRow[]): { states: string[]; births: string[]; rest: string[] } {
  const out = { states: [] as string[], births: [] as string[], rest: [] as string[] }
  const unmet = new Set(told.keys())
  for (const row of rows) {
    unmet.delete(row.id)
    const tale = told.get(row.id)
    if (!tale) { out.births.push(`${of.name} ${row.id}: has no birth in the log`); continue }
    if (tale.births !== 1) out.births.push(`${of.name} ${row.id}: has ${tale.births} births in the log`)
    if (row.state !== tale.state) out.states.push(`${of.name} ${row.id}: is "${row.state}", its last event says "${tale.state}"`)
    const blocks = [...tale.blocks].sort().join(' ')
    if (row.blocks && row.blocks.toSorted().join(' ') !== blocks) out.rest.push(`${of.name} ${row.id}: blocks "${row.blocks.join(' ')}", the log says "${blocks}"`)
    if (row.at !== null && Math.round(row.at) !== Math.round(tale.at)) out.rest.push(`${of.name} ${row.id}: in its stage since ${new Date(row.at).toISOString()}, the log says ${new Date(tale.at).toISOString()}`)
    if (row.number !== null && 'number' in tale.facts && tale.facts.number !== row.number) out.rest.push(`${of.name} ${row.id}: another number than at its birth`)
    if (row.totalFen !== null && 'totalFen' in tale.facts && tale.facts.totalFen !== row.totalFen) out.rest.push(`${of.name} ${row.id}: another total than at its birth`)
  }
  for (const id of unmet) out.states.push(`${of.name} ${id}: is in the log and has no row`)
  return out
}

export interface ClockRow { id: number; clause: string; state: string }
/** Every clock the handbook wants for the events so far stands in that state; clocks beyond that are another check's. */
export function clockFaults(told: ReadonlyMap<number, Told>, rows: readonly ClockRow[]): string[] {
  const standing = new Map<string, string>()
  for (const row of rows) standing.set(`${row.id} ${row.clause}`, row.state)
  return [...told].flatMap(([id, tale]) => [...tale.clocks].flatMap(([clause, wanted]) => {
    const is = standing.get(`${id} ${clause}`)
    return is === wanted ? [] : [`order ${id}: clock ${clause} should be ${wanted} and is ${is ?? 'not there'}`]
  }))
}
