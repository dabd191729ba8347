import { createHash } from 'node:crypto'
import http from 'node:http'
import net from 'node:net'
import { inflateSync } from 'node:zlib'
import { readIpp } from '../src/kit/print/ipp.ts'
import { crc16, type Dots } from '../src/kit/print/zpl.ts'

/** A listener that plays a Zebra: it takes labels into its buffer, burns one after the other, and says nothing of itself while it has no paper. */
export interface Zebra {
  port: number
  /** What came out, label by label. */
  burnt: Dots[]
  /** Labels that lie in the buffer. */
  readonly waiting: number
  paper(loaded: boolean): void
  head(closed: boolean): void
  /** The line goes down and what is in the buffer is forgotten. */
  cut(): Promise<void>
  /** Power again, on the same port. */
  wake(): Promise<void>
  /** Called when a label has come out. */
  onBurnt: (count: number) => void
  /** Labels whose picture was damaged: a real one drops them in silence. */
  dropped: number
  close(): Promise<void>
}

export async function openZebra({ burnMs = 15, silentWhenNotReady = true }: { burnMs?: number; silentWhenNotReady?: boolean } = {}): Promise<Zebra> {
  let paper = true, head = true, buffer: Dots[] = [], burning = false, server: net.Server
  const lines = new Set<net.Socket>()
  const zebra: Zebra = {
    port: 0, burnt: [], get waiting() { return buffer.length }, onBurnt: () => {}, dropped: 0,
    paper(loaded) { paper = loaded; burn() }, head(closed) { head = closed; burn() },
    async cut() { buffer = []; for (const line of lines) line.resetAndDestroy(); await new Promise(end => server.close(end)) },
    wake: () => listen(zebra.port),
    async close() { buffer = []; for (const line of lines) line.destroy(); await new Promise(end => server.close(end)) },
  }
  const burn = () => {
    if (burning || !paper || !head || buffer.length === 0) return
    burning = true
    setTimeout(() => {
      burning = false
      if (paper && head && buffer.length) { zebra.burnt.push(buffer.shift()!); zebra.onBurnt(zebra.burnt.length) } // it has one
      burn()
    }, burnMs)
  }
  const answer = () => {
    const flag = (is: boolean) => (is ? '1' : '0')
    return `\x02030,${flag(!paper)},0,1440,${String(buffer.length).padStart(3, '0')},0,0,0,000,0,0,0\x03\r\n\x02000,0,${flag(!head)},0,1,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n`
  }
  const listen = (port: number) => new Promise<void>(up => {
    server = net.createServer(line => {
      lines.add(line)
      let heard = ''
      line.on('error', () => {})
      line.on('close', () => lines.delete(line))
      line.setEncoding('latin1')
      line.on('data', text => {
        heard += text
        for (;;) {
          const found = /~HS|\^XA[\s\S]*?\^XZ/.exec(heard)
          if (!found) break
          heard = heard.slice(found.index + found[0].length)
          if (found[0] === '~HS') { if ((paper && head) || !silentWhenNotReady) line.write(answer()) } else {
            const label = pictureOf(found[0])
            if (label) buffer.push(label)
            else zebra.dropped++
            burn()
          }
        }
      })
    })
    server.listen(port, '127.0.0.1', () => { zebra.port = (server.address() as net.AddressInfo).port; up() })
  })
  await listen(0)
  return zebra
}

/** The dots of a label in ZPL, as a printer reads them; undefined when its check figure is wrong. */
export function pictureOf(label: string): Dots | undefined {
  const [, total, , row, picture, check] = /\^GFA,(\d+),(\d+),(\d+),:Z64:([A-Za-z0-9+/=]+):([0-9A-F]{4})/.exec(label) ?? []
  if (!picture || crc16(picture) !== check) return undefined
  const bits = new Uint8Array(inflateSync(Buffer.from(picture, 'base64')))
  return { width: Number(/\^PW(\d+)/.exec(label)?.[1]), height: Number(total) / Number(row), bits }
}

