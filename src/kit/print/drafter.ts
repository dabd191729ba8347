import { createHash } from 'node:crypto'
import { boxesOf, drawn, isSame, type Cut, type Pen } from './draw.ts'
import { openFonts } from './fonts.ts'
import type { Label, Layout } from './layout.ts'

/** Papers worked out and not yet set: what the sheet reads, the pictures it names, and codes that have no room. */
export interface Draft { sheets: Uint8Array<ArrayBuffer>; pictures: { name: string; bytes: Uint8Array<ArrayBuffer> }[]; labels: number; flows: boolean; cut: Cut[] }
export type Drafter = (layout: Layout, labels: readonly Label[], dpi: number) => Draft

export function openDrafter(fontDir?: string): Drafter {
  const fonts = openFonts(fontDir)
  return (layout, labels, dpi) => {
    const cut: Cut[] = [], pictures = new Map<string, Uint8Array<ArrayBuffer>>()
    const pen: Pen = { layout, dpi, fonts, picture(source) {
      const name = `/picture-${createHash('sha256').update(source).digest('hex').slice(0, 16)}.${source.startsWith('data:image/png') ? 'png' : 'jpg'}`
      if (!pictures.has(name)) pictures.set(name, Uint8Array.from(Buffer.from(source.slice(source.indexOf(',') + 1), 'base64')))
      return name
    } }
    const sheets = labels.map((label, at) => {
      const { sheet, cut: found } = drawn(pen, label, e => !isSame(e))
      for (const element of found) cut.push({ label: at, element })
      return sheet
    })
    const same = drawn(pen, { values: {} }, isSame).sheet.ops
    const text = JSON.stringify({ width: layout.width, height: layout.height, fonts: fonts.families, boxes: boxesOf(layout), same, sheets })
    return { sheets: new TextEncoder().encode(text), pictures: [...pictures].map(([name, bytes]) => ({ name, bytes })), labels: labels.length, flows: sheets.some(s => s.flow), cut }
  }
}
