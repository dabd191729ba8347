import { open, readFile } from 'node:fs/promises'
import { dateText, serialText } from './cells.ts'
import { FileRefused, MAX_COLUMNS, ROW_CHARS, type Found, type TableLimits } from './shape.ts'
import { attribute, xmlScanner } from './xml.ts'
import { unpacked, zipEntries, type ZipEntry } from './zip.ts'

const SMALL_PART = 32 * 1024 * 1024
const MAX_SHEET_COLUMN = 16_384

const notSpreadsheet = () => new FileRefused('file-unknown', 'This packed file is not an Excel file. Save the table as .xlsx or .csv.')

/**
 * Reads one sheet of an .xlsx as rows of text. Only the rows themselves are read: reading ends before validations,
 * merges, drawings and macros, so nothing in them can do anything. Formulas give the value Excel stored, else their text.
 */
export async function* xlsxRows(path: string, limits: TableLimits): AsyncGenerator<Found[]> {
  const file = await open(path)
  let entries: Map<string, ZipEntry>
  try { entries = await zipEntries(file, (await file.stat()).size) } finally { await file.close() }
  if (entries.has('xl/workbook.bin')) throw new FileRefused('file-unknown', 'Excel binary files (.xlsb) are not read. Save the table as .xlsx.')
  if (![...entries.keys()].some(name => /(^|\/)workbook\.xml$/i.test(name))) throw notSpreadsheet()
  const book = await bookOf(path, entries, limits)
  const dates = await datesOf(path, book.styles)
  const strings = await stringsOf(path, book.strings, limits)
  yield* sheetRows(path, book.sheet, { strings, dates, from1904: book.from1904, cap: limits.maxCellChars + 1 })
}

/** Reads one sheet of an old .xls. hucre holds the whole book in memory, so the file must be small and the thread's memory is the fence. */
export async function* xlsRows(path: string, limits: TableLimits): AsyncGenerator<Found[]> {
  const bytes = await readFile(path)
  if (bytes.length > 32 * 1024 * 1024) throw new FileRefused('file-too-large', 'An .xls file may have 32 MB. Save the table as .xlsx or .csv.')
  if (bytes.includes(Buffer.from('EncryptedPackage', 'utf16le')) || hasFilePass(bytes)) throw new FileRefused('file-encrypted', 'The file has a password. Take the password off and upload it again.')
  const { readXls } = await import('hucre')
  const book = await readXls(bytes).catch((error: unknown) => {
    throw new FileRefused('file-damaged', `The .xls file cannot be read (${error instanceof Error ? error.message.slice(0, 120) : 'unknown'}). Save the table as .xlsx or .csv.`)
  })
  const sheet = typeof limits.sheet === 'string' ? book.sheets.find(one => one.name === limits.sheet) : book.sheets[limits.sheet ?? 0]
  if (!sheet) throw noSheet(limits.sheet)
  let found: Found[] = []
  for (const [index, cells] of Array.from(sheet.rows as (unknown[] | undefined)[]).entries()) {
    if (!cells || cells.length === 0) continue
    const row: Found = { row: index + 1, problems: [], cells: [] }
    row.cells = Array.from(cells, (cell, at) => (typeof cell === 'number' ? numberText(String(cell), row, at) : cell instanceof Date ? dateOfXls(cell) : cell === null || cell === undefined ? '' : String(cell)))
    found.push(row)
    if (found.length >= limits.batch) { yield found; found = [] }
  }
  yield found
}

const dateOfXls = (moment: Date) => (Number.isNaN(moment.getTime()) ? '' : dateText(new Date(Math.round(moment.getTime() / 1000) * 1000)))

/** A book's first record (BOF) is followed by FILEPASS when it is encrypted. */
function hasFilePass(bytes: Buffer): boolean {
  for (let at = 512; at + 64 < bytes.length; at += 512) {
    if (bytes.readUInt32LE(at) !== 0x00100809 || bytes.readUInt16LE(at + 4) !== 0x0600) continue
    for (let record = at + 20, seen = 0; seen < 3 && record + 4 < bytes.length; seen++) {
      if (bytes.readUInt16LE(record) === 0x2f) return true
      record += 4 + bytes.readUInt16LE(record + 2)
    }
  }
  return false
}

