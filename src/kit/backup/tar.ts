/** One thing in a tar as the server sends it. */
export interface TarEntry { name: string; size: number; type: 'file' | 'directory' | 'link'; mode: number; to: string }
export interface TarEar { entry(entry: TarEntry): void; bytes(piece: Buffer): void; end(): void }

const block = 512

/** Told the pieces of a tar as they come, says what is in it; names that lead out of the folder are refused (S20). */
export function tarReader(ear: TarEar): (piece: Buffer) => void {
  let head: Buffer = Buffer.alloc(0)
  let left = 0, padding = 0
  let open = false
  return piece => {
    for (let at = 0; at < piece.length;) {
      if (left > 0) {
        const part = piece.subarray(at, at + left)
        ear.bytes(part)
        at += part.length
        left -= part.length
      } else if (padding > 0) {
        const skipped = Math.min(padding, piece.length - at)
        at += skipped
        padding -= skipped
      } else {
        const part = piece.subarray(at, at + block - head.length)
        head = Buffer.concat([head, part])
        at += part.length
        if (head.length < block) return
        const entry = entryOf(head)
        head = Buffer.alloc(0)
        if (!entry) continue
        ear.entry(entry)
        left = entry.size
        padding = (block - (entry.size % block)) % block
        open = true
      }
      if (open && left === 0) { ear.end(); open = false }
    }
  }
}

function entryOf(head: Buffer): TarEntry | undefined {
  if (head.every(byte => byte === 0)) return undefined
  const text = (from: number, length: number) => head.toString('utf8', from, from + length).replace(/\0.*$/s, '')
  const prefix = text(345, 155)
  const name = `${prefix ? `${prefix}/` : ''}${text(0, 100)}`.replace(/^\.\/|\/$/g, '')
  if (name.startsWith('/') || name.split('/').includes('..')) throw new Error(`the archive names ${JSON.stringify(name)}, which lies outside it`)
  const kind = text(156, 1)
  return { name, size: kind === '5' || kind === '2' ? 0 : sizeOf(head), type: kind === '5' ? 'directory' : kind === '2' ? 'link' : 'file', mode: parseInt(text(100, 8), 8) & 0o777, to: text(157, 100) }
}

/** Eleven octal digits, or beyond eight gigabytes a binary number behind a set bit. */
const sizeOf = (head: Buffer) => ((head[124]! & 0x80) === 0 ? parseInt(head.toString('latin1', 124, 136), 8) || 0 : Number(head.readBigUInt64BE(128)))
