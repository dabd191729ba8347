import http from 'node:http'
import https from 'node:https'
import { lookUpFor, mustReach } from './reach.ts'

/** What is needed of IPP/1.1 (RFC 8011) to print a PDF and to follow it to its end: four requests and their answers. */
export type IppValue = string | number | boolean
export interface IppAnswer { status: number; groups: { tag: number; attributes: Record<string, IppValue[]> }[] }
export interface IppJob { id: number; state: JobState; reasons: string[]; impressions: number | null }
export type JobState = 'pending' | 'held' | 'processing' | 'stopped' | 'canceled' | 'aborted' | 'completed'
export interface IppPrinter { name: string; state: 'idle' | 'processing' | 'stopped'; reasons: string[]; accepting: boolean; formats: string[]; media: string[] }

const operations = { 'Print-Job': 0x0002, 'Cancel-Job': 0x0008, 'Get-Job-Attributes': 0x0009, 'Get-Printer-Attributes': 0x000b } as const
type Operation = keyof typeof operations
type Tag = 'charset' | 'language' | 'uri' | 'name' | 'keyword' | 'integer' | 'mime' | 'boolean'
const tags: Record<Tag, number> = { charset: 0x47, language: 0x48, uri: 0x45, name: 0x42, keyword: 0x44, integer: 0x21, mime: 0x49, boolean: 0x22 }
type Attribute = [tag: Tag, name: string, ...values: IppValue[]]

export const printerAttributes = async (uri: string, signal?: AbortSignal): Promise<IppPrinter> => {
  const answer = await ask(uri, 'Get-Printer-Attributes', [['keyword', 'requested-attributes', 'printer-name', 'printer-state', 'printer-state-reasons', 'printer-is-accepting-jobs', 'document-format-supported', 'media-supported']], [], undefined, signal)
  const of = answer.groups.find(g => g.tag === 0x04)?.attributes ?? {}
  return { name: String(of['printer-name']?.[0] ?? ''), state: of['printer-state']?.[0] === 5 ? 'stopped' : of['printer-state']?.[0] === 4 ? 'processing' : 'idle', reasons: texts(of['printer-state-reasons']), accepting: of['printer-is-accepting-jobs']?.[0] !== false,
    formats: texts(of['document-format-supported']), media: texts(of['media-supported']) }
}

/** Sends a PDF. `media` is the name of its size; nothing is scaled, for bars stand on whole dots. */
export const printJob = async (uri: string, { pdf, name, user, copies = 1, width, height, signal }: { pdf: Uint8Array; name: string; user: string; copies?: number; width: number; height: number; signal?: AbortSignal }): Promise<IppJob> =>
  jobOf(await ask(uri, 'Print-Job', [['name', 'requesting-user-name', user], ['name', 'job-name', name], ['mime', 'document-format', 'application/pdf']], [
    ['integer', 'copies', copies], ['keyword', 'print-scaling', 'none'], ['keyword', 'media', mediaOf(width, height)],
  ], pdf, signal))

export const jobAttributes = async (uri: string, id: number, signal?: AbortSignal): Promise<IppJob> =>
  jobOf(await ask(uri, 'Get-Job-Attributes', [['integer', 'job-id', id], ['keyword', 'requested-attributes', 'job-id', 'job-state', 'job-state-reasons', 'job-impressions-completed']], [], undefined, signal))
export const cancelJob = async (uri: string, id: number): Promise<void> => { await ask(uri, 'Cancel-Job', [['integer', 'job-id', id]], [], undefined) }

/** A4 and A5 by their own names, everything else by its millimetres (PWG 5101.1). */
export const mediaOf = (width: number, height: number): string => width === 210 && height === 297 ? 'iso_a4_210x297mm' : width === 148 && height === 210 ? 'iso_a5_148x210mm' : `om_${width}x${height}mm_${width}x${height}mm`

const jobStates: Record<number, JobState> = { 3: 'pending', 4: 'held', 5: 'processing', 6: 'stopped', 7: 'canceled', 8: 'aborted', 9: 'completed' }
function jobOf(answer: IppAnswer): IppJob {
  const of = answer.groups.find(g => g.tag === 0x02)?.attributes ?? {}
  const state = jobStates[Number(of['job-state']?.[0])]
  if (!state || typeof of['job-id']?.[0] !== 'number') throw new Error('the printer’s answer names no job')
  const impressions = of['job-impressions-completed']?.[0]
  return { id: of['job-id'][0], state, reasons: texts(of['job-state-reasons']).filter(r => r !== 'none'), impressions: typeof impressions === 'number' ? impressions : null }
}
const texts = (values: IppValue[] | undefined) => (values ?? []).map(String)

