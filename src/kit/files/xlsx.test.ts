import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { read } from 'hucre'
import { expect, test } from 'vitest'
import { readTable } from './tables.ts'
import { xlsxOf } from './xlsx.ts'

async function* pagesOf<T>(...pages: T[]) { yield* pages }
async function bytesOf(...rows: (string | number | null)[][]): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of xlsxOf('Orders/2026', ['名称', 'Amount'], pagesOf(rows.slice(0, 1), rows.slice(1)))) parts.push(part)
  return Buffer.concat(parts)
}

test('another reader and our own read what was written; text stays text, whatever it begins with', async () => {
  const rows = [['=1+1', 12.5], ['@SUM(A1)', -3], ['<b>&"\u0007𠮷', null], ['1234567890123456789', 0]]
  const bytes = await bytesOf(...rows)
  const book = await read(new Uint8Array(bytes))
  expect(book.sheets[0]!.rows.map(r => r.map(c => (c as { value?: unknown } | null)?.value ?? c))).toEqual([['名称', 'Amount'], ['=1+1', 12.5], ['@SUM(A1)', -3], ['<b>&"𠮷', null], ['1234567890123456789', 0]])
  const file = path.join(await fs.mkdtemp(path.join(os.tmpdir(), 'danliu-xlsx-')), 'a.xlsx')
  await fs.writeFile(file, bytes)
  const own: string[][] = []
  for await (const batch of readTable(file)) own.push(...batch.rows.map(r => r.cells))
  expect(own.map(r => r[0])).toEqual(['=1+1', '@SUM(A1)', '<b>&"𠮷', '1234567890123456789'])
  await fs.rm(path.dirname(file), { recursive: true })
})
test('no cell is a formula', async () => {
  expect((await bytesOf(['=cmd|/C calc', 1])).includes('<f>')).toBe(false)
})
