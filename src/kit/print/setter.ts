import { createHash } from 'node:crypto'
import path from 'node:path'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import { root } from '#kit/root.ts'
import { boxesOf, drawn, isSame, type Cut, type Pen, type Sheet } from './draw.ts'
import { openFonts } from './fonts.ts'
import type { Label, Layout } from './layout.ts'

/** Papers set as one file: how many pages each label took, in order, and what would be cut on them. */
export interface Setting { pdf: Uint8Array<ArrayBuffer>; pages: number[]; cut: Cut[] }
export interface Setter { set(layout: Layout, labels: Label[], dpi: number): Promise<Setting>; missing(texts: string[]): string[] }

/** Typst, ready to set. It computes within the call: only a thread of its own may use it. */
export function openSetter(fontDir?: string): Setter {
  const fonts = openFonts(fontDir)
  const workspace = path.join(root, 'src/kit/print')
  const typst = NodeCompiler.create({ workspace, fontArgs: [{ fontPaths: fonts.dirs }] })
  const at = (name: string) => path.join(workspace, name)
  const give = (name: string, content: Buffer) => typst.mapShadow(at(name), content)
  const pictures = new Map<string, string>()
  const picture = (source: string) => {
    const known = pictures.get(source)
    if (known) return known
    const name = `/picture-${createHash('sha256').update(source).digest('hex').slice(0, 16)}.${source.startsWith('data:image/png') ? 'png' : 'jpg'}`
    give(name, Buffer.from(source.slice(source.indexOf(',') + 1), 'base64'))
    pictures.set(source, name)
    return name
  }
  return {
    missing: fonts.missing,
    async set(layout, labels, dpi) {
      const pen: Pen = { layout, dpi, fonts, picture }
      const cut: Cut[] = []
      const sheets: Sheet[] = labels.map((label, at) => {
        const { sheet, cut: found } = drawn(pen, label, e => !isSame(e))
        for (const element of found) cut.push({ label: at, element })
        return sheet
      })
      const same = drawn(pen, { values: {} }, isSame).sheet.ops
      give('sheets.json', Buffer.from(JSON.stringify({ width: layout.width, height: layout.height, fonts: fonts.families, boxes: boxesOf(layout), same, sheets })))
      const result = typst.compile({ mainFilePath: at('sheet.typ') })
      if (result.hasError() || !result.result) throw new Error(`The paper could not be set: ${complaint(typst, result)}`)
      const paper = result.result
      const told = typst.query(paper, { selector: '<cut>', field: 'value' }) as [number, number][]
      for (const [label, element] of told) cut.push({ label, element })
      const flows = sheets.some(s => s.flow)
      const pages = flows ? pagesOf(typst.query(paper, { selector: '<paper>', field: 'value' }) as [number, string, number][], labels.length) : labels.map(() => 1)
      const sum = pages.reduce((total, n) => total + n, 0)
      if (sum !== paper.numOfPages) throw new Error(`${labels.length} labels should make ${sum} pages, but there are ${paper.numOfPages}.`)
      const pdf = Uint8Array.from(typst.pdf(paper, { pdfTags: false, creationTimestamp: 0 }))
      // What was set is freed only when nothing holds it and the loop has turned once more.
      typst.evictCache(0)
      await new Promise(turn => setImmediate(turn))
      return { pdf, pages, cut: cut.sort((a, b) => a.label - b.label || a.element - b.element) }
    },
  }
}

function pagesOf(marks: [number, string, number][], labels: number): number[] {
  const pages = new Array<number>(labels).fill(1)
  for (const [label, side, page] of marks) pages[label]! += side === 'to' ? page : -page // every mark is one of a label
  return pages
}

function complaint(typst: NodeCompiler, result: ReturnType<NodeCompiler['compile']>): string {
  const error = result.takeError()
  // Only the message: what Typst quotes may hold a customer's words.
  return error ? (typst.fetchDiagnostics(error) as { message?: string }[]).map(d => d.message ?? '').join('; ').slice(0, 300) : 'no document'
}
