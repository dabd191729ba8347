import { Readable } from 'node:stream'
import { dayAt, wallClock } from '../day.rules.ts'
import type { FileAnswer } from '../endpoint.ts'
import { textIn, type Text, type Tongue } from '../words.ts'
import { csvStream, type Written } from './write.ts'
import { xlsxOf, xlsxType } from './xlsx.ts'

/** A column of a list that leaves as a file: its title, and its cell in the reader's tongue; a moment is written as the company's clock shows it. */
export type Column<Row> = readonly [title: Text, cell: (row: Row, tongue: Tongue) => Written | Date]
/** In which form and tongue, by whose clock, and when: its day goes into the name. */
export interface Form { format: 'xlsx' | 'csv'; tongue: Tongue; utcOffsetMinutes: number; now: Date; /** The last line: who took the file, when and why. */ mark?: string | undefined }

const pageSize = 2000
/** A code by its name; one without a name stays as it is. */
export const named = (tongue: Tongue, of: Readonly<Record<string, Text>>, code: string): string => (Object.hasOwn(of, code) ? textIn(tongue, of[code]!) : code) // hasOwn says so

/** A list as a file of at most `most` rows, page by page (by the id of the row before) while it is read: a hundred thousand rows never stand in memory. */
export function listFile<Row extends { id: number }>(title: Text, columns: readonly Column<Row>[], most: number, page: (after: number | undefined, limit: number) => Promise<Row[]>, { format, tongue, utcOffsetMinutes, now, mark }: Form): FileAnswer {
  const written = (cell: Written | Date): Written => (cell instanceof Date ? wallClock(utcOffsetMinutes, cell) : cell)
  async function* rows(): AsyncGenerator<Written[][]> {
    let after: number | undefined
    for (let given = 0; given < most; given += pageSize) {
      const limit = Math.min(pageSize, most - given)
      const found = await page(after, limit)
      yield found.map(row => columns.map(([, cell]) => written(cell(row, tongue))))
      if (found.length < limit) break
      after = found.at(-1)!.id // a full page has a last row
    }
    if (mark) yield [[mark]]
  }
  const header = columns.map(([of]) => textIn(tongue, of)), name = `${textIn(tongue, title)}-${dayAt(utcOffsetMinutes, now)}.${format}`
  return format === 'csv' ? { name, type: 'text/csv; charset=utf-8', body: Readable.from(csvStream(header, rows())) } : { name, type: xlsxType, body: Readable.from(xlsxOf(textIn(tongue, title), header, rows())) }
}
