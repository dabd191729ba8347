import type { CompanyDb, Db } from '#kit/db.ts'
import { momentOf, plainText } from '#kit/files/cells.ts'
import { readTable } from '#kit/files/tables.ts'
import { Problem } from '#kit/problem.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { takeTracking } from './actions.ts'
import { trackingEvent, type TrackingEvent } from './contract.ts'

export interface TrackingProblem { row: number; field: string | null; value: string | null; code: string; message: string }
export interface TrackingProgress { rows: number; taken: number; repeated: number; bad: number }
export interface TrackingAnswer { rows: number; taken: number; repeated: number; bad: number; unknown: string[]; problems: TrackingProblem[] }
export interface TrackingRequest { workOf: (tx: Db) => Work; file: string; onProgress?: (progress: TrackingProgress) => void; signal?: AbortSignal }

const headers = {
  carrier: ['carrier', '快递公司', '承运商'], waybill: ['waybill', '运单号', '快递单号'], at: ['at', '时间', '扫描时间'], kind: ['kind', '状态'],
  place: ['place', '地点'], note: ['note', '备注', '说明'],
} as const
type Column = keyof typeof headers

/** The words carriers' files use for what a scan says. */
const kinds: ReadonlyMap<string, TrackingEvent['kind']> = new Map([
  ['已揽收', 'collected'], ['揽收', 'collected'], ['运输中', 'in-transit'], ['在途', 'in-transit'], ['派送中', 'out-for-delivery'], ['派件', 'out-for-delivery'],
  ['已签收', 'signed'], ['签收', 'signed'], ['拒收', 'refused'], ['退回', 'returned'], ['已退回', 'returned'], ['异常', 'trouble'], ['疑难', 'trouble'],
])

/** Takes a file of carrier scans, 1000 at a time. A second time it changes nothing, so that an interrupted one is simply given again. */
export async function importTracking({ db }: { db: CompanyDb }, { workOf, file, onProgress, signal }: TrackingRequest): Promise<TrackingAnswer> {
  const answer: TrackingAnswer = { rows: 0, taken: 0, repeated: 0, bad: 0, unknown: [], problems: [] }
  const unknown = new Set<string>()
  const say = (problem: TrackingProblem) => { answer.bad++; if (answer.problems.length < 100) answer.problems.push(problem) }
  for await (const { header, rows, problems } of readTable(file, { batch: 1000 })) {
    if (signal?.aborted) break
    const places = placesOf(header)
    for (const p of problems) say({ row: p.row, field: p.column ?? null, value: p.value ?? null, code: p.code, message: p.message })
    const events: TrackingEvent[] = []
    const { utcOffsetMinutes } = workOf(db).calendar
    for (const { row, cells } of rows) {
      const made = eventOf(utcOffsetMinutes, name => plainText(cells[places.get(name) ?? -1] ?? '').trim())
      if ('event' in made) events.push(made.event)
      else say({ row, ...made })
    }
    if (events.length) {
      const { taken, repeated, unknown: strange } = await db.transaction(tx => takeTracking(workOf(tx), events))
      answer.taken += taken
      answer.repeated += repeated
      for (const waybill of strange) if (unknown.size < 1000) unknown.add(waybill)
    }
    answer.rows += rows.length
    onProgress?.({ rows: answer.rows, taken: answer.taken, repeated: answer.repeated, bad: answer.bad })
  }
  return { ...answer, unknown: [...unknown] }
}

function placesOf(header: readonly string[]): Map<Column, number> {
  const words = header.map(word => word.normalize('NFKC').trim().toLowerCase())
  const places = new Map<Column, number>()
  for (const [name, known] of Object.entries(headers) as [Column, readonly string[]][]) {
    const place = words.findIndex(word => known.includes(word))
    if (place >= 0) places.set(name, place)
    else if (name !== 'place' && name !== 'note') throw new Problem(422, 'columns-missing', `The file has no column "${known[0]}" (or ${known.slice(1).join(', ')}).`)
  }
  return places
}

/** A time without a zone is the company's. */
function eventOf(utcOffsetMinutes: number, cell: (name: Column) => string): { event: TrackingEvent } | Omit<TrackingProblem, 'row'> {
  const at = momentOf(cell('at'), utcOffsetMinutes)
  if (!at.ok) return { field: 'at', value: cell('at').slice(0, 80), code: at.code, message: at.message }
  const checked = trackingEvent.safeParse({
    carrier: cell('carrier'), waybill: cell('waybill').replace(/^'/, ''), at: at.value.toISOString(), kind: kinds.get(cell('kind')) ?? cell('kind'), place: cell('place'), note: cell('note'),
  })
  if (checked.success) return { event: checked.data }
  const issue = checked.error.issues[0]! // a failure has an issue
  const field = String(issue.path[0] ?? '') as Column
  return { field, value: cell(field).slice(0, 80), code: issue.code, message: issue.message }
}
