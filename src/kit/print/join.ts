/**
 * Several files of our own setter as one, pages in order. They are plain PDFs (every object stands by itself, and a table says where), so that joining is
 * renumbering; the same parts give the same bytes.
 */
export function joined(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  if (parts.length === 1) return Uint8Array.from(parts[0]!) // there is one
  const out: Buffer[] = [Buffer.from('%PDF-1.7\n%\x80\x80\x80\x80\n', 'latin1')]
  const places = new Map<number, number>()
  const trees: { number: number; count: number }[] = []
  let length = out[0]!.length, next = 2
  const write = (number: number, body: Buffer) => {
    const whole = Buffer.concat([Buffer.from(`${number} 0 obj\n`), body, Buffer.from('\nendobj\n')])
    places.set(number, length)
    out.push(whole)
    length += whole.length
  }
  for (const part of parts) {
    const { objects, pages, count } = read(Buffer.from(part.buffer, part.byteOffset, part.byteLength))
    const shift = next
    for (const [number, body] of objects) {
      next = Math.max(next, shift + number + 1)
      // The tree of this part becomes a branch of the one above them all.
      const moved = renumbered(body, shift)
      write(shift + number, number === pages ? Buffer.from(moved.toString('latin1').replace('/Type /Pages', '/Type /Pages\n  /Parent 1 0 R'), 'latin1') : moved)
    }
    trees.push({ number: shift + pages, count })
  }
  write(1, Buffer.from(`<< /Type /Pages /Count ${trees.reduce((sum, t) => sum + t.count, 0)} /Kids [${trees.map(t => `${t.number} 0 R`).join(' ')}] >>`))
  write(next, Buffer.from('<< /Type /Catalog /Pages 1 0 R >>'))
  const table = Array.from({ length: next + 1 }, (_, i) => places.has(i) ? `${String(places.get(i)).padStart(10, '0')} 00000 n \n` : '0000000000 65535 f \n')
  out.push(Buffer.from(`xref\n0 ${next + 1}\n${table.join('')}trailer\n<< /Size ${next + 1} /Root ${next} 0 R >>\nstartxref\n${length}\n%%EOF`))
  return Uint8Array.from(Buffer.concat(out))
}

/** The objects of a file by number; those about the whole file (catalogue, information) stay behind. */
function read(pdf: Buffer): { objects: Map<number, Buffer>; pages: number; count: number } {
  const tail = pdf.subarray(-2048).toString('latin1')
  const start = Number(/startxref\s+(\d+)/.exec(tail)?.[1])
  const table = pdf.subarray(start).toString('latin1')
  const [head, size] = /^xref\s+0 (\d+)\s+/.exec(table) ?? []
  const root = Number(/\/Root (\d+) 0 R/.exec(table)?.[1]), about = Number(/\/Info (\d+) 0 R/.exec(table)?.[1])
  if (!head || !root) throw new Error('A part is no plain PDF.')
  const places: { number: number; at: number }[] = []
  for (let i = 1; i < Number(size); i++) {
    const line = table.slice(head.length + i * 20, head.length + i * 20 + 20)
    if (line[17] === 'n') places.push({ number: i, at: Number(line.slice(0, 10)) })
  }
  places.sort((a, b) => a.at - b.at)
  const bodyOf = (i: number): Buffer => {
    const whole = pdf.subarray(places[i]!.at, places[i + 1]?.at ?? start) // i is a place of the list
    return whole.subarray(whole.indexOf('obj') + 4, whole.lastIndexOf('endobj'))
  }
  const objects = new Map(places.map(({ number }, i) => [number, bodyOf(i)]))
  const catalogue = objects.get(root)?.toString('latin1') ?? ''
  const pages = Number(/\/Pages (\d+) 0 R/.exec(catalogue)?.[1])
  const count = Number(/\/Count (\d+)/.exec(objects.get(pages)?.toString('latin1') ?? '')?.[1])
  if (!pages || !count) throw new Error('A part has no pages.')
  for (const number of [root, about, Number(/\/Metadata (\d+) 0 R/.exec(catalogue)?.[1])]) objects.delete(number)
  return { objects, pages, count }
}

/** The references of an object moved on by so many numbers; what lies in its stream is no reference. */
function renumbered(body: Buffer, shift: number): Buffer {
  const stream = body.indexOf('\nstream')
  const words = (stream < 0 ? body : body.subarray(0, stream)).toString('latin1')
  const moved = words.replace(/\b(\d+) 0 R\b/g, (_, number: string) => `${Number(number) + shift} 0 R`)
  return stream < 0 ? Buffer.from(moved.trimEnd(), 'latin1') : Buffer.concat([Buffer.from(moved, 'latin1'), body.subarray(stream, body.lastIndexOf('endstream') + 9)])
}