const noSheet = (sheet: number | string | undefined) => new FileRefused('sheet-missing', `The file has no sheet ${sheet === undefined ? 'at all' : JSON.stringify(sheet)}.`)

interface Book { sheet: ZipEntry; strings: ZipEntry | undefined; styles: ZipEntry | undefined; from1904: boolean }

/** Which parts of the file are the asked sheet, its texts and its formats. */
async function bookOf(path: string, entries: Map<string, ZipEntry>, limits: TableLimits): Promise<Book> {
  const main = [...(await linksOf(path, entries.get('_rels/.rels'), '')).values()].find(link => link.type === 'officeDocument')
  const workbook = entries.get(main?.target ?? 'xl/workbook.xml')
  if (!workbook) throw notSpreadsheet()
  const slash = workbook.name.lastIndexOf('/') + 1
  const links = await linksOf(path, entries.get(`${workbook.name.slice(0, slash)}_rels/${workbook.name.slice(slash)}.rels`), workbook.name.slice(0, slash))
  const sheets: { name: string; id: string }[] = []
  let from1904 = false
  await scan(path, workbook, { open(name, attributes) {
    if (name === 'workbookPr') from1904 = /^(1|true)$/.test(attribute(attributes, 'date1904') ?? '')
    if (name === 'sheet' && sheets.length < 10_000) sheets.push({ name: attribute(attributes, 'name') ?? '', id: attribute(attributes, 'id') ?? '' })
  } })
  const readable = sheets.filter(sheet => links.get(sheet.id)?.type === 'worksheet')
  const asked = typeof limits.sheet === 'string' ? readable.find(sheet => sheet.name === limits.sheet) : readable[limits.sheet ?? 0]
  const sheet = asked && entries.get(links.get(asked.id)?.target ?? '')
  if (!sheet) throw noSheet(limits.sheet)
  const partOf = (type: string) => entries.get([...links.values()].find(link => link.type === type)?.target ?? '')
  return { sheet, strings: partOf('sharedStrings'), styles: partOf('styles'), from1904 }
}

/** The links of a part; a link that leads outside the file is no link. */
async function linksOf(path: string, entry: ZipEntry | undefined, folder: string): Promise<Map<string, { type: string; target: string }>> {
  const links = new Map<string, { type: string; target: string }>()
  if (!entry) return links
  await scan(path, entry, { open(name, attributes) {
    if (name !== 'Relationship' || attribute(attributes, 'TargetMode') === 'External' || links.size >= 10_000) return
    const target = attribute(attributes, 'Target') ?? ''
    const steps: string[] = []
    for (const step of (target.startsWith('/') ? target : folder + target).split('/')) {
      if (step === '..') steps.pop()
      else if (step !== '' && step !== '.') steps.push(step)
    }
    links.set(attribute(attributes, 'Id') ?? '', { type: (attribute(attributes, 'Type') ?? '').split('/').at(-1) ?? '', target: steps.join('/') })
  } })
  return links
}

/** How each cell style shows a number: as a date, padded with noughts, or plainly. */
async function datesOf(path: string, entry: ZipEntry | undefined): Promise<Style[]> {
  const formats = new Map<number, string>()
  const styles: Style[] = []
  let inCells = false
  if (entry) await scan(path, entry, {
    open(name, attributes) {
      if (name === 'cellXfs') inCells = true
      if (name === 'numFmt') formats.set(Number(attribute(attributes, 'numFmtId')), attribute(attributes, 'formatCode') ?? '')
      if (name === 'xf' && inCells && styles.length < 100_000) styles.push(styleOf(Number(attribute(attributes, 'numFmtId') ?? 0), formats))
    },
    close(name) { if (name === 'cellXfs') inCells = false },
  })
  return styles
}

type Style = 'date' | 'plain' | { noughts: number }

function styleOf(id: number, formats: Map<number, string>): Style {
  if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)) return 'date'
  const code = (formats.get(id) ?? '').slice(0, 255)
  if (/^0{2,30}$/.test(code)) return { noughts: code.length }
  const shown = code.replace(/"[^"]*"|\\.|_.|\*./g, '').replace(/\[(?!h{1,9}\]|m{1,9}\]|s{1,9}\])[^\][]{0,100}\]/gi, '').split(';')[0] ?? ''
  return /[ymdhs]/i.test(shown) && !/general/i.test(shown) ? 'date' : 'plain'
}

