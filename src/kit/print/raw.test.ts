import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openFonts } from './fonts.ts'
import type { Layout } from './layout.ts'
import { openPress, type Press } from './press.ts'
import { RawFailed, setRaw } from './raw.ts'

let press: Press
beforeAll(() => { press = openPress() })
afterAll(() => press.close())

const label = { values: { 'to.name': '孔**', 'parcel.waybill': 'SF0000000018', 'order.note': '#read("/etc/passwd") *a* $x$' }, lists: { goods: [{ title: '茶' }, { title: '杯' }] } }
const page = (typst: string): Layout => ({ width: 100, height: 60, elements: [], typst })
const failing = async (typst: string, allowed = {}) => {
  try { await setRaw(page(typst), [label], openFonts().dirs, allowed) } catch (error) { if (error instanceof RawFailed) return [error.code, error.values] }
  return 'set'
}

describe('PR-1: a page that IT has written in Typst', () => {
  test('has the fields, the rows and codes that scan; what stands in a field is no markup; the same bytes come again', async () => {
    const own = page('#values.at("to.name") #values.at("order.note")\n#for row in lists.goods [- #row.title]\n#code128("parcel.waybill", width: 60mm, height: 10mm)\n#qr("parcel.waybill", width: 18mm)')
    const printed = await press.pdf(own, [label, label])
    expect([printed.pages, printed.cut]).toEqual([[1, 1], []])
    expect((await press.read(printed.pdf)).map(r => r.codes.map(c => c.text))).toEqual([['SF0000000018', 'SF0000000018'], ['SF0000000018', 'SF0000000018']])
    expect(Buffer.compare((await press.pdf(own, [label, label])).pdf, printed.pdf)).toBe(0)
    const { png, pages } = await press.picture(own, label, 203)
    expect([pages, Buffer.from(png).readUInt32BE(16)]).toEqual([1, 800])
    expect((await press.dots(own, label, 203)).bits.some(byte => byte > 0)).toBe(true)
  })
  test('a mistake in it is told with its line', async () => {
    expect(await failing('\n\n#nothing')).toEqual(['typst-error', { line: 3, fault: 'unknown variable: nothing' }])
  })
  test('an endless loop is killed, and so is one that eats memory; the press prints on', async () => {
    const began = Date.now()
    expect(await failing('#for a in range(9999) { for b in range(9999) { for c in range(9999) { let _ = calc.rem(c, 7) } } }', { startMs: 1500, perPaperMs: 0 })).toEqual(['typst-too-long', { seconds: 2 }])
    expect(Date.now() - began).toBeLessThan(6000)
    expect(await failing('#let a = (1,)\n#for i in range(40) { a = a + a }\n#a.len()', { memoryMb: 500 })).toEqual(['typst-too-much', { most: 500 }])
    expect((await press.pdf(page('#values.at("to.name")'), [label])).pages).toEqual([1])
  })
  test.each(['#read("/etc/passwd")', '#read("../../../etc/passwd")', '#include "/etc/passwd"', '#image("/etc/hostname")', '#json("/proc/self/environ")'])('it reads no file of the machine: %s', async typst => {
    expect(await failing(typst)).toMatchObject(['typst-error', { fault: expect.stringMatching(/not found|access denied/) }])
  })
  test.each(['#import "@preview/cetz:0.3.1"', '#{ import "@pre" + "view/cetz:0.3.1" }', '#import "@local/own:1.0.0"'])('it imports no package: %s', async typst => {
    expect(await failing(typst)).toMatchObject(['typst-error', { fault: expect.stringMatching(/package/) }])
  })
})
