import net from 'node:net'
import { lookUpFor, mustReach } from './reach.ts'

export type Language = 'zpl' | 'tspl'
export type NotReady = 'paper-out' | 'head-open' | 'ribbon-out' | 'paused' | 'too-hot' | 'silent' | 'buffer-full' | 'printer-fault'
/** What a thermal printer says of itself; `waiting` are labels it has taken and not yet burnt. */
export interface Status { ready: boolean; why: NotReady | null; waiting: number }

/** A talk with a thermal printer over TCP. Labels go in one by one; only its own word says that they have come out. */
export interface Talk {
  /** Asks how it stands. No answer is an answer: a printer without paper or with its head open says nothing. */
  ask(): Promise<Status>
  send(label: Uint8Array): Promise<void>
  /** Whether the line still stands; a printer that lost its power has forgotten what was in it. */
  readonly open: boolean
  close(): void
}

export function openTalk({ host, port, language, answerMs = 1500 }: { host: string; port: number; language: Language; answerMs?: number }): Promise<Talk> {
  return new Promise((done, failed) => {
    mustReach(host, port)
    const socket = net.connect({ host, port, lookup: lookUpFor(port), noDelay: true, keepAlive: true, keepAliveInitialDelay: 5000 })
    let heard = Buffer.alloc(0), open = false
    let listener: (() => void) | undefined
    const tooLate = setTimeout(() => socket.destroy(new Error('no connection')), 3000)
    socket.on('data', bytes => { heard = Buffer.concat([heard, bytes]).subarray(-4096); listener?.() })
    socket.on('close', () => { open = false; listener?.() })
    socket.on('error', error => { clearTimeout(tooLate); failed(error); listener?.() })
    socket.on('connect', () => {
      clearTimeout(tooLate)
      open = true
      done({
        get open() { return open && !socket.destroyed },
        async send(label) {
          if (!open) throw new Error('the line is down')
          await new Promise<void>((sent, lost) => {
            const gone = () => lost(new Error('the line went down'))
            socket.once('close', gone)
            socket.write(label, error => { socket.off('close', gone); if (error) lost(error); else sent() })
          })
        },
        ask: () => new Promise(answered => {
          heard = Buffer.alloc(0)
          const end = (status: Status) => { clearTimeout(silence); listener = undefined; answered(status) }
          const silence = setTimeout(() => end({ ready: false, why: 'silent', waiting: 0 }), answerMs)
          listener = () => {
            const status = language === 'zpl' ? zebraStatus(heard) : tscStatus(heard)
            if (status) end(status)
            else if (!open) end({ ready: false, why: 'silent', waiting: 0 })
          }
          if (open) socket.write(language === 'zpl' ? '~HS' : '\x1b!?', () => {})
          else listener()
        }),
        close() { socket.destroy() },
      })
    })
  })
}

/** The three lines of `~HS`, each between STX and ETX; undefined while they are not all there. */
export function zebraStatus(bytes: Buffer): Status | undefined {
  const lines = [...bytes.toString('latin1').matchAll(/\x02([^\x03]*)\x03/g)].map(m => m[1]!.split(',')) // the group is always there
  const [one, two, three] = lines
  if (!one || !two || !three) return undefined
  const flag = (line: string[], at: number) => line[at]?.trim() === '1'
  const why: NotReady | null = flag(one, 1) ? 'paper-out' : flag(two, 2) ? 'head-open' : flag(two, 3) ? 'ribbon-out' : flag(one, 2) ? 'paused' : flag(one, 10) || flag(one, 11) ? 'too-hot' : flag(one, 5) ? 'buffer-full' : null
  return { ready: why === null, why, waiting: Number(one[4] ?? 0) + (Number(two[8] ?? 0) > 0 || flag(two, 7) ? 1 : 0) }
}

/** One byte of flags; the printer is asked for it with ESC ! ? (not seen on a real one). */
export function tscStatus(bytes: Buffer): Status | undefined {
  const byte = bytes.at(-1)
  if (byte === undefined) return undefined
  const why: NotReady | null = byte & 0x01 ? 'head-open' : byte & 0x04 ? 'paper-out' : byte & 0x08 ? 'ribbon-out' : byte & 0x10 ? 'paused' : byte & 0x82 ? 'printer-fault' : null
  return { ready: why === null, why, waiting: byte & 0x20 ? 1 : 0 }
}
