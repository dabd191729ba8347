import { deflateSync, inflateSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openIppPrinter, openZebra, pictureOf, type IppPrinter, type Zebra } from '../../../test/printers.ts'
import { jobAttributes, mediaOf, printerAttributes, printJob, readIpp } from './ipp.ts'
import { openTalk, tscStatus, zebraStatus } from './raw9100.ts'
import { tspl } from './tspl.ts'
import { crc16, zpl } from './zpl.ts'

let zebra: Zebra, office: IppPrinter
beforeAll(async () => { zebra = await openZebra(); office = await openIppPrinter() })
afterAll(async () => { await zebra?.close(); await office?.close() })

const dots = { width: 16, height: 3, bits: Uint8Array.of(0xff, 0x00, 0x81, 0x18, 0x00, 0x01) }

test('PR-2 · ZPL: the check figure is CRC-16/XMODEM, and the picture comes out of the label dot for dot', () => {
  expect(crc16('123456789')).toBe('31C3')
  const label = zpl(dots, { offsetX: 4, offsetY: -8, density: 12, copies: 2 }).toString('latin1')
  expect(pictureOf(label)).toEqual(dots)
  expect(label).toContain('~SD12')
  expect(label).toContain('^LS-4^LT-8')
  expect(label).toContain('^PQ2')
  expect(pictureOf(label.replace(/:[0-9A-F]{4}\^FS/, ':0000^FS'))).toBeUndefined()
  expect(() => zpl({ ...dots, height: 4 })).toThrow(/8 bytes/)
  expect(inflateSync(deflateSync(dots.bits)).equals(Buffer.from(dots.bits))).toBe(true)
})
test('PR-2 · TSPL: the same picture the other way round, between its size and PRINT', () => {
  const label = tspl(dots, { dpi: 203, density: 9, copies: 3 })
  const text = label.toString('latin1')
  expect(text).toMatch(/^SIZE 2\.0 mm,0\.4 mm\r\nGAP 2 mm,0 mm\r\n/)
  const at = text.indexOf('BITMAP 0,0,2,3,0,') + 'BITMAP 0,0,2,3,0,'.length
  expect([...label.subarray(at, at + 6)]).toEqual([0x00, 0xff, 0x7e, 0xe7, 0xff, 0xfe])
  expect(text).toMatch(/\r\nPRINT 1,3\r\n$/)
})
test('PR-2 · what a thermal printer says of itself', () => {
  const zebraSays = (one: string, two: string) => zebraStatus(Buffer.from(`\x02${one}\x03\r\n\x02${two}\x03\r\n\x021234,0\x03\r\n`))
  expect(zebraSays('030,0,0,1440,002,0,0,0,000,0,0,0', '000,0,0,0,1,2,4,0,00000001,1,000')).toEqual({ ready: true, why: null, waiting: 3 })
  expect(zebraSays('030,1,0,1440,002,0,0,0,000,0,0,0', '000,0,0,0,1,2,4,0,00000000,1,000')).toMatchObject({ ready: false, why: 'paper-out', waiting: 2 })
  expect(zebraSays('030,0,0,1440,000,0,0,0,000,0,0,0', '000,0,1,0,1,2,4,0,00000000,1,000')).toMatchObject({ why: 'head-open' })
  expect(zebraStatus(Buffer.from('\x02030,1,0\x03'))).toBeUndefined()
  expect([0x00, 0x01, 0x04, 0x08, 0x10, 0x20].map(b => tscStatus(Buffer.of(b)))).toEqual([
    { ready: true, why: null, waiting: 0 }, { ready: false, why: 'head-open', waiting: 0 }, { ready: false, why: 'paper-out', waiting: 0 }, { ready: false, why: 'ribbon-out', waiting: 0 }, { ready: false, why: 'paused', waiting: 0 }, { ready: true, why: null, waiting: 1 },
  ])
})
test('PR-2 · a printer without paper says nothing, which is known for what it is; one that loses its power ends the talk', async () => {
  const talk = await openTalk({ host: '127.0.0.1', port: zebra.port, language: 'zpl', answerMs: 150 })
  expect(await talk.ask()).toEqual({ ready: true, why: null, waiting: 0 })
  zebra.paper(false)
  await talk.send(zpl(dots))
  expect(await talk.ask()).toMatchObject({ ready: false, why: 'silent' })
  expect(talk.open).toBe(true)
  zebra.paper(true)
  await expect.poll(() => zebra.burnt.length).toBe(1)
  expect(await talk.ask()).toEqual({ ready: true, why: null, waiting: 0 })
  await zebra.cut()
  await talk.ask()
  expect(talk.open).toBe(false)
  await expect(talk.send(zpl(dots))).rejects.toThrow(/line/)
  await expect(openTalk({ host: '127.0.0.1', port: zebra.port, language: 'zpl' })).rejects.toThrow()
  await zebra.wake()
})

test('PR-2 · IPP: a PDF is sent unscaled on paper of its size, and followed to its end', async () => {
  const pdf = Buffer.from('%PDF-1.7 not much of one')
  const job = await printJob(office.uri, { pdf, name: '面单 1-100', user: '王晓', copies: 2, width: 100, height: 180 })
  expect(job).toMatchObject({ id: 1, state: 'pending' })
  expect(office.jobs[0]).toMatchObject({ name: '面单 1-100', copies: 2, media: 'om_100x180mm_100x180mm' })
  expect(office.jobs[0]!.pdf.equals(pdf)).toBe(true)
  expect(await jobAttributes(office.uri, 1)).toEqual({ id: 1, state: 'completed', reasons: [], impressions: 1 })
  expect(await printerAttributes(office.uri)).toMatchObject({ name: 'fake', state: 'idle', formats: ['application/pdf'] })
  await expect(jobAttributes(office.uri, 99)).rejects.toThrow(/not found/)
  office.refuse = 0x040a
  await expect(printJob(office.uri, { pdf, name: 'x', user: 'x', width: 210, height: 297 })).rejects.toThrow(/format not supported/)
  office.refuse = null
  expect([mediaOf(210, 297), mediaOf(148, 210), mediaOf(76, 130)]).toEqual(['iso_a4_210x297mm', 'iso_a5_148x210mm', 'om_76x130mm_76x130mm'])
})
test('PR-2 · IPP: an answer that is cut or strange is an error and no crash', () => {
  const whole = Buffer.concat([Buffer.from([1, 1, 0, 0, 0, 0, 0, 1, 0x02, 0x21, 0, 6]), Buffer.from('job-id'), Buffer.from([0, 4, 0, 0, 0, 7, 0x34, 0, 1, 0x78, 0, 0, 0x03])])
  expect(readIpp(whole).groups[0]!.attributes['job-id']).toEqual([7])
  for (let cut = 0; cut < whole.length - 1; cut++) { try { readIpp(whole.subarray(0, cut)) } catch (error) { expect(String(error)).toMatch(/cut/) } }
})
