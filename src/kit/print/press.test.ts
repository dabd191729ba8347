import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Label, Layout } from './layout.ts'
import { openPress, type Press } from './press.ts'
import { openRaster } from './raster.ts'

let press: Press
beforeAll(() => { press = openPress() })
afterAll(() => press.close())

const waybill: Layout = { width: 100, height: 60, elements: [
  { kind: 'rect', x: 1, y: 1, w: 98, h: 58, thick: 0.25 },
  { kind: 'text', x: 4, y: 2, w: 50, h: 8, value: '{{name}}', size: 14, shrink: [11, 8], bold: true },
  { kind: 'text', x: 4, y: 11, w: 50, h: 12, value: '地址 {{address}}', size: 10, shrink: [8, 6] },
  { kind: 'code128', x: 4, y: 28, w: 92, h: 14, value: '{{waybill}}', module: 3 },
  { kind: 'qr', x: 70, y: 4, w: 22, h: 22, value: '{{waybill}}' },
] }
const label = (i: number, values: Record<string, string> = {}): Label => ({ values: { name: '王小明', address: '浙江省杭州市西湖区文三路四百七十八号', waybill: `SF${1_000_000_000_000 + i}`, ...values } })

describe('PR-1: papers by the batch', () => {
  test('as many pages as labels, in their order, and every code reads as it should', async () => {
    const labels = Array.from({ length: 70 }, (_, i) => label(i)) // more than one part
    const seen: number[] = []
    const printed = await press.pdf(waybill, labels, { chunk: 30, onProgress: done => seen.push(done) })
    expect(printed.pages).toEqual(labels.map(() => 1))
    expect(printed.cut).toEqual([])
    expect(seen).toEqual([30, 60, 70])
    const read = await press.read(printed.pdf)
    expect(read.map(r => r.codes.map(c => c.text))).toEqual(labels.map(l => [l.values.waybill, l.values.waybill]))
    expect(new Set(read.flatMap(r => r.codes.map(c => c.format)))).toEqual(new Set(['Code128', 'QRCode']))
  })
  test('set again, it is the same to the byte', async () => {
    const labels = Array.from({ length: 25 }, (_, i) => label(i))
    const [one, two] = [await press.pdf(waybill, labels, { chunk: 10 }), await press.pdf(waybill, labels, { chunk: 10 })]
    expect(Buffer.compare(one.pdf, two.pdf)).toBe(0)
  })
  test('the file says of no time when it was made', async () => {
    const { pdf } = await press.pdf(waybill, [label(0)])
    expect(Buffer.from(pdf).toString('latin1')).not.toMatch(/CreationDate|ModDate|CreateDate|ModifyDate/)
  })
  test('bold is bold too where another font must help out', async () => {
    const [plain, bold] = await Promise.all([false, true].map(bold => press.dots({ ...waybill, elements: [{ kind: 'text', x: 4, y: 4, w: 50, h: 20, value: '𠮷𠮷 شكرا', size: 30, bold }] }, label(0), 203)))
    const ink = ({ bits }: { bits: Uint8Array }) => bits.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0)
    expect(ink(bold!) / ink(plain!)).toBeGreaterThan(1.2)
  })
  test('a batch that is stopped ends with the part at hand', async () => {
    const stop = new AbortController()
    const parts: number[] = []
    await expect((async () => {
      for await (const part of press.parts(waybill, Array.from({ length: 90 }, (_, i) => label(i)), { chunk: 30, signal: stop.signal })) { parts.push(part.from); stop.abort() }
    })()).rejects.toThrow()
    expect(parts).toEqual([0])
  })
  test('a slip runs over as many pages as it needs and each label knows its own', async () => {
    const slip: Layout = { width: 100, height: 60, elements: [
      { kind: 'code128', x: 50, y: 2, w: 45, h: 8, value: '{{no}}', module: 2 },
      { kind: 'code128', x: 5, y: 50, w: 45, h: 8, value: 'END', module: 2, last: true },
      { kind: 'table', x: 5, y: 14, w: 90, h: 34, rows: 'lines', row: 6, size: 9, pages: true, columns: [{ title: '品名', value: '{{name}}', w: 70 }, { title: '数量', value: '{{n}}', w: 20, align: 'right' }] },
    ] }
    const of = (no: string, lines: number): Label => ({ values: { no }, lists: { lines: Array.from({ length: lines }, (_, i) => ({ name: `商品 ${i}`, n: '1' })) } })
    const { pdf, pages } = await press.pdf(slip, [of('A1', 2), of('A2', 12), of('A3', 0)])
    expect(pages).toEqual([1, 3, 1])
    expect((await press.read(pdf)).map(r => r.codes.map(c => c.text))).toEqual([['A1', 'END'], ['A2'], ['A2'], ['A2', 'END'], ['A3', 'END']])
  })
})

