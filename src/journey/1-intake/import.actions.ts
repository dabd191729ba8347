import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { setImmediate as breathe } from 'node:timers/promises'
import type { CompanyDb, Db } from '#kit/db.ts'
import { record, type Event } from '#kit/events.ts'
import { plainText } from '#kit/files/cells.ts'
import { FileRefused, type TableProblem } from '#kit/files/shape.ts'
import { readTable } from '#kit/files/tables.ts'
import { conflict, notFound, Problem } from '#kit/problem.ts'
import { runClocks } from '#handbook/clocks/actions.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { takeOrders } from './actions.ts'
import { assemble, builtIn, handMappings, hasLines, headerOf, isPersonal, mappingShape, numberOf, ofHouse, recognise, sourceFenOf, type Bundle, type Cells, type ImportProblem, type Mapping, type Reading, type Table } from './mapping.rules.ts'
import { findShop } from './store.ts'
import * as store from './import.store.ts'

export type GivenFile = string | { path: string; name: string }
export interface ImportProgress { rows: number; of: number; accepted: number; duplicates: number; changed: number; refused: number }
export interface ImportRequest {
  workOf: (tx: Db) => Work
  /** The shop's code. */
  shop: string
  files: readonly GivenFile[]
  /** A mapping or the name of one; without it the mapping that fits the headers is taken. A mapping given in full is remembered. */
  mapping?: string | Mapping
  /** Told after each batch, which waits for it. */
  onProgress?: (progress: ImportProgress) => void | Promise<void>
  signal?: AbortSignal
  /** A run that waits already, asked for through the door. */
  run?: number
}
export interface ImportAnswer {
  run: store.Run & { mapping: string; resumedAt: number }
  accepted: number; duplicates: number; changed: number; refused: number
  problems: ImportProblem[]; problemCount: number
  /** What the files say, and what of it the house now holds: taken in this run, or known before. */
  sourceOrders: number; sourceFen: number; acceptedFen: number; gap: boolean
  byStage: Record<string, number>; byClosing: Record<string, number>
}

const BATCH = 500
const MAX_FILES = 20
const MAX_ORDERS = 250_000
const MAX_ROWS = 1_000_000

/**
 * Brings the orders of files in, each once (IN-1), in batches that are whole or not there. A run that was stopped goes on
 * after its last batch when the same files come again; what the files say is held against what is here at its end (IN-5).
 */
export async function importOrders({ db }: { db: CompanyDb }, request: ImportRequest): Promise<ImportAnswer> {
  const shop = await findShop(db, request.shop)
  if (!shop) throw notFound('shop')
  const files = request.files.map(f => (typeof f === 'string' ? { path: f, name: basename(f) } : f))
  if (files.length === 0 || files.length > MAX_FILES) throw new Problem(422, 'files-count', `Give 1 to ${MAX_FILES} files.`)
  const { mapping, readings } = await mappingFor(db, files, request)
  const source = await readSource(mapping, readings, files)
  const fingerprint = await fingerprintOf(mapping, files)
  let run = await db.transaction(tx => begin(request.workOf(tx), { shopId: shop.id, mapping, files: files.map(f => f.name), fingerprint, source, run: request.run }))
  const resumedAt = run.rowsDone
  const stop = stopping(request.signal)
  try {
    while (run.rowsDone < source.numbers.length && !stop.asked()) {
      const batch = source.numbers.slice(run.rowsDone, run.rowsDone + BATCH).map(source.bundleOf)
      run = await db.transaction(tx => takeBatch(request.workOf(tx), { shopId: shop.id, mapping, run, batch }))
      await request.onProgress?.({ rows: run.rowsDone, of: source.numbers.length, accepted: run.accepted, duplicates: run.duplicates, changed: run.changed, refused: run.refused })
      // Lets a signal that came meanwhile be heard.
      await breathe()
    }
    const sums = { orders: source.numbers.length + source.lost, fen: source.numbers.reduce((n, number) => n + sourceFenOf(source.bundleOf(number)), 0) }
    const finished = run.rowsDone >= source.numbers.length
    if (finished) run = await db.transaction(tx => end(request.workOf(tx), run, sums))
    else await store.interruptRun(db, run.id)
    const stages = await store.stagesOf(db, shop.id, source.numbers)
    return {
      run: { ...run, state: finished ? 'done' : 'interrupted', mapping: mapping.name, resumedAt },
      accepted: run.accepted, duplicates: run.duplicates, changed: run.changed, refused: run.refused,
      problems: await store.firstProblems(db, run.id), problemCount: await store.countProblems(db, run.id),
      sourceOrders: sums.orders, sourceFen: sums.fen, acceptedFen: run.acceptedFen, gap: isGap(run, sums),
      byStage: counted(stages.map(s => [s.stage, s.count])), byClosing: counted(stages.flatMap(s => (s.closing ? [[s.closing, s.count]] : []))),
    }
  } catch (error) {
    // The mark is a help for people only: without it the run counts as interrupted all the same.
    await store.interruptRun(db, run.id).catch(() => {})
    throw error
  } finally { stop.off() }
}