let request = 0
async function ask(uri: string, operation: Operation, given: Attribute[], job: Attribute[], body: Uint8Array | undefined, signal?: AbortSignal): Promise<IppAnswer> {
  const head = Buffer.alloc(8)
  head.writeUInt16BE(0x0101, 0)
  head.writeUInt16BE(operations[operation], 2)
  head.writeUInt32BE(request = (request % 0x7fffffff) + 1, 4)
  const sent = Buffer.concat([
    head, Buffer.of(0x01), ...[['charset', 'attributes-charset', 'utf-8'], ['language', 'attributes-natural-language', 'en'], ['uri', 'printer-uri', uri], ...given].map(a => written(a as Attribute)),
    ...(job.length ? [Buffer.of(0x02), ...job.map(written)] : []), Buffer.of(0x03), ...(body ? [Buffer.from(body.buffer, body.byteOffset, body.byteLength)] : []),
  ])
  const answer = readIpp(await post(uri, sent, signal))
  if (answer.status >= 0x0100) throw new Error(`the printer refuses ${operation}: ${statusNames[answer.status] ?? `0x${answer.status.toString(16)}`}`)
  return answer
}
const statusNames: Record<number, string> = { 0x0400: 'bad request', 0x0401: 'forbidden', 0x0403: 'not authorised', 0x0404: 'not possible', 0x0406: 'not found', 0x040a: 'document format not supported', 0x040b: 'attributes not supported', 0x0500: 'internal error', 0x0506: 'not accepting jobs', 0x0507: 'busy' }

function written([tag, name, ...values]: Attribute): Buffer {
  return Buffer.concat(values.map((value, i) => {
    const text = Buffer.from(i === 0 ? name : '', 'utf8')
    const bytes = tag === 'integer' ? int(Number(value)) : tag === 'boolean' ? Buffer.of(value ? 1 : 0) : Buffer.from(String(value), 'utf8').subarray(0, 1023)
    return Buffer.concat([Buffer.of(tags[tag]), short(text.length), text, short(bytes.length), bytes])
  }))
}
const short = (n: number) => { const b = Buffer.alloc(2); b.writeUInt16BE(n); return b }
const int = (n: number) => { const b = Buffer.alloc(4); b.writeInt32BE(n); return b }

/** Reads an answer; what it does not know (collections, ranges, dates) it passes over. A cut answer is an error and no crash. */
export function readIpp(bytes: Buffer): IppAnswer {
  if (bytes.length < 9) throw new Error('the printer’s answer is cut')
  const groups: IppAnswer['groups'] = []
  let name = ''
  for (let at = 8; at < bytes.length;) {
    const tag = bytes[at++]!
    if (tag === 0x03) break
    if (tag < 0x10) { groups.push({ tag, attributes: {} }); continue }
    if (at + 2 > bytes.length) throw new Error('the printer’s answer is cut')
    const nameLength = bytes.readUInt16BE(at)
    if (at + 4 + nameLength > bytes.length) throw new Error('the printer’s answer is cut')
    if (nameLength) name = bytes.toString('utf8', at + 2, at + 2 + nameLength)
    const length = bytes.readUInt16BE(at + 2 + nameLength)
    const value = bytes.subarray(at + 4 + nameLength, at + 4 + nameLength + length)
    if (value.length < length) throw new Error('the printer’s answer is cut')
    at += 4 + nameLength + length
    const read = tag === 0x21 || tag === 0x23 ? (length === 4 ? value.readInt32BE() : undefined) : tag === 0x22 ? value[0] === 1 : tag >= 0x40 && tag < 0x4a ? value.toString('utf8') : undefined
    if (read !== undefined) ((groups.at(-1) ?? (groups.push({ tag: 0, attributes: {} }), groups[0]!)).attributes[name] ??= []).push(read)
  }
  return { status: bytes.readUInt16BE(2), groups }
}

/** `ipp://host/printers/x` is HTTP to port 631. No more than a megabyte is taken as an answer. */
function post(uri: string, body: Buffer, signal?: AbortSignal): Promise<Buffer> {
  const url = new URL(uri.replace(/^ipp/, 'http'))
  if (!/^https?:$/.test(url.protocol)) throw new Error(`${uri} is not an address of a printer`)
  const within = AbortSignal.any([AbortSignal.timeout(20_000), ...(signal ? [signal] : [])])
  const port = Number(url.port || (uri.startsWith('ipp') ? 631 : url.protocol === 'https:' ? 443 : 80))
  mustReach(url.hostname, port)
  return new Promise((done, failed) => {
    const sending = (url.protocol === 'https:' ? https : http).request({ hostname: url.hostname, port, lookup: lookUpFor(port), path: url.pathname + url.search, method: 'POST', signal: within, headers: { 'content-type': 'application/ipp', 'content-length': body.length } }, answer => {
      const parts: Buffer[] = []
      let size = 0
      answer.on('data', (part: Buffer) => { size += part.length; if (size > 1_048_576) sending.destroy(new Error('the printer’s answer is too long')); else parts.push(part) })
      answer.on('end', () => (answer.statusCode === 200 ? done(Buffer.concat(parts)) : failed(new Error(`the printer answers HTTP ${answer.statusCode}`))))
      answer.on('error', failed)
    })
    sending.on('error', failed)
    sending.end(body)
  })
}