describe('what would be wrong on the paper is told, not printed', () => {
  test('text that fits in no size names its element; shorter text takes a smaller size', async () => {
    const { cut } = await press.pdf(waybill, [label(0), label(1, { address: '很长的地址'.repeat(20) }), label(2, { address: '很长的地址'.repeat(9) })])
    expect(cut).toEqual([{ label: 1, element: 2 }])
  })
  test('a code without room is not drawn, for a cut one reads as another or not at all', async () => {
    const { cut, pdf } = await press.pdf(waybill, [label(0, { waybill: 'X'.repeat(60) }), label(1, { waybill: '单号' })])
    expect(cut.map(c => [c.label, c.element])).toEqual([[0, 3], [1, 3]])
    expect((await press.read(pdf)).map(r => r.codes.map(c => c.format))).toEqual([['QRCode'], ['QRCode']])
  })
  test('a character that no font has is named; what only varies a sign is not asked for', async () => {
    expect(await press.missing(['王小明 㑇䶮𬭚𠮷', '😀👨‍👩‍👧 ☎️', 'شكرا'])).toEqual([])
    expect(await press.missing(['𱍐\n𱍐', '\u{10fffd}'])).toEqual(['𱍐', '\u{10fffd}'])
  })
  test('a paper of one page knows that it is the first of one', async () => {
    const [asked, said] = await Promise.all(['{{page}}/{{pages}}', '1/1'].map(value => press.dots({ ...waybill, elements: [{ kind: 'text', x: 4, y: 4, w: 50, h: 8, value, size: 12 }] }, label(0), 203)))
    expect(Buffer.compare(asked!.bits, said!.bits)).toBe(0)
  })
  test('marks that turn the direction of writing change nothing', async () => {
    const [plain, turned] = await Promise.all([label(0), label(0, { name: '王\u202e小\u0007明\u2066' })].map(l => press.dots(waybill, l, 203)))
    expect(Buffer.compare(turned!.bits, plain!.bits)).toBe(0)
  })
})

describe('bars of whole dots', () => {
  test('lines, boxes and codes stand on whole dots, wherever their layout puts them: not one of them is grey', async () => {
    const odd: Layout = { width: 60, height: 40, elements: [
      { kind: 'rect', x: 1.07, y: 1.03, w: 57.91, h: 37.9, thick: 0.26 }, { kind: 'line', x: 3.03, y: 4.09, w: 41.3, h: 0, thick: 0.2 }, { kind: 'line', x: 50.06, y: 6.04, w: 0, h: 20.02, thick: 0.3 },
      { kind: 'code128', x: 4.07, y: 8.03, w: 44.9, h: 9.06, value: 'SF12345678', module: 2 }, { kind: 'qr', x: 5.05, y: 20.07, w: 16.03, h: 16.02, value: 'SF12345678' },
    ] }
    const { pdf } = await press.pdf(odd, [{ values: {} }])
    const shades = new Set<number>()
    await (await openRaster()).pages(pdf, 203, ({ greys }) => { for (const grey of greys) shades.add(grey) })
    expect([...shades].sort((a, b) => a - b)).toEqual([0, 255])
  })
  for (const [dpi, perMm, module] of [[203, 8, 3], [300, 300 / 25.4, 4]] as const) {
    test(`at ${dpi} dpi every bar and gap is a multiple of ${module} dots, whatever the place of the code`, async () => {
      const odd: Layout = { ...waybill, elements: [{ kind: 'code128', x: 4.07, y: 10.03, w: 91.9, h: 14, value: '{{waybill}}', module: 3 }] }
      const { width, height, bits } = await press.dots(odd, label(7), dpi)
      expect([width, height]).toEqual([Math.round(100 * perMm), Math.round(60 * perMm)])
      const row = Math.round(17 * perMm) * Math.ceil(width / 8)
      const runs: number[] = []
      for (let x = 0, before = -1; x < width; x++) {
        const dot = bits[row + (x >> 3)]! >> (7 - (x & 7)) & 1
        if (dot === before) runs[runs.length - 1]!++
        else { runs.push(1); before = dot }
      }
      const inner = runs.slice(1, -1) // without the paper before and after
      expect(inner.length).toBeGreaterThan(100)
      expect(inner.filter(run => run % module !== 0)).toEqual([])
    })
  }
})
