import { PDFiumLibrary } from '@hyzyla/pdfium'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Label } from '#kit/print/layout.ts'
import { openPress, type Press } from '#kit/print/press.ts'
import { exampleOf } from '#journey/4-printing/fields.rules.ts'
import { shipped } from './shipped.ts'

/** The texts that real customers write and labels break on, each on a waybill that comes with the house. */
let press: Press
beforeAll(() => { press = openPress() })
afterAll(() => press.close())

const layout = shipped().get('waybill-any-100x180')!.layouts['zh-CN']
const label = (values: Record<string, string> = {}): Label => ({ values: { ...exampleOf('waybill').values, ...values } })
async function wordsOf(values: Record<string, string>): Promise<string> {
  const { pdf, cut } = await press.pdf(layout, [label(values)])
  expect(cut).toEqual([])
  const pdfium = await PDFiumLibrary.init()
  const paper = await pdfium.loadDocument(pdf)
  const text = paper.getPage(0).getText()
  paper.destroy()
  pdfium.destroy()
  return text.replace(/\s/g, '')
}
type Dots = Awaited<ReturnType<Press['dots']>>
const dots = (values: Record<string, string>) => press.dots(layout, label(values), 203)
/** The dots of an element alone. */
function within({ width, bits }: Dots, { x, y, w, h }: { x: number; y: number; w: number; h: number }): number[] {
  const found: number[] = []
  for (let row = Math.round(y * 8); row < Math.round((y + h) * 8); row++) for (let at = Math.round(x * 8); at < Math.round((x + w) * 8); at++) found.push(bits[row * Math.ceil(width / 8) + (at >> 3)]! >> (7 - (at & 7)) & 1)
  return found
}
const boxOf = (field: string) => layout.elements.find(e => 'value' in e && e.value === `{{${field}}}`)!

describe('PR-1: awkward text on a waybill', () => {
  test('rare characters of names are printed, not boxed', async () => {
    expect(await wordsOf({ 'to.name': '㑇䶮𬭚𠮷' })).toContain('㑇䶮𬭚𠮷')
    expect(await press.missing(['㑇䶮𬭚𠮷'])).toEqual([])
    expect(await press.missing(['𱍐'])).toEqual(['𱍐'])
  })
  test('markup of any kind is text', async () => {
    const words = '#set page(fill:red) *a* _b_ $x^2$ <script>alert(1)</script> {{parcel.code}} \\ // [z]'
    expect(await wordsOf({ 'order.note': words })).toContain(words.replace(/\s/g, ''))
  })
  test('160 letters without a break stay within their box, every one of them', async () => {
    const run = Array.from({ length: 160 }, (_, i) => 'ABCDEFGHJKLMNPQRSTUVWXYZ'[i % 24]).join('')
    expect(await wordsOf({ 'to.address': run })).toContain(run)
    const box = boxOf('to.address'), beyond = { x: box.x + box.w, y: box.y, w: 97.5 - box.x - box.w, h: box.h }
    const burnt = await dots({ 'to.address': run })
    expect(within(burnt, beyond).some(dot => dot)).toBe(false)
    // It has gone on to further lines, rather than on behind the edge.
    expect(within(burnt, { ...box, y: box.y + box.h / 2, h: box.h / 2 }).some(dot => dot)).toBe(true)
  })
  test('an Arabic name leaves the phone beside it as it is, and is there', async () => {
    const [plain, arabic] = [await dots({}), await dots({ 'to.name': 'محمد عبد الله' })]
    expect(within(arabic, boxOf('to.phone'))).toEqual(within(plain, boxOf('to.phone')))
    expect(within(arabic, boxOf('to.name'))).not.toEqual(within(plain, boxOf('to.name')))
    expect(within(arabic, boxOf('to.name')).filter(Boolean).length).toBeGreaterThan(200)
  })
  test('marks that turn the direction of writing do nothing, wherever they stand', async () => {
    const [plain, turned] = [await dots({}), await dots({ 'to.phone': '\u202e186******63\u202c', 'to.name': '孔\u2067**\u2069' })]
    expect(Buffer.compare(turned.bits, plain.bits)).toBe(0)
  })
  test('emoji are drawn in black; those made of several are not lost', async () => {
    expect(await press.missing(['🎁👨‍👩‍👧❤️'])).toEqual([])
    const [without, with_] = [await dots({ 'to.name': ' ' }), await dots({ 'to.name': '🎁👨‍👩‍👧' })]
    expect(within(with_, boxOf('to.name')).filter(Boolean).length - within(without, boxOf('to.name')).filter(Boolean).length).toBeGreaterThan(500)
  })
})