/** The shared texts. Those the thread's memory could not hold refuse the file before it dies of them. */
async function stringsOf(path: string, entry: ZipEntry | undefined, limits: TableLimits): Promise<string[]> {
  const strings: string[] = []
  if (!entry) return strings
  const room = limits.memoryMb * 1_000_000 * 0.6
  let weight = 0, text = '', inText = false, phonetic = false
  await scan(path, entry, {
    open(name) {
      if (name === 'si') text = ''
      if (name === 't') inText = !phonetic
      if (name === 'rPh') phonetic = true
    },
    text(piece) { if (inText && text.length <= limits.maxCellChars) text += piece },
    close(name) {
      if (name === 't') inText = false
      if (name === 'rPh') phonetic = false
      if (name !== 'si') return
      weight += 48 + text.length * 2
      if (weight > room) throw new FileRefused('file-too-large', 'The file holds more text than can be read at once. Split it or save it as .csv.')
      // A copy, so that a short text does not keep the whole piece of file it was cut from.
      strings.push(unescaped(Buffer.from(text.slice(0, limits.maxCellChars + 1), 'utf16le').toString('utf16le')))
    },
  }, Infinity)
  return strings
}

interface SheetShape { strings: string[]; dates: Style[]; from1904: boolean; cap: number }

/** The rows of a sheet, a piece of the file at a time; reading stops where the rows end. */
async function* sheetRows(path: string, entry: ZipEntry, shape: SheetShape): AsyncGenerator<Found[]> {
  let found: Found[] = []
  let ended = false, inRows = false, row: Found | undefined, rowNumber = 0, chars = 0
  let column = 0, type = '', style = 0, value = '', formula = '', inline = '', into: 'v' | 'f' | 't' | undefined, phonetic = false
  const push = xmlScanner({
    open(name, attributes) {
      if (ended) return
      if (name === 'sheetData') { inRows = true; return }
      if (!inRows) return
      if (name === 'row') {
        rowNumber = wholeOf(attribute(attributes, 'r')) ?? rowNumber + 1
        row = { row: rowNumber, cells: [], problems: [] }
        column = -1
        chars = 0
      } else if (name === 'c') {
        column = columnOf(attribute(attributes, 'r')) ?? column + 1
        type = attribute(attributes, 't') ?? 'n'
        style = wholeOf(attribute(attributes, 's')) ?? 0
        value = formula = inline = ''
      } else if (name === 'v' || name === 'f') into = name
      else if (name === 't') into = phonetic ? undefined : 't'
      else if (name === 'rPh') phonetic = true
    },
    text(text) {
      if (into === undefined || ended) return
      if (into === 'v' && value.length < shape.cap) value += text
      if (into === 'f' && formula.length < shape.cap) formula += text
      if (into === 't' && inline.length < shape.cap) inline += text
    },
    close(name) {
      if (name === 'v' || name === 'f' || name === 't') into = undefined
      else if (name === 'rPh') phonetic = false
      else if (name === 'c' && row?.cells) {
        const text = cellText({ type, style, value, formula, inline }, shape, row, column).slice(0, shape.cap)
        chars += text.length
        if (column >= MAX_SHEET_COLUMN || chars > ROW_CHARS) spoil(row, chars > ROW_CHARS ? ['cell-too-long', `The row has over ${ROW_CHARS.toLocaleString('en')} characters.`] : ['row-malformed', 'A cell lies outside the sheet.'])
        else if (column < MAX_COLUMNS) put(row.cells, column, text)
        else if (text.trim() !== '') row.problems.push({ row: row.row, value: text, code: 'cell-without-header', message: `A cell lies beyond column ${MAX_COLUMNS} and is not read.` })
        if (row.problems.length > 2 * MAX_COLUMNS) spoil(row, ['row-malformed', 'The row has too many problems.'])
      } else if (name === 'row' && row) { found.push(row); row = undefined }
      else if (name === 'sheetData') ended = true
    },
  })
  const decoder = decoderFor()
  for await (const piece of unpacked(path, entry)) {
    push(decoder(piece))
    if (found.length > 0) { yield found; found = [] }
    if (ended) return
  }
  push(decoder(), true)
  if (found.length > 0) yield found
  if (inRows && !ended) throw new FileRefused('file-damaged', 'The sheet is broken off before its end. Open it in Excel and save it again.')
}

