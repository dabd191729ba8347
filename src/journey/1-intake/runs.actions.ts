import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Ctx } from '#kit/context.ts'
import type { CompanyDb, Db } from '#kit/db.ts'
import { record } from '#kit/events.ts'
import { plainText } from '#kit/files/cells.ts'
import type { TableProblem } from '#kit/files/shape.ts'
import { readTable } from '#kit/files/tables.ts'
import { csvOf } from '#kit/files/write.ts'
import { homeOf } from '#kit/home.ts'
import { faultOf } from '#kit/log.ts'
import { maskName, maskPhone, maskStreet } from '#kit/pii.ts'
import { conflict, notFound, Problem } from '#kit/problem.ts'
import type { Actor } from '#kit/work.ts'
import type { Work } from '#handbook/clocks/work.ts'
import { takeOrders } from './actions.ts'
import { guessMapping, lacking } from './guess.rules.ts'
import { headerFrom, heldBy, importOrders, isGap, mappings, readSource, saveMapping, type Mend, type Source, type SourceFile } from './import.actions.ts'
import { insertProblems, standing } from './import.store.ts'
import { assemble, fields, isPersonal, mappingShape, recognise, sourceFenOf, type Field, type ImportProblem, type Mapping } from './mapping.rules.ts'
import { findShop } from './store.ts'
import * as store from './runs.store.ts'

/** What an import needs of the house: transactions of its own, for it is made of many. */
export interface Importer extends Pick<Ctx, 'company' | 'log' | 'now' | 'vault'> { db: CompanyDb; workOf(tx: Db, actor: Actor): Work }
type Place = Pick<Ctx, 'company'>

/** Files wait on disk for their import, readable by the house alone. They go once every row is taken; with rows to correct, after a week. */
const dirOf = ({ company }: Place) => path.join(homeOf(), 'intake', company)
const pathOf = (place: Place, key: string) => path.join(dirOf(place), key)

export async function shopFor(db: Db, code: string, actor: Actor): Promise<{ id: number; code: string }> {
  const shop = await findShop(db, code)
  if (!shop || (actor.scope.shops && !actor.scope.shops.includes(shop.id))) throw notFound('shop')
  return shop
}

/** Writes a file to disk as it comes; a broken upload leaves nothing. */
export async function keepFile(ctx: Ctx, actor: Actor, given: { shop: string; name: string; bytes: AsyncIterable<Buffer> }): Promise<{ file: number; bytes: number }> {
  const shop = await shopFor(ctx.db, given.shop, actor)
  const key = randomUUID()
  await mkdir(dirOf(ctx), { recursive: true, mode: 0o700 })
  const out = createWriteStream(pathOf(ctx, key), { mode: 0o600, flags: 'wx' })
  try {
    await pipeline(Readable.from(given.bytes), out)
    const file = await store.insertFile(ctx.db, { shopId: shop.id, key, name: plainText(given.name).slice(0, 200) || 'file', bytes: out.bytesWritten, by: actor.id, at: ctx.now() })
    return { file, bytes: out.bytesWritten }
  } catch (error) {
    await rm(pathOf(ctx, key), { force: true })
    throw error
  }
}

async function sourceFiles(place: Place, db: Db, shopId: number, ids: readonly number[]): Promise<(SourceFile & { id: number })[]> {
  const files = await store.filesOf(db, shopId, ids)
  if (files.length !== new Set(ids).size) throw conflict('files-gone', 'A file is not there any more; send it again.')
  return named(files).map(f => ({ id: f.id, name: f.name, path: pathOf(place, f.key) }))
}
/** Problems tell a file by its name: two of one name are told apart. */
const named = <F extends { id: number; name: string }>(files: readonly F[]): F[] => files.map((f, i) => (files.findIndex(o => o.name === f.name) === i ? f : { ...f, name: `${f.name} (${i + 1})` }))

// ── before the import ────────────────────────────────────────────────────────────────────────────────────────────────

const PREVIEW_ROWS = 12

