import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { runAgent } from '../../cli/print-agent.ts'
import { openIppPrinter, openZebra, type IppPrinter, type Zebra } from '../../../test/printers.ts'
import { isNumber, openPrintHouse, other } from '../../../test/printing.ts'

/** How papers reach printers: raw, by IPP, by a station. */
let desk: Awaited<ReturnType<typeof openPrintHouse>>
let zebra: Zebra, office: IppPrinter
beforeAll(async () => {
  desk = await openPrintHouse()
  zebra = await openZebra()
  office = await openIppPrinter()
  const wasm = readFileSync('node_modules/zxing-wasm/dist/reader/zxing_reader.wasm')
  await prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length) as ArrayBuffer }, fireImmediately: true })
})
afterAll(async () => { await desk?.close(); await zebra?.close(); await office?.close() })
const printer = async (code: string, more: object) => (await desk.put('it', `/api/printers/${code}`, { name: code, channel: 'raw', language: 'zpl', ...more })).printer as string

test('PR-2 · raw: labels go to a thermal printer one by one; paper out and an open head are waited for, and each label comes out once', async () => {
  const id = await printer('zebra-1', { address: `127.0.0.1:${zebra.port}`, documents: ['waybill'], density: 12 })
  const { wave: w, orders } = await desk.wave('ZEBRA', 8, () => other('DM003'))
  zebra.burnt.length = 0
  zebra.onBurnt = count => { if (count === 3) zebra.paper(false); if (count === 5) zebra.head(false) }
  const made = await desk.post('clerk', '/api/print/batches', { wave: w, documents: ['waybill'], printers: { waybill: id } })
  await desk.house.settle()
  expect((await desk.batchOf(made.batch)).batch).toMatchObject({ state: 'printing', stopCode: 'printer-not-ready', stopValues: { why: 'silent' } })
  expect(zebra.burnt.length).toBe(3)
  zebra.paper(true)
  await expect.poll(async () => { await desk.house.settle(); return zebra.burnt.length }, { timeout: 20_000 }).toBe(5)
  expect((await desk.batchOf(made.batch)).batch.state).toBe('printing')
  zebra.head(true)
  zebra.onBurnt = () => {}
  await expect.poll(async () => { await desk.house.settle(); return (await desk.batchOf(made.batch)).batch.state }, { timeout: 20_000 }).toBe('printed')
  expect((await desk.batchOf(made.batch)).batch).toMatchObject({ confirmed: 8, stopCode: null })
  expect(zebra.dropped).toBe(0)
  const known = await desk.parcels(orders)
  const seen: string[] = []
  for (const label of zebra.burnt) seen.push((await waybillOn(label)))
  expect(seen).toEqual(known.map(p => p.waybill))
})

test('PR-2 · raw: power goes in the middle: the batch stops, somebody says which label is the last good one, and the rest is printed once', async () => {
  const id = await printer('zebra-1', { address: `127.0.0.1:${zebra.port}` })
  const { wave: w, orders } = await desk.wave('POWER', 8, () => other('DM003'))
  const known = await desk.parcels(orders)
  zebra.burnt.length = 0
  const cut = new Promise<void>(done => { zebra.onBurnt = count => { if (count === 4) { zebra.onBurnt = () => {}; void zebra.cut().then(done) } } })
  const made = await desk.post('clerk', '/api/print/batches', { wave: w, documents: ['waybill'], printers: { waybill: id } })
  await desk.house.settle()
  await cut
  await desk.house.settle()
  const stopped = (await desk.batchOf(made.batch)).batch
  expect(stopped).toMatchObject({ state: 'paused', stopCode: 'unsure' })
  expect(zebra.burnt.length).toBe(4)
  expect(stopped.stopValues.from).toBeLessThanOrEqual(5)
  await zebra.wake()
  await printer('zebra-1', { address: `127.0.0.1:${zebra.port}` })
  expect((await desk.house.call('POST', `/api/print/batches/${made.batch}/acts`, { token: desk.tokens.clerk, body: { act: 'resume' } })).json.reasons).toMatchObject([{ code: 'say-last-good' }])
  await desk.post('clerk', `/api/print/batches/${made.batch}/acts`, { act: 'resume', lastGood: 4 })
  await expect.poll(async () => { await desk.house.settle(); return (await desk.batchOf(made.batch)).batch.state }, { timeout: 20_000 }).toBe('printed')
  const seen: string[] = []
  for (const label of zebra.burnt) seen.push(await waybillOn(label))
  expect(seen).toEqual(known.map(p => p.waybill))
})

