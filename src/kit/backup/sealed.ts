import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { pipeline as joined } from 'node:stream'
import zlib from 'node:zlib'
import { flushed } from '../durable.ts'
import type { BackupKey } from './key.ts'

/** A backup that cannot be used; the message says what is wrong, in which file, and what to do. */
export class Unusable extends Error {}

// A sealed file: a head (mark, number of the key, salt) and frames of at most `frameBytes` under AES-256-GCM. The number of a frame is its
// nonce and the last one is marked, so that frames changed, moved, left out or cut off do not open. The name is sealed in: a file under
// another's name does not open either.
const mark = Buffer.from('danliu1\n')
const headBytes = mark.length + 8 + 16
const frameBytes = 256 * 1024
const lastFlag = 0x8000_0000

async function* seal(key: BackupKey, name: string, source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const salt = randomBytes(16)
  const secret = key.of(salt)
  const head = Buffer.concat([mark, Buffer.from(key.id, 'hex'), salt])
  let number = 0
  const frame = (plain: Buffer, last: boolean) => {
    const cipher = createCipheriv('aes-256-gcm', secret, nonceOf(number++)).setAAD(signed(head, name, last))
    const body = cipher.update(plain)
    cipher.final()
    const length = Buffer.alloc(4)
    length.writeUInt32BE(body.length + (last ? lastFlag : 0))
    return Buffer.concat([length, cipher.getAuthTag(), body])
  }
  yield head
  let kept: Buffer[] = [], size = 0
  for await (const piece of source) {
    kept.push(piece)
    size += piece.length
    if (size <= frameBytes) continue
    let all = Buffer.concat(kept)
    for (; all.length > frameBytes; all = all.subarray(frameBytes)) yield frame(all.subarray(0, frameBytes), false)
    kept = [all]
    size = all.length
  }
  yield frame(Buffer.concat(kept), true)
}

async function* unseal(key: BackupKey, name: string, file: string, source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let kept: Buffer = Buffer.alloc(0), ended = false
  let opened: { head: Buffer; secret: Buffer } | undefined
  let number = 0
  for await (const piece of source) {
    if (ended) throw damaged(file, 'something follows its end')
    kept = kept.length ? Buffer.concat([kept, piece]) : piece
    if (!opened) {
      if (kept.length < headBytes) continue
      opened = openHead(key, file, kept.subarray(0, headBytes))
      kept = kept.subarray(headBytes)
    }
    while (kept.length >= 20) {
      const length = kept.readUInt32BE(0)
      const size = length & ~lastFlag, last = length >= lastFlag
      if (size > frameBytes) throw damaged(file, 'a frame has an impossible length')
      if (kept.length < 20 + size) break
      const decipher = createDecipheriv('aes-256-gcm', opened.secret, nonceOf(number++)).setAAD(signed(opened.head, name, last)).setAuthTag(kept.subarray(4, 20))
      const plain = decipher.update(kept.subarray(20, 20 + size))
      try { decipher.final() } catch { throw damaged(file, `its content does not fit its seal, at frame ${number}`) }
      yield plain
      kept = kept.subarray(20 + size)
      if (!last) continue
      ended = true
      if (kept.length) throw damaged(file, 'something follows its end')
    }
  }
  if (!ended) throw damaged(file, 'its end is missing')
}

function openHead(key: BackupKey, file: string, head: Buffer) {
  if (!head.subarray(0, mark.length).equals(mark)) throw damaged(file, 'it is no sealed file of danliu')
  const id = head.subarray(mark.length, mark.length + 8).toString('hex')
  const fits = [key, ...key.older ?? []].find(k => k.id === id)
  if (!fits) throw new Unusable(`${file} was sealed with another key (${id}; the one at hand is ${key.id}). Give the secret.key of the house that made it with --key FILE, or its content in DANLIU_KEY`)
  return { head, secret: fits.of(head.subarray(mark.length + 8)) }
}

const damaged = (file: string, how: string) => new Unusable(`${file} is damaged: ${how}. Use the copy at the other location, or an older backup`)

function nonceOf(number: number): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeBigUInt64BE(BigInt(number), 4)
  return nonce
}
const signed = (head: Buffer, name: string, last: boolean) => Buffer.concat([head, Buffer.from(`${name}\0${last ? 'end' : 'on'}`)])

export interface Written { /** Of the sealed file. */ bytes: number; sha256: string }

/** Packs and seals a stream into a file, which is there in one piece or not at all, also after a power cut. */
export async function writeSealed({ key, name, file, source, signal }: { key: BackupKey; name: string; file: string; source: AsyncIterable<Buffer>; signal?: AbortSignal }): Promise<Written> {
  const draft = `${file}.${randomBytes(4).toString('hex')}.draft`
  const hash = createHash('sha256')
  let bytes = 0
  const out = fs.createWriteStream(draft, { mode: 0o600, flush: true })
  try {
    await pipeline(Readable.from(source), zlib.createZstdCompress({ params: { [zlib.constants.ZSTD_c_compressionLevel]: 3 } }), (packed: AsyncIterable<Buffer>) => seal(key, name, packed), async function* (sealed: AsyncIterable<Buffer>) {
      for await (const piece of sealed) {
        hash.update(piece)
        bytes += piece.length
        yield piece
      }
    }, out, { ...(signal && { signal }) })
    fs.renameSync(draft, file)
    flushed(path.dirname(file))
  } catch (error) {
    fs.rmSync(draft, { force: true })
    throw error
  }
  return { bytes, sha256: hash.digest('hex') }
}

/** The plain content of a sealed file; whatever does not open ends the stream with an `Unusable`. */
export function readSealed({ key, name, file }: { key: BackupKey; name: string; file: string }): Readable {
  const unpacked = zlib.createZstdDecompress()
  // The error reaches whoever reads the stream.
  joined(Readable.from(unseal(key, name, file, fs.createReadStream(file, { highWaterMark: frameBytes })), { objectMode: false }), unpacked, () => {})
  return unpacked
}
