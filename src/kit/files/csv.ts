import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { ROW_CHARS, type Found, type TableLimits } from './shape.ts'

const HELD_LINES = 1000

/** One physical line; `cut` when it was longer than a row may be and the rest was let go. */
interface Line { number: number; text: string; cut: boolean; ending: string }

/** What the reader knows inside one record: its cells so far and whether a quote is open. */
interface Record { cells: string[]; open: string | undefined; stray: boolean }

/**
 * Reads a delimited text file of any common encoding and delimiter, in bounded memory.
 * Stray quotes inside one line are kept as text; a quote that is never closed costs its own line only, the next lines are read anew.
 */
export async function* csvRows(path: string, limits: TableLimits): AsyncGenerator<Found[]> {
  const state: Scan = { delimiter: undefined, held: [], record: undefined, chars: 0, found: [], limits }
  for await (const lines of linesOf(path, await encodingOf(path))) {
    for (const line of lines) take(line, state)
    if (state.found.length > 0) { yield state.found; state.found = [] }
  }
  while (state.record) giveUp(state)
  if (state.found.length > 0) yield state.found
}

interface Scan { delimiter: string | undefined; held: Line[]; record: Record | undefined; chars: number; found: Found[]; limits: TableLimits }

/** Puts one line into the scan: a whole record, the beginning of one, or a further piece of the open one. */
function take(line: Line, state: Scan) {
  if (state.delimiter === undefined) {
    if (line.text.trim() === '') return
    const told = /^sep=(.)$/i.exec(line.text)
    state.delimiter = told?.[1] ?? delimiterOf(line.text)
    if (told) return
  }
  if (!state.record) {
    if (line.text.trim() === '' && !line.cut) return
    state.record = { cells: [], open: undefined, stray: false }
    state.chars = 0
  }
  const further = state.held.length > 0
  state.held.push(line)
  state.chars += line.text.length
  scanLine(line.text, state.delimiter, state.record)
  if (line.cut && !further) { state.found.push(tooLong(line, state.record)); reset(state); return }
  if (line.cut || (further && state.record.stray) || state.held.length > HELD_LINES || state.chars > state.limits.maxCellChars + ROW_CHARS / 2) { giveUp(state); return }
  if (state.record.open !== undefined) { state.record.open += line.ending; return }
  // The held line's row is where the record begins; a stray quote within one line is only text.
  state.found.push({ row: state.held[0]!.number, cells: state.record.cells, problems: [] }) // pushed just above
  reset(state)
}

/** The open quote was never closed: its first line is a problem, the lines after it are read as if it had not been there. */
function giveUp(state: Scan) {
  const [first, ...rest] = state.held
  reset(state)
  if (!first) return
  state.found.push({ row: first.number, problems: [{ row: first.number, value: first.text, code: 'row-malformed', message: 'A quote is opened and not closed in this row, or text stands after a closing quote.' }] })
  for (const line of rest) take(line, state)
}

const reset = (state: Scan) => { state.held = []; state.record = undefined }

const tooLong = (line: Line, record: Record): Found => ({ row: line.number, problems: [{
  row: line.number, at: record.open === undefined ? record.cells.length - 1 : record.cells.length, value: record.open ?? record.cells.at(-1) ?? '', code: 'cell-too-long', message: `The row has over ${ROW_CHARS.toLocaleString('en')} characters.`,
}] })

/** Scans one line into the record, going on inside an open quote. */
function scanLine(text: string, delimiter: string, record: Record) {
  let at = 0
  for (;;) {
    if (record.open === undefined) {
      const quoted = /\s*"/y
      quoted.lastIndex = at
      if (text.charCodeAt(at) === 34 || (text.charCodeAt(at) === 32 && quoted.test(text))) {
        at = text.indexOf('"', at) + 1
        record.open = ''
      } else {
        const end = text.indexOf(delimiter, at)
        record.cells.push(end < 0 ? text.slice(at) : text.slice(at, end))
        if (end < 0) return
        at = end + 1
        continue
      }
    }
    const quote = text.indexOf('"', at)
    if (quote < 0) { record.open += text.slice(at); return }
    record.open += text.slice(at, quote)
    at = quote + 1
    if (text.charCodeAt(at) === 34) { record.open += '"'; at++; continue }
    let next = at
    while (text.charCodeAt(next) === 32) next++
    if (next >= text.length || text[next] === delimiter) {
      record.cells.push(record.open)
      record.open = undefined
      if (next >= text.length) return
      at = next + 1
      continue
    }
    record.stray = true
    record.open += '"'
  }
}