test('PR-2 · IPP: a job is followed to its end; completed is not yet confirmed, and one that breaks off stops the batch', async () => {
  const id = await printer('office', { channel: 'ipp', language: 'pdf', address: office.uri, documents: ['slip'], copies: 1, widthMm: 148, heightMm: 210 })
  const { wave: w } = await desk.wave('OFFICE', 3)
  const made = await desk.post('clerk', '/api/print/batches', { wave: w, documents: ['slip'], printers: { slip: id } })
  await desk.house.settle()
  expect(office.jobs.at(-1)).toMatchObject({ media: 'iso_a5_148x210mm' })
  expect((await desk.press.read(new Uint8Array(office.jobs.at(-1)!.pdf))).length).toBe(3)
  expect((await desk.batchOf(made.batch)).batch).toMatchObject({ state: 'printed', printed: 3, confirmed: 0 })
  office.become = { state: 8, reasons: ['aborted-by-system'] }
  const second = await desk.post('clerk', `/api/print/batches/${made.batch}/reprints`, { from: 1, to: 3, reason: 'unreadable' })
  await desk.house.settle()
  expect((await desk.batchOf(second.batch)).batch).toMatchObject({ state: 'paused', stopCode: 'unsure', stopValues: { from: 1, to: 3, why: 'aborted-by-system' } })
  office.become = { state: 9, reasons: [] }
  await desk.post('clerk', `/api/print/batches/${second.batch}/acts`, { act: 'resume', lastGood: 1 })
  await desk.house.settle()
  expect((await desk.press.read(new Uint8Array(office.jobs.at(-1)!.pdf))).length).toBe(2)
  expect((await desk.batchOf(second.batch)).batch).toMatchObject({ state: 'printed', confirmed: 1, printed: 2 })
  await office.close()
  const third = await desk.post('clerk', `/api/print/batches/${second.batch}/reprints`, { from: 3, to: 3, reason: 'lost' })
  await desk.house.settle()
  expect((await desk.batchOf(third.batch)).batch).toMatchObject({ state: 'printing', stopCode: 'printer-not-ready', waiting: 1 })
  await desk.post('clerk', `/api/print/batches/${third.batch}/acts`, { act: 'cancel' })
  expect((await desk.batchOf(third.batch)).batch).toMatchObject({ state: 'cancelled', voided: 1 })
})

