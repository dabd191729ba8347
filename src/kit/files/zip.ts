import type { FileHandle } from 'node:fs/promises'
import { constants, createInflateRaw, inflateRawSync } from 'node:zlib'
import { createReadStream } from 'node:fs'
import { FileRefused } from './shape.ts'

export interface ZipEntry { name: string; packed: number; size: number; method: number; from: number }

const MAX_ENTRIES = 10_000
const MAX_TOTAL = 512 * 1024 * 1024
const RATIO_FROM = 10 * 1024 * 1024
const MAX_RATIO = 200

const damaged = (what: string) => new FileRefused('file-damaged', `The spreadsheet is damaged: ${what}. Open it in Excel and save it again.`)

/**
 * Reads a zip's directory and refuses bombs, lies and tricks before a single byte is unpacked.
 * Only this directory is believed afterwards, and `unpacked` holds every entry to the size it declares.
 */
export async function zipEntries(file: FileHandle, bytes: number): Promise<Map<string, ZipEntry>> {
  const { at, size, count, end } = await directoryOf(file, bytes)
  if (count > MAX_ENTRIES) throw new FileRefused('zip-too-many-entries', `The file holds ${count} parts; a spreadsheet has at most ${MAX_ENTRIES}.`)
  if (size > MAX_ENTRIES * 1024 || at + size > end) throw damaged('its directory does not fit')
  const directory = await bytesAt(file, at, size)
  const entries = new Map<string, ZipEntry>()
  let total = 0
  for (let pos = 0; pos < size;) {
    if (pos + 46 > size || directory.readUInt32LE(pos) !== 0x02014b50) throw damaged('its directory is broken')
    const entry = entryAt(directory, pos)
    pos = entry.next
    if (entries.has(entry.name)) throw new FileRefused('zip-lying', 'Two parts of the file have the same name.')
    total += entry.size
    if (total > MAX_TOTAL) throw new FileRefused('zip-too-large', 'The file unpacks to more than 512 MB.')
    if (entry.size > RATIO_FROM && entry.size > entry.packed * MAX_RATIO) throw new FileRefused('zip-bomb', `A part of the file unpacks to over ${MAX_RATIO} times its size.`)
    entries.set(entry.name, entry)
  }
  if (entries.size !== count) throw new FileRefused('zip-lying', 'The file says it has another number of parts than it has.')
  await checkPlaces(file, [...entries.values()], at)
  return entries
}

/** The unpacked bytes of an entry, piece by piece, never more than it declares. */
export async function* unpacked(path: string, entry: ZipEntry): AsyncGenerator<Buffer> {
  if (entry.packed === 0) return
  const raw = createReadStream(path, { start: entry.from, end: entry.from + entry.packed - 1, highWaterMark: 64 * 1024 })
  const stream = entry.method === 0 ? raw : raw.pipe(createInflateRaw({ chunkSize: 64 * 1024 }))
  raw.on('error', error => stream.destroy(error))
  let had = 0
  try {
    for await (const piece of stream) {
      had += (piece as Buffer).length
      if (had > entry.size) throw new FileRefused('zip-lying', 'A part of the file unpacks to more than it declares.')
      yield piece as Buffer
    }
  } catch (error) {
    if (error instanceof Error && /^Z_|UNEXPECTED_END/.test((error as NodeJS.ErrnoException).code ?? '')) throw damaged('a part cannot be unpacked')
    throw error
  } finally {
    raw.destroy()
    stream.destroy()
  }
  if (had !== entry.size) throw new FileRefused('zip-lying', 'A part of the file unpacks to less than it declares.')
}

/** Finds the directory through the end record, plain or zip64. */
async function directoryOf(file: FileHandle, bytes: number) {
  const tail = Math.min(bytes, 65_557)
  const from = bytes - tail
  const end = await bytesAt(file, from, tail)
  let at = tail - 22
  while (at >= 0 && !(end.readUInt32LE(at) === 0x06054b50 && at + 22 + end.readUInt16LE(at + 20) <= tail)) at--
  if (at < 0) throw damaged('its end is missing')
  const plain = { count: end.readUInt16LE(at + 10), size: end.readUInt32LE(at + 12), at: end.readUInt32LE(at + 16), end: from + at }
  if (end.readUInt16LE(at + 4) !== 0) throw damaged('it is one volume of several')
  const locator = from + at - 20
  if (locator < 0) return plain
  const link = await bytesAt(file, locator, 20)
  if (link.readUInt32LE(0) !== 0x07064b50) return plain
  const place = Number(link.readBigUInt64LE(8))
  if (place + 56 > locator) throw damaged('its directory is missing')
  const big = await bytesAt(file, place, 56)
  if (big.readUInt32LE(0) !== 0x06064b50) throw damaged('its directory is missing')
  return { count: Number(big.readBigUInt64LE(32)), size: Number(big.readBigUInt64LE(40)), at: Number(big.readBigUInt64LE(48)), end: place }
}