function spoil(row: Found, [code, message]: [string, string]) {
  row.problems = [{ row: row.row, code, message }]
  delete row.cells
}

function put(cells: string[], column: number, text: string) {
  while (cells.length < column) cells.push('')
  cells[column] = text
}

interface SheetCell { type: string; style: number; value: string; formula: string; inline: string }

/** What a person sees in the cell, as far as the file tells. */
function cellText(cell: SheetCell, shape: SheetShape, row: Found, at: number): string {
  if (cell.type === 'inlineStr') return unescaped(cell.inline)
  if (cell.value === '') {
    if (cell.inline !== '') return unescaped(cell.inline)
    if (cell.formula === '') return ''
    row.problems.push({ row: row.row, at, value: `=${cell.formula}`, code: 'formula-without-value', message: 'The cell holds a formula without a stored value. Copy the column and paste it as values.' })
    return `=${cell.formula}`
  }
  if (cell.type === 's') return shape.strings[wholeOf(cell.value.trim()) ?? -1] ?? ''
  if (cell.type === 'str') return unescaped(cell.value)
  if (cell.type === 'b') return cell.value.trim() === '1' ? 'TRUE' : 'FALSE'
  if (cell.type === 'd') return cell.value.trim().replace('T', ' ').replace(/\.\d+|Z$/g, '')
  if (cell.type === 'e') {
    row.problems.push({ row: row.row, at, value: cell.value, code: 'cell-error', message: 'The cell shows an Excel error.' })
    return cell.value
  }
  const style = shape.dates[cell.style] ?? 'plain'
  const typed = cell.value.trim()
  const number = Number(typed)
  if (!Number.isFinite(number)) return cell.value
  if (style === 'date') return serialText(number, shape.from1904) ?? numberText(typed, row, at)
  const text = numberText(typed, row, at)
  return typeof style === 'object' && /^\d+$/.test(text) ? text.padStart(style.noughts, '0') : text
}

/** A number as people typed it. From 1E+15 on Excel keeps fifteen digits only, so the number is shown as the ruin it may be. */
function numberText(typed: string, row: Found, at: number): string {
  const number = Number(typed)
  if (Math.abs(number) < 1e15) return String(number).includes('e') ? typed : String(number)
  const text = number.toExponential().toUpperCase()
  row.problems.push({ row: row.row, at, value: text, code: 'number-lost-digits', message: 'Excel keeps only 15 digits of a number. Format the column as text, type or paste the numbers again, and upload the file again.' })
  return text
}

/** `C12` → 2. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^([A-Z]{1,3})\d/i.exec(reference ?? '')?.[1]?.toUpperCase()
  if (!letters) return undefined
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  return column - 1
}

const wholeOf = (text: string | undefined) => (text !== undefined && /^\d{1,7}$/.test(text) ? Number(text) : undefined)

/** Excel writes characters XML cannot hold as `_x000D_`. */
const unescaped = (text: string) => (text.includes('_x') ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))) : text)

/** Scans one part to its end. */
async function scan(path: string, entry: ZipEntry, take: Partial<Parameters<typeof xmlScanner>[0]>, most = SMALL_PART) {
  if (entry.size > most) throw new FileRefused('file-too-large', 'A part of the spreadsheet is far larger than such parts are.')
  const push = xmlScanner({ open() {}, text() {}, close() {}, ...take })
  const decoder = decoderFor()
  for await (const piece of unpacked(path, entry)) push(decoder(piece))
  push(decoder(), true)
}

/** Decodes UTF-8, or UTF-16 when the part begins with its mark, so that a declaration cannot hide in another encoding. */
function decoderFor(): (piece?: Buffer) => string {
  let decoder: TextDecoder | undefined
  return piece => {
    decoder ??= new TextDecoder(piece?.[0] === 0xff || piece?.[1] === 0 ? 'utf-16le' : piece?.[0] === 0xfe || piece?.[0] === 0 ? 'utf-16be' : 'utf-8')
    return piece ? decoder.decode(piece, { stream: true }) : decoder.decode()
  }
}
