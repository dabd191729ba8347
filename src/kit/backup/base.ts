import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { version } from '../root.ts'
import type { BackupKey } from './key.ts'
import { differences, type Found } from './manifest.ts'
import { baseBackup, type Part } from './replication.ts'
import { Unusable, writeSealed } from './sealed.ts'
import { putText, segmentOf, shelfIn, type Base } from './shelf.ts'
import { tarReader, type TarEar } from './tar.ts'

export interface Taking {
  adminUrl: string; location: string; key: BackupKey; at: Date
  /** What the restored server needs beside its data, such as the passwords of its doors. */
  doors: Record<string, string>
  server: string
  onProgress?: (done: number, all: number) => void
}

/** Streams a copy of everything into the location, sealed, and holds each file against the server's own list of sums before it counts. */
export async function takeBase({ adminUrl, location, key, at, doors, server, onProgress = () => {} }: Taking): Promise<Base> {
  const name = at.toISOString().replace(/[-:]|\.\d+/g, '')
  const stream = await baseBackup(adminUrl, `danliu ${name}`)
  const dir = path.join(shelfIn(location, stream.system), 'base', name)
  try {
    fs.mkdirSync(dir, { recursive: true, mode: 0o700 })
    const { found, manifest, base, bytes } = await receive(stream.parts, dir, key, done => onProgress(done, Math.max(stream.bytes, done)))
    const wrong = differences(manifest, found)
    if (wrong.length) throw new Unusable(`the backup that came from the server is not what its manifest says: ${wrong.slice(0, 5).join('; ')}. Nothing was kept; run ./danliu verify, and the backup again`)
    const list = await writeSealed({ key, name: `${name} manifest`, file: path.join(dir, 'manifest.sealed'), source: once(manifest) })
    const told = await writeSealed({ key, name: `${name} doors`, file: path.join(dir, 'doors.sealed'), source: once(Buffer.from(JSON.stringify(doors))) })
    const done: Base = {
      name, dir: '', system: stream.system, timeline: stream.timeline, startedAt: at.toISOString(), endedAt: new Date().toISOString(), start: stream.start, end: stream.end(),
      firstSegment: segmentOf(stream.timeline, stream.start), bytes, files: found.size, server, danliu: version, key: key.id,
      sealed: { 'base.sealed': base, 'manifest.sealed': list, 'doors.sealed': told },
    }
    putText(path.join(dir, 'backup.json'), `${JSON.stringify({ ...done, dir: undefined }, null, 1)}\n`)
    return { ...done, dir }
  } catch (error) {
    fs.rmSync(dir, { recursive: true, force: true })
    throw error
  } finally {
    await stream.close().catch(() => {})
  }
}

/** One tar and one manifest: the house has no tablespaces of its own. */
async function receive(parts: AsyncIterable<Part>, dir: string, key: BackupKey, onProgress: (done: number) => void) {
  const found = new Map<string, Found>()
  const read = tarReader(summing(found))
  const manifest: Buffer[] = []
  const tar = new PassThrough({ highWaterMark: 4 * 1024 * 1024 })
  const written = writeSealed({ key, name: `${path.basename(dir)} base`, file: path.join(dir, 'base.sealed'), source: tar })
  written.catch(error => tar.destroy(error as Error))
  let into: 'nothing' | 'tar' | 'manifest' = 'nothing', bytes = 0
  try {
    for await (const part of parts) {
      if (part.kind === 'archive') {
        if (into !== 'nothing') throw new Unusable(`the server has a tablespace (${part.name}) outside its data, which is not backed up here: bring its tables back into pg_default`)
        into = 'tar'
      } else if (part.kind === 'manifest') {
        into = 'manifest'
      } else if (into === 'manifest') {
        manifest.push(part.bytes)
      } else {
        read(part.bytes)
        bytes += part.bytes.length
        onProgress(bytes)
        if (!tar.write(part.bytes)) await drained(tar)
      }
    }
    tar.end()
  } catch (error) {
    tar.destroy(error as Error)
    await written.catch(() => {})
    throw error
  }
  return { found, manifest: Buffer.concat(manifest), base: await written, bytes }
}

const drained = (tar: PassThrough) => new Promise<void>((done, fail) => {
  const free = () => { tar.off('drain', go); tar.off('close', broken) }
  const go = () => { free(); done() }
  const broken = () => { free(); fail(tar.errored ?? new Error('the backup could not be written')) }
  tar.once('drain', go).once('close', broken)
})

/** The sum of each file as it passes. */
export function summing(found: Map<string, Found>): TarEar {
  let file: { name: string; size: number } | undefined
  let hash = createHash('sha256')
  return {
    entry(entry) { file = entry.type === 'file' ? entry : undefined; hash = createHash('sha256') },
    bytes(piece) { hash.update(piece) },
    end() { if (file) found.set(file.name, { size: file.size, sha256: hash.digest('hex') }) },
  }
}

async function* once(bytes: Buffer) { yield bytes }