/** One line of the directory, checked for what needs no look at the part itself. */
function entryAt(directory: Buffer, pos: number): ZipEntry & { next: number } {
  const flags = directory.readUInt16LE(pos + 8)
  const method = directory.readUInt16LE(pos + 10)
  const nameLength = directory.readUInt16LE(pos + 28)
  const extraLength = directory.readUInt16LE(pos + 30)
  const extraFrom = pos + 46 + nameLength
  const next = extraFrom + extraLength + directory.readUInt16LE(pos + 32)
  if (next > directory.length) throw damaged('its directory is broken')
  const name = directory.toString('utf8', pos + 46, extraFrom).replaceAll('\\', '/')
  const entry = { name, method, packed: directory.readUInt32LE(pos + 20), size: directory.readUInt32LE(pos + 24), from: directory.readUInt32LE(pos + 42), next }
  for (let at = extraFrom; at + 4 <= extraFrom + extraLength; at += 4 + directory.readUInt16LE(at + 2)) {
    if (directory.readUInt16LE(at) !== 1) continue
    let value = at + 4
    const stop = Math.min(value + directory.readUInt16LE(at + 2), extraFrom + extraLength)
    for (const key of ['size', 'packed', 'from'] as const) {
      if (entry[key] !== 0xffffffff || value + 8 > stop) continue
      entry[key] = Number(directory.readBigUInt64LE(value))
      value += 8
    }
    break
  }
  if (flags & 0x2041) throw new FileRefused('file-encrypted', 'The file has a password. Take the password off and upload it again.')
  if (method !== 0 && method !== 8) throw damaged('it is packed in an unknown way')
  if (method === 0 && entry.size !== entry.packed) throw new FileRefused('zip-lying', 'A part of the file declares a wrong size.')
  if (name.startsWith('/') || /^[a-z]:/i.test(name) || name.includes('\0') || name.split('/').includes('..')) throw new FileRefused('zip-path', 'A part of the file has a name that leads outside the file.')
  if (/\.(zip|xlsx|xlsm|xlsb|docx|jar|7z|rar|gz|tgz|bz2|xz|zst)$/i.test(name)) throw nested()
  return entry
}

const nested = () => new FileRefused('zip-nested', 'The file contains another packed file. Remove the embedded file and upload it again.')

/** Every part lies inside the file, no two share bytes, the part's own header agrees, and none is a zip itself. Sets `from` to the first byte of the content. */
async function checkPlaces(file: FileHandle, entries: ZipEntry[], directoryAt: number) {
  entries.sort((a, b) => a.from - b.from)
  for (const [index, entry] of entries.entries()) {
    const limit = entries[index + 1]?.from ?? directoryAt
    const room = limit - entry.from
    if (room < 30 || entry.from < 0) throw new FileRefused('zip-lying', 'Parts of the file lie on top of each other.')
    const head = await bytesAt(file, entry.from, Math.min(room, 30 + 1024))
    if (head.readUInt32LE(0) !== 0x04034b50) throw damaged('a part is missing')
    const content = 30 + head.readUInt16LE(26) + head.readUInt16LE(28)
    if (content + entry.packed > room) throw new FileRefused('zip-lying', 'Parts of the file lie on top of each other.')
    if (head.readUInt16LE(6) & 0x2041) throw new FileRefused('file-encrypted', 'The file has a password. Take the password off and upload it again.')
    if (head.readUInt16LE(8) !== entry.method) throw new FileRefused('zip-lying', 'A part of the file is packed otherwise than the directory says.')
    if (startsLikeZip(head.subarray(content, content + entry.packed), entry.method)) throw nested()
    entry.from += content
  }
}

function startsLikeZip(content: Buffer, method: number): boolean {
  if (content.length < 4) return false
  if (method === 0) return content.readUInt32LE(0) === 0x04034b50
  try {
    // A few dozen packed bytes are enough for the first four; what they unpack to is bounded.
    const first = inflateRawSync(content.subarray(0, 64), { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 128 * 1024 })
    return first.length >= 4 && first.readUInt32LE(0) === 0x04034b50
  } catch { return false }
}

async function bytesAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await file.read(buffer, 0, length, at)
  if (bytesRead < length) throw damaged('it ends too early')
  return buffer
}
