import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { BackupKey } from './key.ts'
import { flushed } from '../durable.ts'
import { readSealed, Unusable, writeSealed } from './sealed.ts'
import { isLog, logFile } from './shelf.ts'

/** Seals what the server has laid into its spool and puts it on the shelf; only then does the spool let it go. Answers how many files went. */
export async function collect({ spool, shelf, key, most = 100 }: { spool: string; shelf: string; key: BackupKey; most?: number }): Promise<number> {
  const names = waiting(spool).slice(0, most)
  if (names.length === 0) return 0
  fs.mkdirSync(path.join(shelf, 'wal'), { recursive: true, mode: 0o700 })
  for (const name of names) {
    const from = path.join(spool, name), to = logFile(shelf, name)
    if (fs.existsSync(to)) await mustBeSame(from, to, name, key)
    else await writeSealed({ key, name: `wal ${name}`, file: to, source: fs.createReadStream(from, { highWaterMark: 1024 * 1024 }) })
    fs.rmSync(from)
  }
  flushed(spool)
  return names.length
}

/** What lies in the spool, the histories of timelines first. */
export const waiting = (spool: string): string[] => (fs.existsSync(spool) ? fs.readdirSync(spool) : []).filter(isLog).sort((a, b) => Number(b.endsWith('.history')) - Number(a.endsWith('.history')) || a.localeCompare(b))

/** A collector that died between two steps finds its own work; another server that writes to the same shelf is an alarm. */
async function mustBeSame(from: string, to: string, name: string, key: BackupKey): Promise<void> {
  const [one, two] = await Promise.all([sumOf(fs.createReadStream(from)), sumOf(readSealed({ key, name: `wal ${name}`, file: to }))])
  if (one !== two) throw new Unusable(`${to} is there with another content than ${from}: two servers write to one shelf. Give each house a location of its own; nothing was overwritten`)
}

async function sumOf(source: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of source) hash.update(piece)
  return hash.digest('hex')
}
