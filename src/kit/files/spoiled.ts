import { crc32, deflateRawSync } from 'node:zlib'

/** Files for the tests, made by hand so that they may lie. */
export interface Part { name: string; content: Buffer | string; declared?: number; flags?: number; stored?: boolean }

/** A zip of the parts; `declared` is the unpacked size the headers claim, `count` the number of parts the end claims. */
export function zipOf(parts: Part[], count = parts.length): Buffer {
  const pieces: Buffer[] = [], directory: Buffer[] = []
  let at = 0
  for (const part of parts) {
    const content = Buffer.from(part.content)
    const packed = part.stored ? content : deflateRawSync(content)
    const name = Buffer.from(part.name)
    const head = Buffer.alloc(46)
    head.writeUInt32LE(0x02014b50, 0)
    head.writeUInt16LE(part.flags ?? 0, 8)
    head.writeUInt16LE(part.stored ? 0 : 8, 10)
    head.writeUInt32LE(crc32(content), 16)
    head.writeUInt32LE(packed.length, 20)
    head.writeUInt32LE(part.declared ?? content.length, 24)
    head.writeUInt16LE(name.length, 28)
    head.writeUInt32LE(at, 42)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    head.copy(local, 6, 8, 30)
    directory.push(head, name)
    pieces.push(local, name, packed)
    at += 30 + name.length + packed.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Math.min(count, 0xffff), 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...pieces, list, ...(count > 0xffff ? [zip64Of(count, list.length, at)] : []), end])
}

function zip64Of(count: number, size: number, at: number): Buffer {
  const end = Buffer.alloc(76)
  end.writeUInt32LE(0x06064b50, 0)
  end.writeBigUInt64LE(BigInt(count), 32)
  end.writeBigUInt64LE(BigInt(size), 40)
  end.writeBigUInt64LE(BigInt(at), 48)
  end.writeUInt32LE(0x07064b50, 56)
  end.writeBigUInt64LE(BigInt(at + size), 64)
  return end
}

const rel = (id: string, type: string, target: string) => `<Relationship Id="${id}" Type="http://x/${type}" Target="${target}"/>`
const rels = (...all: string[]) => `<?xml version="1.0"?><Relationships xmlns="http://x">${all.join('')}</Relationships>`

/** The parts of a workbook with one sheet of the given row XML. */
export const bookOf = (rows: string, { after = '', before = '', strings = [] as string[] } = {}): Part[] => [
  { name: '[Content_Types].xml', content: '<Types/>' },
  { name: '_rels/.rels', content: rels(rel('rId1', 'officeDocument', 'xl/workbook.xml')) },
  { name: 'xl/workbook.xml', content: '<workbook><sheets><sheet name="一" sheetId="1" r:id="rId1"/></sheets></workbook>' },
  { name: 'xl/_rels/workbook.xml.rels', content: rels(rel('rId1', 'worksheet', 'worksheets/sheet1.xml'), rel('rId2', 'styles', 'styles.xml'), rel('rId3', 'sharedStrings', 'sharedStrings.xml')) },
  { name: 'xl/styles.xml', content: '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy\\-mm\\-dd hh:mm:ss"/><numFmt numFmtId="171" formatCode="00000000"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs></styleSheet>' },
  { name: 'xl/sharedStrings.xml', content: `<sst>${strings.map(text => `<si><t>${text}</t></si>`).join('')}</sst>` },
  { name: 'xl/worksheets/sheet1.xml', content: `<?xml version="1.0"?>${before}<x:worksheet><x:sheetData>${rows}</x:sheetData>${after}</x:worksheet>` },
]

/** An old .xls of one sheet: an OLE2 file whose only stream holds the BIFF8 records. */
export function oldBookOf(rows: (string | number)[][], password = false): Buffer {
  const record = (id: number, ...pieces: Buffer[]) => { const content = Buffer.concat(pieces); return Buffer.concat([words(id, content.length), content]) }
  const words = (...all: number[]) => { const buffer = Buffer.alloc(all.length * 2); all.forEach((word, at) => buffer.writeUInt16LE(word, at * 2)); return buffer }
  const double = (number: number) => { const buffer = Buffer.alloc(8); buffer.writeDoubleLE(number); return buffer }
  const text = (word: string) => Buffer.concat([words(word.length), Buffer.from([1]), Buffer.from(word, 'utf16le')])
  const begin = (kind: number) => record(0x809, words(0x600, kind, 0, 0, 0, 0, 0, 0))
  const lock = password ? record(0x2f, words(0, 0)) : Buffer.alloc(0)
  const front = begin(5).length + lock.length + 14 + 4
  const globals = [begin(5), lock, record(0x85, words(front, 0, 0), Buffer.from([2, 0]), Buffer.from('S1')), record(0x0a)]
  const cells = rows.flatMap((row, r) => row.map((cell, c) => (typeof cell === 'number' ? record(0x203, words(r, c, 0), double(cell)) : record(0x204, words(r, c, 0), text(cell)))))
  const stream = Buffer.concat([...globals, begin(16), ...cells, record(0x0a), Buffer.alloc(4096)]).subarray(0, 4096)
  const head = Buffer.alloc(512, 0xff), fat = Buffer.alloc(512, 0xff), folder = Buffer.alloc(512)
  head.fill(0, 0, 76)
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(head)
  words(0x3e, 3, 0xfffe, 9, 6).copy(head, 24)
  const numbers: [number, number][] = [[44, 1], [48, 1], [56, 4096], [60, 0xfffffffe], [68, 0xfffffffe], [76, 0]]
  for (const [at, number] of numbers) head.writeUInt32LE(number, at)
  const chain = [0xfffffffd, 0xfffffffe, 3, 4, 5, 6, 7, 8, 9, 0xfffffffe]
  chain.forEach((next, at) => fat.writeUInt32LE(next, at * 4))
  const entry = (at: number, name: string, kind: number, child: number, start: number, size: number) => {
    folder.write(`${name}\0`, at, 'utf16le')
    words(name.length * 2 + 2, kind | 0x100, 0xffff, 0xffff, 0xffff, 0xffff).copy(folder, at + 64)
    folder.writeUInt32LE(child, at + 76)
    folder.writeUInt32LE(start, at + 116)
    folder.writeUInt32LE(size, at + 120)
  }
  entry(0, 'Root Entry', 5, 1, 0xfffffffe, 0)
  entry(128, 'Workbook', 2, 0xffffffff, 2, 4096)
  return Buffer.concat([head, fat, folder, stream])
}

/** A seeded chance, the same on every machine. */
export function chanceOf(seed: number): (below: number) => number {
  let state = seed >>> 0
  return below => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below)
  }
}
