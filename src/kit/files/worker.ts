import { open } from 'node:fs/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { hasControls, plainText } from './cells.ts'
import { csvRows } from './csv.ts'
import { FileRefused, MAX_COLUMNS, type Found, type TableBatch, type TableLimits } from './shape.ts'
import { xlsRows, xlsxRows } from './sheet.ts'

/** Runs in the thread of `readTable`: sends a batch, then waits until the reader has asked for one more. */
async function run(path: string, limits: TableLimits) {
  let wanted = 0
  let wake = () => {}
  parentPort!.on('message', () => { wanted++; wake() }) // a worker always has a parent
  try {
    for await (const batch of batches(path, limits)) {
      while (wanted === 0) await new Promise<void>(resolve => { wake = resolve })
      wanted--
      parentPort!.postMessage({ batch })
    }
    parentPort!.postMessage({ end: true })
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error
    parentPort!.postMessage({ refused: { code: error.code, message: error.message } })
  } finally { parentPort!.close() }
}

const BATCH_CHARS = 4_000_000

/** Gathers what the reader of this kind of file finds into batches under one header. */
async function* batches(path: string, limits: TableLimits): AsyncGenerator<TableBatch> {
  const kind = await kindOf(path)
  const source = kind === 'xlsx' ? xlsxRows(path, limits) : kind === 'xls' ? xlsRows(path, limits) : csvRows(path, limits)
  let header: string[] | undefined
  let batch: TableBatch = { header: [], rows: [], problems: [] }
  let rows = 0, chars = 0, sent = false
  for await (const found of source) for (const one of found) {
    if (!header && one.cells?.every(cell => cell.trim() === '')) continue
    if (!header) {
      if (!one.cells) throw new FileRefused('header-unreadable', `The header in row ${one.row} cannot be read.`)
      header = batch.header = headerOf(one.cells, one.row, batch)
      continue
    }
    if (++rows > limits.maxRows) throw new FileRefused('too-many-rows', `The file has more than ${limits.maxRows} rows. Split it.`)
    chars += judge(one, { header, strict: kind === 'csv', limits }, batch)
    if (batch.rows.length + batch.problems.length < limits.batch && chars < BATCH_CHARS) continue
    yield batch
    batch = { header, rows: [], problems: [] }
    chars = 0
    sent = true
  }
  if (!header) throw new FileRefused('file-empty', 'The file has no rows.')
  if (!sent || batch.rows.length + batch.problems.length > 0) yield batch
}

/** The header's words, without empty ones at its end. Words are only ever places in a list, so `__proto__` is a word like any other. */
function headerOf(cells: string[], row: number, batch: TableBatch): string[] {
  const header = cells.map(cell => plainText(cell).trim().slice(0, 200))
  while (header.at(-1) === '') header.pop()
  if (header.length > MAX_COLUMNS) throw new FileRefused('too-many-columns', `The header has more than ${MAX_COLUMNS} columns.`)
  const seen = new Set<string>()
  for (const word of header) {
    if (word !== '' && seen.has(word)) batch.problems.push({ row, column: word, code: 'header-twice', message: 'Two columns have the same name.' })
    seen.add(word)
  }
  return header
}

interface Measure { header: string[]; strict: boolean; limits: TableLimits }

/** Puts a row, if it may be used, and its problems into the batch; returns what it weighs in characters. */
function judge(found: Found, { header, strict, limits }: Measure, batch: TableBatch): number {
  const say = (code: string, message: string, at?: number, value?: string) => {
    const column = at === undefined ? undefined : header[at]
    batch.problems.push({ row: found.row, ...(column !== undefined && { column }), ...(value !== undefined && { value: plainText(value.slice(0, 200)).slice(0, 80) }), code, message })
  }
  for (const problem of found.problems) say(problem.code, problem.message, problem.at, problem.value)
  const cells = found.cells
  if (!cells || cells.every(cell => cell === '')) return 0
  while (cells.length > header.length && cells.at(-1)!.trim() === '') cells.pop() // longer than the header, so not empty
  if (strict && cells.length !== header.length) {
    say('row-malformed', `The row has ${cells.length} cells and the header ${header.length}.`, undefined, cells.join(' | ').slice(0, 200))
    return 0
  }
  let usable = true, chars = 0
  for (const [at, cell] of cells.entries()) {
    if (cell.length > limits.maxCellChars) {
      say('cell-too-long', `The cell has over ${limits.maxCellChars.toLocaleString('en')} characters.`, at, cell)
      usable = false
    } else if (at >= header.length) {
      if (cell.trim() !== '') say('cell-without-header', 'The cell has no header above it and is not read.', undefined, cell)
    } else if (hasControls(cell)) {
      cells[at] = plainText(cell)
      say('control-characters', 'Control characters were taken out of the cell.', at, cell)
    } else if (cell.includes('\ufffd')) say('characters-unreadable', 'The cell has characters that cannot be read; save the file as UTF-8.', at, cell)
    chars += cell.length
  }
  if (!usable) return 0
  while (cells.length < header.length) cells.push('')
  batch.rows.push({ row: found.row, cells: cells.length > header.length ? cells.slice(0, header.length) : cells })
  return chars
}

/** The kind of file by its first bytes, never by its name. */
async function kindOf(path: string): Promise<'csv' | 'xlsx' | 'xls'> {
  const file = await open(path)
  const head = Buffer.alloc(512)
  const { bytesRead } = await file.read(head, 0, 512, 0)
  await file.close()
  if (bytesRead === 0) throw new FileRefused('file-empty', 'The file is empty.')
  if (head.readUInt16BE() === 0x504b && [0x0304, 0x0506, 0x0708].includes(head.readUInt16BE(2))) return 'xlsx'
  if (head.readUInt32BE() === 0xd0cf11e0) return 'xls'
  if (/^(%PDF|\x1f\x8b|Rar!|7z\xbc\xaf|\x89PNG|\xff\xd8\xff|GIF8|BZh|\x7fELF|MZ\x90)/.test(head.toString('latin1'))) throw new FileRefused('file-unknown', 'This is not a table. Upload .csv, .xlsx or .xls.')
  if (/^\ufeff?\s*<(!doctype|html|\?xml|table|meta)/i.test(head.toString('utf8'))) throw new FileRefused('file-unknown', 'This is a web page with the name of a table. Open it in Excel and save it as .xlsx.')
  return 'csv'
}

const { path, limits } = workerData as { path: string; limits: TableLimits }
await run(path, limits)