/** The delimiter that stands most often outside quotes in the header. */
function delimiterOf(header: string): string {
  const bare = header.slice(0, 100_000).replace(/"[^"]*"/g, '')
  const counts = [',', '\t', ';'].map(mark => ({ mark, times: bare.split(mark).length }))
  return counts.reduce((best, one) => (one.times > best.times ? one : best)).mark
}

/** The physical lines of the file; LF, CRLF and a lone CR end a line. */
async function* linesOf(path: string, { name, skip }: Encoding): AsyncGenerator<Line[]> {
  const decoder = new TextDecoder(name, { ignoreBOM: true })
  let number = 1, rest = '', cut = false
  const split = (text: string, last: boolean): Line[] => {
    const lines: Line[] = []
    const ends = /\r\n|\n|\r/g
    let from = 0
    ends.lastIndex = Math.max(0, rest.length - 1) // what was left over has no line end in it but perhaps a last CR
    for (let end = ends.exec(text); end; end = ends.exec(text)) {
      // A CR at the very end may be the first half of CRLF.
      if (!last && end[0] === '\r' && ends.lastIndex === text.length) break
      lines.push(whole(text.slice(from, end.index), end[0]))
      from = ends.lastIndex
    }
    rest = text.slice(from)
    if (rest.length > ROW_CHARS) { cut = true; rest = rest.slice(0, ROW_CHARS) + (rest.endsWith('\r') ? '\r' : '') }
    if (last && rest !== '') lines.push(whole(rest, ''))
    return lines
  }
  const whole = (text: string, ending: string): Line => {
    const line = { number: number++, text: text.length > ROW_CHARS ? text.slice(0, ROW_CHARS) : text, cut: cut || text.length > ROW_CHARS, ending }
    cut = false
    return line
  }
  for await (const bytes of createReadStream(path, { start: skip, highWaterMark: 256 * 1024 })) yield split(rest + decoder.decode(bytes as Uint8Array, { stream: true }), false)
  yield split(rest + decoder.decode(), true)
}

interface Encoding { name: string; skip: number }

/** The file's encoding: by its mark, else UTF-8 if the whole file is UTF-8, else GB18030. A UTF-8 file with a few damaged places stays UTF-8. */
async function encodingOf(path: string): Promise<Encoding> {
  const file = await open(path)
  const head = Buffer.alloc(4)
  await file.read(head, 0, 4, 0)
  await file.close()
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { name: 'utf-8', skip: 3 }
  if (head[0] === 0xff && head[1] === 0xfe) return { name: 'utf-16le', skip: 2 }
  if (head[0] === 0xfe && head[1] === 0xff) return { name: 'utf-16be', skip: 2 }
  if (head.readUInt32LE() === 0x33953184) return { name: 'gb18030', skip: 4 }
  return { name: (await isUtf8(path)) || (await isDamagedUtf8(path)) ? 'utf-8' : 'gb18030', skip: 0 }
}

async function isUtf8(path: string): Promise<boolean> {
  const strict = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const bytes of createReadStream(path, { highWaterMark: 256 * 1024 })) strict.decode(bytes as Uint8Array, { stream: true })
    strict.decode()
    return true
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}

/** GBK read as UTF-8 is broken nearly everywhere; real UTF-8 with a damaged row is broken in a few places. */
async function isDamagedUtf8(path: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8')
  let broken = 0, right = 0
  for await (const bytes of createReadStream(path, { highWaterMark: 256 * 1024, end: 16 * 1024 * 1024 })) {
    const text = decoder.decode(bytes as Uint8Array, { stream: true })
    broken += text.match(/\ufffd/g)?.length ?? 0
    right += text.match(/[\u0800-\ufffc]/g)?.length ?? 0
  }
  return broken * 10 < right
}
