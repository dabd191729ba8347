import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { afterAll, describe, expect, test } from 'vitest'
import { orderNumberOf } from './cells.ts'
import { bookOf, chanceOf, oldBookOf, zipOf, type Part } from './spoiled.ts'
import { FileRefused, type TableProblem, type TableRow } from './shape.ts'
import { readTable } from './tables.ts'

const folder = mkdtempSync(join(tmpdir(), 'danliu-files-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0

const fileOf = (content: Buffer | string) => {
  const path = join(folder, `${files++}.bin`)
  writeFileSync(path, content)
  return path
}

async function readAll(content: Buffer | string, options?: Parameters<typeof readTable>[1]) {
  const all = { header: [] as string[], rows: [] as TableRow[], problems: [] as TableProblem[], largest: 0 }
  for await (const batch of readTable(fileOf(content), options)) {
    all.header = batch.header
    all.rows.push(...batch.rows)
    all.problems.push(...batch.problems)
    all.largest = Math.max(all.largest, batch.rows.length)
  }
  return all
}

/** The code the file is refused with, and the time it took. */
async function refusal(content: Buffer | string, options?: Parameters<typeof readTable>[1]) {
  const path = fileOf(content)
  const since = performance.now()
  try {
    for await (const _ of readTable(path, options)) { /* read on */ }
    return { code: 'read', ms: performance.now() - since }
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error
    return { code: error.code, ms: performance.now() - since }
  }
}

/** Rows good and bad by chance, with what must become of each. */
function spoiledRows(count: number, seed: number) {
  const chance = chanceOf(seed)
  const lines: string[] = [], good: number[] = [], bad: number[] = []
  for (let row = 2, made = 0; made < count; made++) {
    const id = `DD${made}`
    const [text, kind] = ([
      [`${id},2,¥12.50,中文备注`, 'good'], [`${id},1,=1+1,😀👩‍👩‍👧`, 'good'], [`${id},2,43862.01,"a,""b"""`, 'good'], [`${id},1,3,"two\nlines"`, 'good'],
      [`${id},"5" nails",1,x`, 'good'], [`1E+18,1,1,x`, 'good'], [`${id},1,1,a\0b\u202e`, 'told'], [`${id},1`, 'bad'], [`${id},1,2,3,4`, 'bad'], [`${id},1,2,"never closed`, 'bad'],
    ] as const)[chance(10)]! // below ten
    lines.push(text)
    if (kind !== 'bad') good.push(row)
    if (kind !== 'good') bad.push(row)
    row += text.split('\n').length
  }
  return { text: `订单编号,数量,金额,备注\n${lines.join('\n')}\n`, good, bad }
}

describe('I6 ten thousand malformed rows', () => {
  test.for([['utf-8 with BOM', (text: string) => Buffer.from(`\ufeff${text}`)], ['utf-8', (text: string) => Buffer.from(text)], ['utf-16le with BOM', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['gb18030', (text: string) => iconv.encode(text, 'gb18030')], ['CRLF, tabs', (text: string) => Buffer.from(text.replaceAll('"a,""b"""', 'ab').replaceAll(',', '\t').replaceAll('\n', '\r\n'))]] as const)('I6 %s: no crash, each bad row told, each good row in', { timeout: 30_000 }, async ([, encode]) => {
    const { text, good, bad } = spoiledRows(10_000, 20200201)
    const read = await readAll(encode(text))
    expect(read.header).toEqual(['订单编号', '数量', '金额', '备注'])
    expect(new Set(read.problems.map(problem => problem.row))).toEqual(new Set(bad))
    expect(read.rows.map(row => row.row)).toEqual(good)
    expect(read.rows.every(row => row.cells.length === 4 && !/[\0\u202e]/.test(row.cells.join('')))).toBe(true)
    expect(read.largest).toBeLessThanOrEqual(1000)
  })

  test('I6 GBK is found without a mark, and a damaged row does not turn a UTF-8 file into GBK', async () => {
    expect((await readAll(iconv.encode('订单,备注\n1,护手霜\n', 'gbk'))).rows[0]?.cells).toEqual(['1', '护手霜'])
    const damaged = await readAll(Buffer.concat([Buffer.from(`订单,备注\n${'1,护手霜保湿补水\n'.repeat(50)}2,`), Buffer.from([0xff, 0xfe]), Buffer.from('\n')]))
    expect(damaged.rows).toHaveLength(51)
    expect(damaged.rows[0]?.cells[1]).toBe('护手霜保湿补水')
    expect(damaged.problems.map(problem => [problem.row, problem.column, problem.code])).toEqual([[52, '备注', 'characters-unreadable']])
  })

  test('I6 a 5 MB cell is a problem, the rows around it are read', async () => {
    for (const cell of ['x'.repeat(5_000_000), `"${'字'.repeat(1_700_000)}"`]) {
      const read = await readAll(`a,b\n1,2\n3,${cell}\n5,6\n`)
      expect(read.rows.map(row => row.row)).toEqual([2, 4])
      expect(read.problems).toMatchObject([{ row: 3, column: 'b', code: 'cell-too-long' }])
      expect(read.problems[0]?.value).toHaveLength(80)
    }
  })

  test('I6 xlsx: serials, merged cells, formulas, 1E+18, emoji, shared and rich text, 5 MB cell', async () => {
    const read = await readAll(zipOf(bookOf(`<x:row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><r><t>合</t></r><r><t>计</t></r></is></c></x:row>
      <row r="2"><c r="A2"><v>202001000224368</v></c><c r="B2" s="1"><v>43862.010590277802</v></c><c r="C2"><f>A1+1</f><v>12.990000000000000</v></c></row>
      <row r="3"><c r="A3"><v>1E+18</v></c><c r="B3" t="d"><v>2020-02-01T00:14:15</v></c><c r="C3"><f>HYPERLINK(&quot;x&quot;)</f></c></row>
      <row r="5"><c r="A5" t="s"><v>2</v></c></row><row r="6"><c r="A6" t="inlineStr"><is><t>${'x'.repeat(5_000_000)}</t></is></c></row>
      <row r="7"><c r="A7" s="2"><v>42</v></c><c r="C7" t="e"><v>#N/A</v></c><c r="H7"><v>9</v></c></row>`, { strings: ['订单', '时间', '😀&amp;&#x8ba2;_x000D_'], after: '<mergeCells count="1"><mergeCell ref="A5:C5"/></mergeCells>' })))
    expect(read.header).toEqual(['订单', '时间', '合计'])
    expect(read.rows).toEqual([
      { row: 2, cells: ['202001000224368', '2020-02-01 00:15:15', '12.99'] },
      { row: 3, cells: ['1E+18', '2020-02-01 00:14:15', '=HYPERLINK("x")'] },
      { row: 5, cells: ['😀&订\r', '', ''] },
      { row: 7, cells: ['00000042', '', '#N/A'] },
    ])
    expect(read.problems.map(({ row, column, code }) => [row, column, code])).toEqual([
      [3, '订单', 'number-lost-digits'], [3, '合计', 'formula-without-value'], [6, '订单', 'cell-too-long'], [7, '合计', 'cell-error'], [7, undefined, 'cell-without-header']])
    expect(orderNumberOf('1E+18')).toMatchObject({ ok: false, code: 'number-lost-digits' })
  })

  test('I6 xls: texts, numbers, lost digits; one with a password is refused', async () => {
    const read = await readAll(oldBookOf([['订单', '数量'], ['A1', 2], [1e18, 12.99]]))
    expect(read.header).toEqual(['订单', '数量'])
    expect(read.rows).toEqual([{ row: 2, cells: ['A1', '2'] }, { row: 3, cells: ['1E+18', '12.99'] }])
    expect(read.problems).toMatchObject([{ row: 3, column: '订单', code: 'number-lost-digits' }])
    expect((await refusal(oldBookOf([['a']], true))).code).toBe('file-encrypted')
  })

  test('I6 xlsx: a book of the house writer is read, any sheet of it', async () => {
    const { writeXlsx } = await import('hucre')
    const book = Buffer.from(await writeXlsx({ sheets: [{ name: '一', rows: [['a']] }, { name: '二', rows: [['订单', '时间'], ['20200100022436801', new Date(Date.UTC(2020, 1, 1, 0, 14, 15))]] }] }))
    for (const sheet of [1, '二']) expect((await readAll(book, { sheet })).rows).toEqual([{ row: 2, cells: ['20200100022436801', '2020-02-01 00:14:15'] }])
    expect((await refusal(book, { sheet: '三' })).code).toBe('sheet-missing')
  })

  test('I6 any bytes at all: read or refused, never a crash', async () => {
    const book = zipOf(bookOf('<row r="1"><c r="A1"><v>1</v></c></row>'))
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.constantFrom('csv', 'zip', 'xls'), fc.nat(book.length - 1), async (bytes, kind, place) => {
      const spoiled = Buffer.from(book)
      Buffer.from(bytes.subarray(0, 8)).copy(spoiled, place)
      await refusal(kind === 'csv' ? Buffer.from(bytes) : kind === 'zip' ? spoiled : Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from(bytes), Buffer.alloc(512)]))
    }), { numRuns: 40, seed: 6 })
  }, 60_000)
})