test('PR-2 · a station fetches its own work, prints it by itself and reports; what nobody knows stops the batch', async () => {
  const id = await printer('bench-1', { channel: 'agent', language: 'pdf', address: 'Label', station: '打包台 1' })
  const { wave: w, orders } = await desk.wave('AGENT', 4)
  const made = await desk.post('clerk', '/api/print/batches', { wave: w, documents: ['waybill'], printers: { waybill: id } })
  expect((await desk.post('packer', '/api/print/station/next', { printers: ['bench-1'] })).task).toBeNull()
  await desk.house.settle()
  const { task } = await desk.post('packer', '/api/print/station/next', { printers: ['bench-1'], most: 3 })
  expect(task).toMatchObject({ printer: 'bench-1', address: 'Label', widthMm: 100, heightMm: 180, papers: [{ place: 1 }, { place: 2 }, { place: 3 }] })
  const known = await desk.parcels(orders)
  expect((await desk.press.read(Buffer.from(task.pdf, 'base64'))).map(r => r.codes.find(c => isNumber(c.text))?.text)).toEqual(known.slice(0, 3).map(p => p.waybill))
  const [a, b, c] = task.papers.map((p: { id: string }) => p.id)
  expect(await desk.post('packer', '/api/print/station/reports', { papers: [{ id: a, outcome: 'printed' }, { id: b, outcome: 'printed' }, { id: c, outcome: 'not-printed', why: 'no paper' }] })).toEqual({ taken: 3 })
  expect((await desk.batchOf(made.batch)).batch).toMatchObject({ state: 'paused', confirmed: 2, waiting: 2, stopCode: 'printer-refuses' })
  await desk.post('packer', `/api/print/batches/${made.batch}/acts`, { act: 'resume' })
  const rest = (await desk.post('packer', '/api/print/station/next', { printers: ['bench-1'], form: 'fields' })).task
  expect(rest.papers.map((p: { place: number; fields: Record<string, string> }) => [p.place, p.fields['parcel.waybill']])).toEqual([[3, known[2]!.waybill], [4, known[3]!.waybill]])
  await desk.post('packer', '/api/print/station/reports', { papers: rest.papers.map((p: { id: string }) => ({ id: p.id, outcome: 'printed' })) })
  expect((await desk.batchOf(made.batch)).batch).toMatchObject({ state: 'printed', confirmed: 4 })
})

test('PR-2 · the agent of a station prints by the program of its machine; what that refuses goes back to the house', async () => {
  const id = await printer('bench-2', { channel: 'agent', language: 'pdf', address: 'Label_2', copies: 2 })
  const { wave: w, orders } = await desk.wave('LP', 2, () => other('DM003'))
  const made = await desk.post('clerk', '/api/print/batches', { wave: w, documents: ['waybill'], printers: { waybill: id } })
  await desk.house.settle()
  const dir = mkdtempSync(path.join(os.tmpdir(), 'danliu-agent-'))
  const program = (body: string) => { const file = path.join(dir, 'lp'); writeFileSync(file, `#!/bin/sh\n${body}\n`, { mode: 0o700 }); return file }
  const run = (command: string) => runAgent({ house: desk.house.address, printers: 'bench-2', token: desk.tokens.packer!, once: true, command }) // made above
  await run(program('echo "no such printer" >&2; exit 1'))
  expect((await desk.batchOf(made.batch)).batch).toMatchObject({ state: 'paused', waiting: 2, stopCode: 'printer-refuses', stopValues: { why: 'no such printer' } })
  await desk.post('clerk', `/api/print/batches/${made.batch}/acts`, { act: 'resume' })
  await run(program(`echo "$@" > ${dir}/args; cp "$5" ${dir}/printed.pdf`))
  expect(readFileSync(path.join(dir, 'args'), 'utf8')).toMatch(/^-d Label_2 -n 2 \S+\.pdf\n$/)
  const known = await desk.parcels(orders)
  expect((await desk.press.read(new Uint8Array(readFileSync(path.join(dir, 'printed.pdf'))))).map(r => r.codes.find(c => isNumber(c.text))?.text)).toEqual(known.map(p => p.waybill))
  expect((await desk.batchOf(made.batch)).batch).toMatchObject({ state: 'printed', printed: 2, confirmed: 0 })
  rmSync(dir, { recursive: true })
})

/** The waybill's number as a scanner reads it off the burnt label. */
async function waybillOn({ width, height, bits }: { width: number; height: number; bits: Uint8Array }): Promise<string> {
  const row = Math.ceil(width / 8)
  const data = new Uint8ClampedArray(width * height * 4).fill(255)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) if (bits[y * row + (x >> 3)]! & (0x80 >> (x & 7))) data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3)
  return (await readBarcodes({ data, width, height, colorSpace: 'srgb' } as ImageData, { formats: ['Code128'], tryHarder: true })).map(c => c.text).find(isNumber) ?? ''
}
