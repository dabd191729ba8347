import fs from 'node:fs'
import path from 'node:path'
import { readTable } from '#kit/files/tables.ts'

/** Where the large real files lie, if they do: `DANLIU_DATA`, else beside the project. The project does not need them. */
export function realData(folder: string): string | undefined {
  const dir = path.join(process.env['DANLIU_DATA'] ?? path.resolve(import.meta.dirname, '../../../shared/data'), folder)
  return fs.existsSync(path.join(dir, 'orders.csv')) ? dir : undefined
}

/** The rows of a file by its headers. */
export async function rowsOf(file: string): Promise<Record<string, string>[]> {
  const all: Record<string, string>[] = []
  for await (const { header, rows } of readTable(file, { batch: 5000 })) for (const { cells } of rows) all.push(Object.fromEntries(header.map((word, i) => [word, String(cells[i] ?? '')])))
  return all
}

export function writeCsv(file: string, rows: readonly Record<string, string>[]): string {
  const head = Object.keys(rows[0] ?? {})
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  fs.writeFileSync(file, `${[head.join(','), ...rows.map(row => head.map(word => cell(row[word] ?? '')).join(','))].join('\n')}\n`)
  return file
}

/** The first orders of a folder with everything that belongs to them, as files of the same names. */
export async function slice(from: string, into: string, count: number, belonging: readonly { file: string; by: string; to: string }[]): Promise<string> {
  const orders = (await rowsOf(path.join(from, 'orders.csv'))).slice(0, count)
  writeCsv(path.join(into, 'orders.csv'), orders)
  for (const { file, by, to } of belonging) {
    const wanted = new Set(orders.map(o => o[to]!)) // a column of the orders
    writeCsv(path.join(into, file), (await rowsOf(path.join(from, file))).filter(row => wanted.has(row[by]!)))
  }
  return into
}