/** A printer that speaks IPP: it keeps what it was sent, and each job stands as the test says. */
export interface IppPrinter {
  uri: string
  jobs: { id: number; pdf: Buffer; name: string; copies: number; media: string; state: number; reasons: string[] }[]
  /** What the next jobs become: 9 completed, 8 aborted, 5 processing, 6 stopped. */
  become: { state: number; reasons: string[] }
  /** The answer to the next Print-Job, when not taken. */
  refuse: number | null
  close(): Promise<void>
}
export async function openIppPrinter(): Promise<IppPrinter> {
  const printer: IppPrinter = { uri: '', jobs: [], become: { state: 9, reasons: [] }, refuse: null, close: () => new Promise(end => { server.closeAllConnections(); server.close(() => end()) }) }
  const server = http.createServer((request, reply) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const body = Buffer.concat(parts)
      const asked = readIpp(body)
      const of = Object.assign({}, ...asked.groups.map(g => g.attributes)) as Record<string, (string | number | boolean)[]>
      const operation = asked.status // the same place holds the operation of a request
      let attributes: [tag: number, name: string, value: string | number][] = [], group = 0x02, status = 0
      if (operation === 0x0002 && printer.refuse !== null) status = printer.refuse
      else if (operation === 0x0002) {
        const pdf = body.subarray(body.indexOf('%PDF'))
        const job = { id: printer.jobs.length + 1, pdf, name: String(of['job-name']?.[0]), copies: Number(of.copies?.[0] ?? 1), media: String(of.media?.[0]), state: 3, reasons: [] as string[] }
        printer.jobs.push(job)
        attributes = [[0x21, 'job-id', job.id], [0x23, 'job-state', 3], [0x44, 'job-state-reasons', 'none']]
        Object.assign(job, printer.become)
      } else if (operation === 0x0009) {
        const job = printer.jobs[Number(of['job-id']?.[0]) - 1]
        if (!job) status = 0x0406
        else attributes = [[0x21, 'job-id', job.id], [0x23, 'job-state', job.state], ...(job.reasons.length ? job.reasons : ['none']).map(r => [0x44, 'job-state-reasons', r] as [number, string, string]), [0x21, 'job-impressions-completed', 1]]
      } else { group = 0x04; attributes = [[0x42, 'printer-name', 'fake'], [0x23, 'printer-state', 3], [0x44, 'printer-state-reasons', 'none'], [0x49, 'document-format-supported', 'application/pdf'], [0x44, 'media-supported', 'iso_a4_210x297mm']] }
      const head = Buffer.alloc(8)
      head.writeUInt16BE(0x0101, 0); head.writeUInt16BE(status, 2); head.writeUInt32BE(body.readUInt32BE(4), 4)
      const put = (tag: number, name: string, value: string | number) => {
        const bytes = typeof value === 'number' ? (() => { const b = Buffer.alloc(4); b.writeInt32BE(value); return b })() : Buffer.from(value)
        const two = (n: number) => { const b = Buffer.alloc(2); b.writeUInt16BE(n); return b }
        return Buffer.concat([Buffer.of(tag), two(name.length), Buffer.from(name), two(bytes.length), bytes])
      }
      reply.writeHead(200, { 'content-type': 'application/ipp' })
      reply.end(Buffer.concat([head, Buffer.of(0x01), put(0x47, 'attributes-charset', 'utf-8'), Buffer.of(group), ...attributes.map(a => put(...a)), Buffer.of(0x03)]))
    })
  })
  await new Promise<void>(up => { server.listen(0, '127.0.0.1', () => { printer.uri = `ipp://127.0.0.1:${(server.address() as net.AddressInfo).port}/printers/fake`; up() }) })
  return printer
}

/** A platform's print component: a small WebSocket server that takes print tasks and tells how they ended. */
export interface FakeComponent {
  at: string
  tasks: { taskID: string; printer: string; data: Record<string, string> }[]
  /** What becomes of the next tasks; `vanish` ends the line in the middle. */
  become: 'printed' | 'failed' | 'refused' | 'vanish'
  close(): Promise<void>
}
export async function openFakeComponent(): Promise<FakeComponent> {
  const component: FakeComponent = { at: '', tasks: [], become: 'printed', close: () => new Promise(end => { for (const line of lines) line.destroy(); server.close(() => end()) }) }
  const lines = new Set<net.Socket>()
  const server = http.createServer()
  server.on('upgrade', (request, line: net.Socket) => {
    lines.add(line)
    line.on('error', () => {})
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
    line.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`)
    const tell = (message: object) => {
      const body = Buffer.from(JSON.stringify(message))
      line.write(Buffer.concat([body.length < 126 ? Buffer.of(0x81, body.length) : Buffer.of(0x81, 126, body.length >> 8, body.length & 0xff), body]))
    }
    let heard = Buffer.alloc(0)
    line.on('data', (bytes: Buffer) => {
      heard = Buffer.concat([heard, bytes])
      for (;;) {
        if (heard.length < 6) return
        const short = heard[1]! & 0x7f
        const start = short === 126 ? 4 : 2
        const length = short === 126 ? heard.readUInt16BE(2) : short
        if (heard.length < start + 4 + length) return
        const mask = heard.subarray(start, start + 4)
        const body = Buffer.from(heard.subarray(start + 4, start + 4 + length).map((byte, i) => byte ^ mask[i % 4]!))
        const isText = (heard[0]! & 0x0f) === 1
        heard = heard.subarray(start + 4 + length)
        if (!isText) continue
        const { cmd, requestID, task } = JSON.parse(body.toString()) as { cmd: string; requestID: string; task: { taskID: string; printer: string; documents: { documentID: string; contents: { data: Record<string, string> }[] }[] } }
        if (component.become === 'refused') { tell({ cmd, requestID, status: 'failed', msg: 'no such printer' }); continue }
        component.tasks.push({ taskID: task.taskID, printer: task.printer, data: task.documents[0]!.contents[0]!.data })
        if (component.become === 'vanish') { line.destroy(); return }
        tell({ cmd, requestID, status: 'success' })
        tell({ cmd: 'notifyPrintResult', requestID, taskID: task.taskID, taskStatus: 'rendered' })
        tell({ cmd: 'notifyPrintResult', requestID, taskID: task.taskID, taskStatus: component.become, printStatus: [{ documentID: task.documents[0]!.documentID, status: component.become, msg: component.become === 'failed' ? 'paper out' : '' }] })
      }
    })
  })
  await new Promise<void>(up => { server.listen(0, '127.0.0.1', () => { component.at = `ws://127.0.0.1:${(server.address() as net.AddressInfo).port}`; up() }) })
  return component
}