export async function previewFiles(ctx: Ctx, actor: Actor, given: { shop: string; files: readonly number[]; mapping?: string | Mapping | undefined }) {
  const shop = await shopFor(ctx.db, given.shop, actor)
  const files = await sourceFiles(ctx, ctx.db, shop.id, given.files)
  const looked: { id: number; name: string; header: string[]; rows: string[][]; problems: TableProblem[] }[] = []
  // One after the other, so that only one reader's memory is taken.
  for (const file of files) {
    const seen = { id: file.id, name: file.name, header: [] as string[], rows: [] as string[][], problems: [] as TableProblem[] }
    for await (const batch of readTable(file.path, { batch: PREVIEW_ROWS })) {
      seen.header = batch.header
      seen.rows = batch.rows.slice(0, PREVIEW_ROWS).map(r => r.cells)
      seen.problems = batch.problems.slice(0, 20)
      break
    }
    looked.push(seen)
  }
  const all = await mappings(ctx.db, ctx.utcOffsetMinutes)
  const last = await store.lastMapping(ctx.db, shop.id)
  const whole = (m: Mapping | undefined) => (m && recognise(m, looked).missing.length === 0 ? m : undefined)
  const wanted = typeof given.mapping === 'object' ? given.mapping : given.mapping ? all.find(m => m.name === given.mapping) : undefined
  if (given.mapping && !wanted) throw notFound('mapping')
  const found = wanted ?? whole(last) ?? all.find(m => whole(m))
  const mapping = found ?? guessMapping(`${shop.code}-${looked[0]?.header.length ?? 0}`, looked, ctx.utcOffsetMinutes)
  const { readings } = recognise(mapping, looked)
  const { missing, fields: lacks } = lacking(mapping, looked)
  return {
    mapping, known: found !== undefined, remembered: last !== undefined && last.name === mapping.name, missing, lacking: lacks, fields: [...fields], mappings: all.map(m => m.name),
    files: looked.map(({ id, rows, ...f }, i) => {
      const fieldAt = new Map([...(readings[i]?.places ?? [])].map(([field, place]) => [place, field]))
      return { ...f, file: id, rows: rows.map(cells => f.header.map((_, at) => masked(fieldAt.get(at), cells[at] ?? ''))) }
    }),
  }
}

/** A cell as a person who checks the mapping may see it: what is personal is masked, whatever column it stands in. */
function masked(field: Field | undefined, cell: string): string {
  const text = plainText(cell)
  if (field === 'name') return text && maskName(text)
  if (field === 'phone') return text && maskPhone(text.replace(/\D/g, ''))
  if (field && isPersonal(field)) return text && maskStreet(text)
  return text.replace(/1[3-9]\d{9}/g, maskPhone).slice(0, 120)
}

export async function askImport(ctx: Ctx, work: Work, given: { shop: string; files: readonly number[]; mapping: string | Mapping }): Promise<number> {
  const shop = await shopFor(work.tx, given.shop, work.actor)
  const files = await sourceFiles(ctx, work.tx, shop.id, given.files)
  const mapping = typeof given.mapping === 'object' ? given.mapping : (await mappings(work.tx, ctx.utcOffsetMinutes)).find(m => m.name === given.mapping)
  if (!mapping) throw notFound('mapping')
  // What a person changed is remembered under a name of its own: the mappings of the house stay as they are.
  if (typeof given.mapping === 'object' && !(await mappings(work.tx, ctx.utcOffsetMinutes)).some(m => isDeepStrictEqual(m, mapping))) await saveMapping(work, mapping)
  const run = await store.insertRun(work.tx, { shopId: shop.id, files, mapping, by: work.actor, at: work.now })
  await record(work, [{ subject: 'intake', id: run, kind: 'intake.ask', facts: { shop: shop.code, files: files.length, mapping: mapping.name } }])
  return run
}

// ── in the background ────────────────────────────────────────────────────────────────────────────────────────────────

const leaseMs = 60_000
const tries = 5