/** Keeps a mapping by its name; the next files with such headers find it by themselves (IN-4). */
export async function saveMapping(work: Work, given: unknown): Promise<Mapping> {
  const mapping = mappingShape.parse(given)
  if (isOfHouse(mapping)) throw conflict('mapping-built-in', `"${mapping.name}" comes with the house; give yours another name.`)
  await store.saveMapping(work.tx, mapping, work.now)
  return mapping
}

const isOfHouse = ({ name }: Mapping) => ofHouse.has(name)

/** Every mapping there is: the company's own first, then those of the house. */
export const mappings = async (db: Db, utcOffsetMinutes: number): Promise<Mapping[]> => [...(await store.savedMappings(db)).map(m => mappingShape.parse(m.columns)), ...builtIn, ...handMappings(utcOffsetMinutes)]

export interface SourceFile { path: string; name: string }

async function mappingFor(db: CompanyDb, files: readonly SourceFile[], { mapping: given, workOf }: ImportRequest): Promise<{ mapping: Mapping; readings: Reading[] }> {
  const tables: Table[] = []
  // One after the other, so that only one reader's memory is taken.
  for (const file of files) tables.push({ name: file.name, header: await headerFrom(file) })
  const all = typeof given === 'object' ? [mappingShape.parse(given)] : await mappings(db, workOf(db).calendar.utcOffsetMinutes)
  const candidates = typeof given === 'string' ? all.filter(m => m.name === given) : all
  if (candidates.length === 0) throw notFound('mapping')
  const tried = candidates.map(mapping => ({ mapping, ...recognise(mapping, tables) })).sort((a, b) => a.missing.length - b.missing.length)
  const best = tried[0]! // there is at least one candidate
  if (best.missing.length) throw new Problem(422, 'columns-missing', best.missing.slice(0, 5).map(m => m.message).join(' '), best.missing.slice(0, 20).map(m => ({ code: 'column-missing', values: { file: m.file, column: m.column } })))
  if (typeof given === 'object' && !isOfHouse(best.mapping)) await db.transaction(tx => saveMapping(workOf(tx), given))
  return best
}

export async function headerFrom(file: SourceFile): Promise<string[]> {
  for await (const { header } of readTable(file.path, { batch: 1 })) return header
  throw new FileRefused('file-empty', `"${file.name}" has no rows.`)
}

/** What people have corrected: the cells of a row by the words of its header. */
export type Mend = (file: string, row: number) => Readonly<Record<string, string>> | undefined
export interface Source { numbers: string[]; bundleOf: (number: string) => Bundle; problems: ImportProblem[]; lost: number }

/** A row waiting for its turn: its cells in one text, which takes a third of the memory of nine. */
interface Packed { file: SourceFile; fields: readonly string[]; row: number; text: string }
const SEPARATOR = '\x1f'

