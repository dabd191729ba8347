import path from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import { root } from '#kit/root.ts'
import type { Cut } from './draw.ts'
import type { Draft } from './drafter.ts'
import { openFonts } from './fonts.ts'

/** Papers set as one file: how many pages each label took, in order, and what would be cut on them. */
export interface Setting { pdf: Uint8Array<ArrayBuffer>; pages: number[]; cut: Cut[] }
export interface Setter { set(draft: Draft): Promise<Setting>; missing(texts: string[]): string[] }

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Typst, ready to set. It computes within the call: only a thread of its own may use it. */
export function openSetter(fontDir?: string): Setter {
  const fonts = openFonts(fontDir)
  const workspace = path.join(root, 'src/kit/print')
  const typst = NodeCompiler.create({ workspace, fontArgs: [{ fontPaths: fonts.dirs }] })
  const give = (name: string, content: Uint8Array<ArrayBuffer>) => typst.mapShadow(path.join(workspace, name), Buffer.from(content.buffer, content.byteOffset, content.byteLength))
  const once = ({ sheets, pictures, labels, flows, cut }: Draft): Setting => {
    for (const { name, bytes } of pictures) give(name, bytes)
    give('sheets.json', sheets)
    const result = typst.compile({ mainFilePath: path.join(workspace, 'sheet.typ') })
    if (result.hasError() || !result.result) throw new Error(`The paper could not be set: ${complaint(typst, result)}`)
    const paper = result.result
    const told = typst.query(paper, { selector: '<cut>', field: 'value' }) as [number, number][]
    const pages = flows ? pagesOf(typst.query(paper, { selector: '<paper>', field: 'value' }) as [number, string, number][], labels) : new Array<number>(labels).fill(1)
    const sum = pages.reduce((total, n) => total + n, 0)
    if (sum !== paper.numOfPages) throw new Error(`${labels} labels should make ${sum} pages, but there are ${paper.numOfPages}.`)
    const pdf = Uint8Array.from(typst.pdf(paper, { pdfTags: false, creationTimestamp: 0 }))
    for (const { name } of pictures) typst.unmapShadow(path.join(workspace, name))
    return { pdf, pages, cut: [...cut, ...told.map(([label, element]) => ({ label, element }))].sort((a, b) => a.label - b.label || a.element - b.element) }
  }
  return {
    missing: fonts.missing,
    async set(draft) {
      try { return once(draft) } finally {
        // What was set is native memory that the collector knows nothing of: it is freed when nothing holds it, collected, and the loop has turned once more.
        typst.evictCache(0)
        if (draft.labels > 8) collect()
        await new Promise(turn => setImmediate(turn))
      }
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