/** Imports the next run that waits. Runs hold their own lease and place, for one may take longer than any job's. Answers how many it took. */
export async function importNext(house: Importer): Promise<number> {
  const run = await store.claimRun(house.db, house.now(), new Date(house.now().getTime() + leaseMs))
  if (!run) return 0
  const close = (state: 'failed' | 'stopped', why: { code: string; message: string } | null) => store.closeRun(house.db, run.id, state, house.now(), why)
  if (run.attempts > tries) { await close('failed', { code: 'fault', message: 'The import was begun several times and never came to its end.' }); return 1 }
  const stop = new AbortController()
  // In the name of whoever asked, within the shop it is for.
  const actor: Actor = { id: run.byId, name: run.byName, roles: ['clerk'], scope: { shops: [run.shopId], warehouses: null } }
  try {
    const done = await importOrders(house, {
      run: run.id, shop: run.shop, mapping: mappingShape.parse(run.mapping), files: await sourceFiles(house, house.db, run.shopId, run.fileIds), workOf: tx => house.workOf(tx, actor), signal: stop.signal,
      onProgress: async ({ of }) => { if (await store.renewRun(house.db, run.id, new Date(house.now().getTime() + leaseMs), of)) stop.abort() },
    })
    if (done.run.state === 'interrupted' && stop.signal.aborted) await close('stopped', null)
    else await forgetFiles(house)
  } catch (error) {
    if (error instanceof Problem) await close('failed', { code: error.code, message: error.message })
    else house.log.error({ run: run.id, fault: faultOf(error) }, 'an import failed; it is tried again')
  }
  return 1
}

const keptDays = { unused: 1, most: 7 } as const
export async function forgetFiles(house: Importer): Promise<number> {
  const ago = (days: number) => new Date(house.now().getTime() - days * 86_400_000)
  const old = await store.oldFiles(house.db, { unusedBefore: ago(keptDays.unused), before: ago(keptDays.most) }, house.now(), 200)
  for (const { key } of old) await rm(pathOf(house, key), { force: true })
  return old.length
}

// ── after the import ─────────────────────────────────────────────────────────────────────────────────────────────────

export interface BadRow { file: string; row: number; cells: string[]; problems: { column: string | null; code: string; message: string }[] }

/** The rows with open problems, as they stand in the files with what was corrected so far. */
export async function badRows(ctx: Ctx, actor: Actor, id: number, limit: number): Promise<{ files: { name: string; header: string[] }[]; rows: BadRow[]; more: boolean }> {
  const run = await store.runToFix(ctx.db, id, actor.scope.shops, false)
  if (!run) throw notFound('import with rows to correct')
  const problems = await store.openProblems(ctx.db, id, 0, 2000)
  const wanted = [...Map.groupBy(problems, p => `${p.file}\0${p.row}`).values()].slice(0, limit)
  const files = await sourceFiles(ctx, ctx.db, run.shopId, run.fileIds)
  const mend = await mendOf(ctx, ctx.db, id)
  const heads: { name: string; header: string[] }[] = []
  const cellsOf = new Map<string, string[]>()
  for (const file of files) {
    const rows = new Set(wanted.filter(w => w[0]!.file === file.name).map(w => w[0]!.row)) // groups have a first
    if (rows.size === 0) continue
    const last = Math.max(...rows)
    for await (const batch of readTable(file.path)) {
      if (heads.at(-1)?.name !== file.name) heads.push({ name: file.name, header: batch.header })
      for (const { row, cells } of batch.rows) if (rows.has(row)) cellsOf.set(`${file.name}\0${row}`, mended(batch.header, cells, mend(file.name, row)).map(plainText))
      if ((batch.rows.at(-1)?.row ?? 0) >= last) break
    }
  }
  const shown = wanted.flatMap(group => {
    const { file, row } = group[0]! // groups have a first
    return [{ file, row, cells: cellsOf.get(`${file}\0${row}`) ?? [], problems: group.map(p => ({ column: p.field, code: p.code, message: p.message })) }]
  })
  return { files: heads, rows: shown, more: wanted.length === limit }
}
const mended = (header: readonly string[], cells: readonly string[], by: Readonly<Record<string, string>> | undefined) => header.map((head, i) => by?.[head] ?? cells[i] ?? '')

async function mendOf({ vault }: Pick<Ctx, 'vault'>, db: Db, runId: number): Promise<Mend> {
  const kept = new Map((await store.fixesOf(db, runId)).map(f => [`${f.file}\0${f.row}`, JSON.parse(vault.open(f.sealed)) as Record<string, string>]))
  return (file, row) => kept.get(`${file}\0${row}`)
}

/** A table of the rows that could not be taken, each with its reasons, to be corrected in Excel and sent again. */
export async function badRowsFile(ctx: Ctx, actor: Actor, id: number): Promise<{ body: string; rows: number }> {
  const { files, rows } = await badRows(ctx, actor, id, 2000)
  const header = files.length === 1 ? files[0]!.header : [...new Set(files.flatMap(f => f.header))] // length is one
  const headOf = new Map(files.map(f => [f.name, f.header]))
  const body = csvOf([...header, '文件 file', '行 row', '问题 problems'], rows.map(r => [
    ...header.map(head => r.cells[headOf.get(r.file)?.indexOf(head) ?? -1] ?? ''), r.file, r.row, r.problems.map(p => [p.column, p.message].filter(Boolean).join('：')).join('；'),
  ]))
  return { body, rows: rows.length }
}

