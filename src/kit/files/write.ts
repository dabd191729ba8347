import { plainText } from './cells.ts'

export type Written = string | number | boolean | null | undefined

/**
 * A CSV text that Excel opens right (BOM, CRLF) and never runs: a cell that begins like a formula gets a leading apostrophe.
 * Plain numbers and phone numbers such as `-12.50` and `+86 13800138000` are left as they are.
 */
export const csvOf = (header: readonly string[], rows: Iterable<readonly Written[]>): string => {
  const lines = [lineOf(header)]
  for (const row of rows) lines.push(lineOf(row))
  return `\ufeff${lines.join('\r\n')}\r\n`
}

/** The same as a stream, for any number of rows: one page of lines at a time. */
export async function* csvStream(header: readonly string[], rows: AsyncIterable<readonly (readonly Written[])[]>): AsyncGenerator<string> {
  yield `\ufeff${lineOf(header)}\r\n`
  for await (const page of rows) yield page.map(row => `${lineOf(row)}\r\n`).join('')
}

const lineOf = (cells: readonly Written[]) => cells.map(cellOf).join(',')

function cellOf(cell: Written): string {
  if (cell === null || cell === undefined) return ''
  const raw = String(cell)
  // The question is put to the raw text: a NUL in front is a trick, although it is dropped below.
  const text = mayRun(raw) || mayRun(plainText(raw)) ? `'${plainText(raw)}` : plainText(raw)
  return /[",;\t\r\n']|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Spaces and invisible characters before the sign do not make it harmless. A hyphenated phone is guarded too: Excel would subtract. */
const mayRun = (text: string) =>
  /^[\0\t\r\n]|^[\s\u200b-\u200d\u2060\ufeff]*[=+\-@＝＋－＠]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text) && !/^\+\d{1,4}( ?\d{2,}){1,5}$/.test(text)
