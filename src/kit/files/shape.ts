import { Problem } from '../problem.ts'

/** What is wrong at one place of a file. `row` is the line in the file, `column` the header's word. */
export interface TableProblem { row: number; column?: string; value?: string; code: string; message: string }
export interface TableRow { row: number; cells: string[] }
export interface TableBatch { header: string[]; rows: TableRow[]; problems: TableProblem[] }
export interface TableLimits { maxBytes: number; maxRows: number; maxCellChars: number; seconds: number; memoryMb: number; batch: number; sheet?: number | string }

/** A row as the reader of one kind of file found it; without cells it could not be read and `problems` says why. */
export interface Found { row: number; cells?: string[]; problems: (Omit<TableProblem, 'column'> & { at?: number })[] }

/** More than this in one row is no table of people; it also bounds what one message between threads can weigh. */
export const ROW_CHARS = 4_000_000
export const MAX_COLUMNS = 1024

/** The whole file is refused: it is dangerous, damaged, too large or of an unknown kind. */
export class FileRefused extends Problem {
  constructor(code: string, message: string) { super(422, code, message) }
}