/** Reads every file once and joins the rows by their keys. `lost` counts orders' rows that could not be read at all. */
export async function readSource(mapping: Mapping, readings: readonly Reading[], files: readonly SourceFile[], mend: Mend = () => undefined): Promise<Source> {
  const problems: ImportProblem[] = []
  const orders = new Map<string, Packed>()
  const kept: Record<'lines' | 'receivers' | 'payments' | 'products', Map<string, Packed[]>> = { lines: new Map(), receivers: new Map(), payments: new Map(), products: new Map() }
  const oneFile = readings.some(r => r.role === 'orders' && hasLines(r))
  let lost = 0, rows = 0
  for (const [i, file] of files.entries()) {
    const reading = readings[i]! // one reading a file
    const inThere = new Set<string>()
    const fields = [...reading.places.keys()]
    const places = [...reading.places.values()]
    const keyPlace = reading.places.get(reading.key) ?? -1
    for await (const batch of readTable(file.path)) {
      for (const p of batch.problems) problems.push(problemOf(file.name, p, reading))
      const bad = new Set(batch.problems.filter(p => p.code !== 'header-twice').map(p => p.row))
      const readable = new Set(batch.rows.map(r => r.row))
      if (reading.role === 'orders') lost += [...bad].filter(row => !readable.has(row)).length
      for (const { row, cells: given } of batch.rows) {
        const mended = mend(file.name, row)
        const cells = mended ? given.map((cell, i) => mended[batch.header[i] ?? ''] ?? cell) : given
        // A form has rows that only carry a number and wait to be filled in.
        if (fields.every((field, at) => field === 'number' || (cells[places[at]!] ?? '').trim() === '')) continue // one place a field
        if (++rows > MAX_ROWS) throw new FileRefused('too-many-rows', `The files have more than ${MAX_ROWS} rows. Split them.`)
        const keyText = cells[keyPlace] ?? ''
        const key = reading.key === 'number' ? numberOf(keyText) : { ok: true as const, value: keyText.trim() }
        if (!key.ok) {
          problems.push({ file: file.name, row, field: headerOf(mapping, 'number') ?? 'number', value: plainText(keyText).slice(0, 80), code: key.code, message: key.message })
          if (reading.role === 'orders') lost++
          continue
        }
        // The separator is a control character, which no text keeps in any case.
        const at: Packed = { file, fields, row, text: places.map(place => (cells[place] ?? '').replaceAll(SEPARATOR, '')).join(SEPARATOR) }
        if (reading.role !== 'orders') { push(kept[reading.role], key.value, at); continue }
        if (!orders.has(key.value)) {
          if (orders.size >= MAX_ORDERS) throw new FileRefused('too-many-orders', `The files have more than ${MAX_ORDERS} orders. Split them.`)
          orders.set(key.value, at)
        } else if (!oneFile || !inThere.has(key.value)) problems.push({ file: file.name, row, field: headerOf(mapping, 'number') ?? 'number', value: key.value, code: 'twice-in-files', message: 'This order stands in the files before; only the first is taken.' })
        // Of an order that stands in two files only the first file's rows are its lines.
        if (oneFile && orders.get(key.value)!.file === file) push(kept.lines, key.value, at)
        inThere.add(key.value)
      }
    }
  }
  for (const role of ['lines', 'payments'] as const) for (const [number, cells] of kept[role]) if (!orders.has(number)) {
    for (const at of cells) problems.push({ file: at.file.name, row: at.row, field: headerOf(mapping, 'number') ?? 'number', value: number, code: 'order-missing', message: 'The files have no order with this number.' })
  }
  const byReceiver = mapping.files.some(f => f.role === 'receivers' && f.key === 'receiver')
  const separate = mapping.files.some(f => f.role === 'receivers')
  const titles = new Map([...kept.products].map(([sku, [first]]) => [sku, first && unpacked(first).of.title]))
  const titleOf = (sku: string) => titles.get(sku)
  const bundleOf = (number: string): Bundle => {
    const order = unpacked(orders.get(number)!) // asked for the orders' own numbers only
    const receiver = separate ? kept.receivers.get(byReceiver ? (order.of.receiver ?? '').trim() : number)?.[0] : undefined
    return { order, lines: (kept.lines.get(number) ?? []).map(unpacked), payments: (kept.payments.get(number) ?? []).map(unpacked), titleOf, receiver: separate ? receiver && unpacked(receiver) : order }
  }
  return { numbers: [...orders.keys()], bundleOf, problems, lost }
}

function unpacked({ file, fields, row, text }: Packed): Cells {
  const cells = text.split(SEPARATOR)
  return { file: file.name, row, of: Object.fromEntries(fields.map((field, i) => [field, cells[i]])) }
}

/** What may hold a name, phone or street is not copied into the problem. */
function problemOf(file: string, p: TableProblem, reading: Reading): ImportProblem {
  const open = ['name', 'phone', 'street'].some(f => [...reading.places.keys()].some(k => k === f && isPersonal(k)))
  return { file, row: p.row, field: p.column ?? null, value: open ? null : (p.value ?? null), code: p.code, message: p.message }
}