describe('S9 dangerous files are refused within two seconds', () => {
  const sheet = '<row r="1"><c r="A1"><v>1</v></c></row>'
  const withPart = (part: Part) => zipOf([...bookOf(sheet), part])
  const zeros = Buffer.alloc(600 * 1024 * 1024 / 8)
  const doctype = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
  const cases: [string, string, () => Buffer][] = [
    ['a bomb of 1:1000', 'zip-bomb', () => withPart({ name: 'xl/media/a.xml', content: zeros })],
    ['a sum over 512 MB', 'zip-too-large', () => withPart({ name: 'xl/a.xml', content: 'x', declared: 600 * 1024 * 1024 })],
    ['100,000 entries', 'zip-too-many-entries', () => zipOf(Array.from({ length: 100_000 }, (_, at) => ({ name: `xl/${at}`, content: '', stored: true })))],
    ['100,000 entries that say 5', 'zip-lying|file-damaged', () => zipOf(Array.from({ length: 100_000 }, (_, at) => ({ name: `xl/${at}`, content: '', stored: true })), 5)],
    ['a sheet that unpacks to more than it says', 'zip-lying', () => zipOf(bookOf('').map(part => (part.name.endsWith('sheet1.xml') ? { ...part, content: zeros, declared: 1000 } : part)))],
    ['a bomb of white space in the shared texts', 'zip-lying', () => zipOf(bookOf(sheet).map(part => (part.name.endsWith('sharedStrings.xml') ? { ...part, content: zeros, declared: 9_000_000 } : part)))],
    ['a zip in the zip', 'zip-nested', () => withPart({ name: 'xl/embeddings/a.bin', content: zipOf([{ name: 'a', content: 'a' }]) })],
    ['a stored zip in the zip', 'zip-nested', () => withPart({ name: 'a.bin', stored: true, content: zipOf([{ name: 'a', content: 'a' }]) })],
    ['a password', 'file-encrypted', () => withPart({ name: 'a.xml', content: 'a', flags: 1 })],
    ['an encrypted workbook', 'file-encrypted', () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(1024), Buffer.from('EncryptedPackage', 'utf16le')])],
    ['zip slip', 'zip-path', () => withPart({ name: '../../etc/passwd', content: 'a' })],
    ['zip slip with backslashes', 'zip-path', () => withPart({ name: 'xl\\..\\..\\a', content: 'a' })],
    ['the same name twice', 'zip-lying', () => withPart({ name: 'xl/workbook.xml', content: 'a' })],
    ['XXE in the sheet', 'xml-doctype', () => zipOf(bookOf(sheet, { before: doctype }))],
    ['XXE hidden in UTF-16', 'xml-doctype', () => zipOf(bookOf(sheet).map(part => (part.name === 'xl/workbook.xml' ? { ...part, content: Buffer.from(`\ufeff<?xml version="1.0"?>${doctype}<workbook/>`, 'utf16le') } : part)))],
    ['a broken sheet', 'file-damaged', () => zipOf(bookOf('').map(part => (part.name.endsWith('sheet1.xml') ? { ...part, content: '<worksheet><sheetData><row><c' } : part)))],
    ['a PDF', 'file-unknown', () => Buffer.from('%PDF-1.7')],
    ['nothing', 'file-empty', () => Buffer.alloc(0)],
  ]
  test.for(cases)('S9 %s', { timeout: 30_000 }, async ([, code, make]) => {
    const found = await refusal(make())
    expect(code.split('|')).toContain(found.code)
    expect(found.ms).toBeLessThan(2000)
  })

  test('S9 a validation over 17 billion cells does not hang', async () => {
    const since = performance.now()
    const read = await readAll(zipOf(bookOf(`${sheet}<row r="2"><c r="A2"><v>2</v></c></row>`, { after: '<dataValidations count="1"><dataValidation type="list" sqref="A1:XFD1048576"><formula1>"a,b"</formula1></dataValidation></dataValidations><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>' })))
    expect(read.rows).toEqual([{ row: 2, cells: ['2'] }])
    expect(performance.now() - since).toBeLessThan(2000)
  })

  test('S9 one long text named by a million cells is told, not copied', async () => {
    const rows = Array.from({ length: 200 }, (_, at) => `<row r="${at + 2}">${'<c t="s"><v>0</v></c>'.repeat(1000)}</row>`).join('')
    const read = await readAll(zipOf(bookOf(`<row r="1">${'<c><v>1</v></c>'.repeat(1000)}</row>${rows}`, { strings: ['x'.repeat(90_000)] })))
    expect(read.rows).toEqual([])
    expect(read.problems.filter(problem => problem.code === 'cell-too-long')).toHaveLength(200)
  }, 20_000)

  test('S9 the caller answers meanwhile, and the clock and the memory end what goes on too long', async () => {
    let longest = 0, last = performance.now()
    const beat = setInterval(() => { longest = Math.max(longest, performance.now() - last); last = performance.now() }, 5)
    const rows = `a,b\n${'1,2\n'.repeat(2_000_000)}`
    const path = fileOf(rows)
    longest = 0; last = performance.now()
    const slow = async (options: Parameters<typeof readTable>[1]) => { for await (const _ of readTable(path, options)) { /* read on */ } }
    await expect(slow({ seconds: 0.3, maxRows: 5_000_000 })).rejects.toMatchObject({ code: 'file-too-slow' })
    await expect(slow({ maxRows: 1000 })).rejects.toMatchObject({ code: 'too-many-rows' })
    await expect(slow({ maxBytes: 1000 })).rejects.toMatchObject({ code: 'file-too-large' })
    await expect(slow({ memoryMb: 48, batch: 5_000_000, maxRows: 5_000_000 })).rejects.toMatchObject({ code: 'file-too-large' })
    clearInterval(beat)
    expect(longest).toBeLessThan(250)
  }, 30_000)

  test('S9 leaving the loop ends the thread, a slow caller is waited for', async () => {
    const path = fileOf(`a\n${'1\n'.repeat(20_000)}`)
    let batches = 0
    for await (const _ of readTable(path, { seconds: 2 })) { if (++batches === 3) break; await new Promise(resolve => setTimeout(resolve, 50)) }
    expect(batches).toBe(3)
  })
})

test('S11 a header __proto__ does no harm', async () => {
  const read = await readAll('__proto__,constructor,prototype\n{"polluted":1},x,y\n1,2\n')
  expect(read.header).toEqual(['__proto__', 'constructor', 'prototype'])
  expect(read.rows).toHaveLength(1)
  expect(read.problems).toMatchObject([{ row: 3, code: 'row-malformed' }])
  expect('polluted' in {}).toBe(false)
})