export interface Fixed { accepted: number; duplicates: number; changed: number; problems: ImportProblem[] }

/** Takes the orders of corrected rows again (IN-4). The corrections are kept sealed, so that the next one builds on them. */
export async function fixRows(ctx: Ctx, work: Work, id: number, given: readonly { file: string; row: number; cells: Record<string, string> }[]): Promise<Fixed> {
  const run = await store.runToFix(work.tx, id, work.actor.scope.shops, true)
  if (!run) throw notFound('import with rows to correct')
  const files = await sourceFiles(ctx, work.tx, run.shopId, run.fileIds)
  const before = await mendOf(ctx, work.tx, id)
  await store.keepFixes(work.tx, id, given.map(g => ({ file: g.file, row: g.row, sealed: work.vault.seal(JSON.stringify({ ...before(g.file, g.row), ...g.cells })) })), work.now, work.actor.name)
  const mapping = mappingShape.parse(run.mapping)
  const tables = []
  for (const file of files) tables.push({ name: file.name, header: await headerFrom(file) })
  const source = await readSource(mapping, recognise(mapping, tables).readings, files, await mendOf(ctx, work.tx, id))
  const rows = new Set(given.map(g => `${g.file}\0${g.row}`))
  const bundles = source.numbers.map(source.bundleOf).filter(b => [b.order, ...b.lines, ...b.payments, ...(b.receiver ? [b.receiver] : [])].some(c => rows.has(`${c.file}\0${c.row}`)))
  const problems: ImportProblem[] = source.problems.filter(p => rows.has(`${p.file}\0${p.row}`))
  const good = bundles.flatMap(bundle => {
    const made = assemble(mapping, bundle)
    problems.push(...made.problems)
    return made.order ? [{ bundle, order: made.order }] : []
  })
  // An order that only had a remark against it was taken by the run itself and is not counted again.
  const counted = new Set((await store.takenSince(work.tx, run.shopId, good.map(g => g.order.number), run.startedAt)).map(o => o.number))
  const answer = await takeOrders(work, run.shopId, good.map(g => g.order))
  for (const refusal of answer.refused) for (const why of refusal.reasons) {
    const at = good[refusal.index]!.bundle.order // the index is of what was given
    problems.push({ file: at.file, row: at.row, field: why.path || null, value: refusal.number, code: why.code, message: why.message })
  }
  const refused = new Set(answer.refused.map(r => r.index))
  const here = await standing(work.tx, run.shopId, work.now, good.filter((g, i) => !refused.has(i) && !counted.has(g.order.number)).map(g => ({ number: g.order.number, totalFen: g.order.totalFen })))
  const touched = [...given, ...bundles.flatMap(b => [b.order, ...b.lines, ...b.payments, ...(b.receiver ? [b.receiver] : [])])]
  await store.settle(work.tx, id, touched, work.now)
  if (problems.length) await insertProblems(work.tx, id, problems)
  const sums = sumsOf(source)
  const known = here.orders - answer.accepted
  const after = await store.recount(work.tx, id, { accepted: answer.accepted, duplicates: Math.max(0, known), changed: 0, held: here.orders, fen: here.fen, sourceOrders: sums.orders, sourceFen: sums.fen })
  await record(work, [{ subject: 'intake', id, kind: 'intake.fix', facts: { rows: given.length, accepted: answer.accepted, gap: isGap(after, sums), held: heldBy(after) } }])
  return { accepted: answer.accepted, duplicates: answer.duplicates, changed: answer.changed, problems }
}
const sumsOf = (source: Source) => ({ orders: source.numbers.length + source.lost, fen: source.numbers.reduce((n, number) => n + sourceFenOf(source.bundleOf(number)), 0) })

/** Whoever looks at rows in the clear is written down (IT-3). */
export const tellLook = (work: Work, id: number, rows: number) => record(work, [{ subject: 'intake', id, kind: 'intake.reveal', facts: { rows } }])