function push(map: Map<string, Packed[]>, key: string, at: Packed) {
  const known = map.get(key)
  if (known) known.push(at)
  else map.set(key, [at])
}

async function fingerprintOf(mapping: Mapping, files: readonly SourceFile[]): Promise<string> {
  const parts = await Promise.all(files.map(async file => {
    const hash = createHash('sha256')
    for await (const chunk of createReadStream(file.path)) hash.update(chunk as Buffer)
    return hash.digest('hex')
  }))
  // The files' order counts: it decides the order of the rows, which a resumed run goes by.
  return createHash('sha256').update(JSON.stringify([mapping, parts])).digest('hex')
}

interface Begin { shopId: number; mapping: Mapping; files: readonly string[]; fingerprint: string; source: Source; run: number | undefined }

async function begin(work: Work, { shopId, mapping, files, fingerprint, source, run: asked }: Begin): Promise<store.Run> {
  const open = asked === undefined ? await store.unfinishedRun(work.tx, shopId, fingerprint) : await store.begunRun(work.tx, asked, fingerprint)
  if (open) return open
  const run = asked !== undefined ? await store.beginRun(work.tx, asked, { source: mapping.name, fingerprint, refused: source.lost, all: source.numbers.length }) : await store.insertRun(work.tx, { shopId, source: mapping.name, files, fingerprint, at: work.now, refused: source.lost })
  for (let i = 0; i < source.problems.length; i += 2000) await store.insertProblems(work.tx, run.id, source.problems.slice(i, i + 2000))
  return run
}

interface Batch { shopId: number; mapping: Mapping; run: store.Run; batch: readonly Bundle[] }

async function takeBatch(work: Work, { shopId, mapping, run, batch }: Batch): Promise<store.Run> {
  const problems: ImportProblem[] = []
  const good = batch.flatMap(bundle => {
    const made = assemble(mapping, bundle)
    problems.push(...made.problems)
    return made.order ? [{ bundle, order: made.order }] : []
  })
  const answer = await takeOrders(work, shopId, good.map(g => g.order))
  for (const refusal of answer.refused) for (const reason of refusal.reasons) {
    const at = good[refusal.index]!.bundle.order // the index is of what was given
    problems.push({ file: at.file, row: at.row, field: reason.path || null, value: refusal.number, code: reason.code, message: reason.message })
  }
  const refused = new Set(answer.refused.map(r => r.index))
  const here = await store.standing(work.tx, shopId, work.now, good.filter((_, i) => !refused.has(i)).map(g => ({ number: g.order.number, totalFen: g.order.totalFen })))
  if (problems.length) await store.insertProblems(work.tx, run.id, problems)
  const { accepted, duplicates, changed } = answer
  const next = await store.advanceRun(work.tx, run.id, run.rowsDone, { rows: batch.length, accepted, duplicates, changed, refused: batch.length - here.orders, fen: here.fen })
  if (!next) throw conflict('import-running', 'These files are being imported by somebody else just now.')
  return next
}

async function end(work: Work, run: store.Run, source: { orders: number; fen: number }): Promise<store.Run> {
  const done = await store.finishRun(work.tx, run.id, work.now, source)
  if (!done) throw conflict('import-running', 'These files are being imported by somebody else just now.')
  if (!isGap(done, source)) return done
  const events: Event[] = [{ subject: 'intake', id: run.id, kind: 'intake.gap', facts: { sourceOrders: source.orders, sourceFen: source.fen, orders: heldBy(done), fen: done.acceptedFen } }]
  await record(work, events)
  await runClocks(work, events)
  return done
}

export const heldBy = (run: Pick<store.Run, 'accepted' | 'duplicates' | 'changed'>) => run.accepted + run.duplicates + run.changed
export const isGap = (run: Pick<store.Run, 'accepted' | 'duplicates' | 'changed' | 'acceptedFen'>, source: { orders: number; fen: number }) => heldBy(run) !== source.orders || run.acceptedFen !== source.fen

function stopping(signal: AbortSignal | undefined) {
  let asked = false
  const stop = () => { asked = true }
  process.once('SIGTERM', stop)
  return { asked: () => asked || Boolean(signal?.aborted), off: () => process.off('SIGTERM', stop) }
}

function counted(pairs: readonly (readonly [string, number] | (string | number)[])[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const [name, count] of pairs) sums[String(name)] = (sums[String(name)] ?? 0) + Number(count)
  return sums
}
