import fs from 'node:fs'
import path from 'node:path'
import { give, type Identity } from '../postgres/identity.ts'
import { summing } from './base.ts'
import type { BackupKey } from './key.ts'
import { differences, type Found } from './manifest.ts'
import { readSealed, Unusable } from './sealed.ts'
import type { Base } from './shelf.ts'
import { tarReader } from './tar.ts'

/** Lays a base backup into a folder and holds every file against the sums the server gave when it was made. */
export async function unpack({ base, key, into, identity, onProgress = () => {} }: { base: Base; key: BackupKey; into: string; identity: Identity; onProgress?: (done: number, all: number) => void }): Promise<void> {
  mustBeWhole(base)
  const found = new Map<string, Found>()
  const lay = layer(into, identity, found)
  let done = 0
  try {
    for await (const piece of readSealed({ key, name: `${base.name} base`, file: path.join(base.dir, 'base.sealed') }) as AsyncIterable<Buffer>) {
      lay.read(piece)
      done += piece.length
      onProgress(done, base.bytes)
    }
  } finally { lay.close() }
  const wrong = differences(await whole(readSealed({ key, name: `${base.name} manifest`, file: path.join(base.dir, 'manifest.sealed') })), found)
  if (wrong.length) throw new Unusable(`${base.dir} is not what its manifest says: ${wrong.slice(0, 5).join('; ')}. Use the copy at the other location, or an older backup`)
}

/** Lays the pieces of a tar into a folder as they come, with the sum of each file. */
export function layer(into: string, identity: Identity, found: Map<string, Found>): { read(piece: Buffer): void; close(): void } {
  fs.mkdirSync(into, { mode: 0o700 })
  give(identity, into)
  const sums = summing(found)
  let file: number | undefined
  const close = () => {
    if (file !== undefined) fs.closeSync(file)
    file = undefined
  }
  const read = tarReader({
    entry(entry) {
      sums.entry(entry)
      const at = path.join(into, entry.name)
      if (entry.type === 'link') throw new Unusable(`the copy has a tablespace outside its data (${entry.name} → ${entry.to}), which is not brought back here`)
      if (entry.type === 'directory') fs.mkdirSync(at, { recursive: true, mode: 0o700 })
      else file = fs.openSync(at, 'wx', 0o600)
      give(identity, at)
    },
    bytes(piece) {
      sums.bytes(piece)
      if (file !== undefined) for (let at = 0; at < piece.length;) at += fs.writeSync(file, piece, at)
    },
    end() {
      sums.end()
      close()
    },
  })
  return { read, close }
}

/** What the restored server needs beside its data. */
export const doorsOf = async (base: Base, key: BackupKey): Promise<Record<string, string>> =>
  JSON.parse((await whole(readSealed({ key, name: `${base.name} doors`, file: path.join(base.dir, 'doors.sealed') }))).toString('utf8')) as Record<string, string>

/** Said before the first byte is unpacked: a file that is not there, or has not its length. */
function mustBeWhole(base: Base): void {
  for (const [name, { bytes }] of Object.entries(base.sealed)) {
    const file = path.join(base.dir, name)
    const is = fs.statSync(file, { throwIfNoEntry: false })?.size
    if (is !== bytes) throw new Unusable(`${file} ${is === undefined ? 'is not there' : `has ${is} bytes instead of ${bytes}`}. Use the copy at the other location, or an older backup`)
  }
}

async function whole(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of source) pieces.push(piece)
  return Buffer.concat(pieces)
}
