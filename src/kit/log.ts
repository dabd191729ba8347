import { fstatSync, writeSync } from 'node:fs'
import pino, { type DestinationStream, type Logger } from 'pino'

/** Never in a log, wherever it stands in the logged object (S2, S17). */
const secrets = [
  'name', 'phone', 'mobile', 'street', 'address', 'receiver', 'buyer', 'remark', 'authorization', 'cookie', 'password', 'secret', 'token',
]
const depths = ['', '*.', '*.*.', '*.*.*.']

/** The log of the process: one JSON line each, `LOG_LEVEL` says from which weight on. */
export const openLog = (to?: DestinationStream, level = process.env.LOG_LEVEL || 'info'): Logger => pino({
  level,
  base: undefined,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: { paths: depths.flatMap(depth => secrets.map(secret => depth + secret)), censor: '[hidden]' },
}, to ?? pino.destination(2))

/**
 * Standard error as the place of a log. Where it is a file, a full disk costs lines and never the house (R5); how many is said when there is
 * room again. `process.stderr` would end the process.
 */
export function lastingError(): DestinationStream {
  process.stderr.on('error', () => {})
  process.stdout.on('error', () => {})
  let isFile = false
  try { isFile = fstatSync(2).isFile() } catch { /* closed */ }
  if (!isFile) return process.stderr
  let lost = 0
  return {
    write(line) {
      try {
        if (lost) writeSync(2, `${JSON.stringify({ level: 50, time: new Date().toISOString(), lost, msg: 'lines of this log found no room on the disk' })}\n`)
        lost = 0
        writeSync(2, line)
      } catch { lost++ }
    },
  }
}

/**
 * What of a fault may be written down: the database quotes values in its messages, so that quoted text which is no
 * identifier, and long numbers, are blanked.
 */
export function faultOf(error: unknown): { kind: string; message: string; code?: string; at?: string } {
  if (!(error instanceof Error)) return { kind: typeof error, message: 'thrown value' }
  const message = error.message.replace(/(["'])(?![a-z_]+\1).*?\1/gs, '"…"').replace(/\d{7,}/g, '…').slice(0, 500)
  const at = error.stack?.split('\n').filter(line => line.startsWith('    at ')).slice(0, 8).map(line => line.trim()).join(' | ')
  return { kind: error.constructor.name, message, ...('code' in error && { code: String(error.code) }), ...(at && { at }) }
}
