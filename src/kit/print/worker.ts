import { parentPort, workerData } from 'node:worker_threads'
import type { Read, Reader } from './reading.ts'
import type { Raster } from './raster.ts'
import type { Draft, Drafter } from './drafter.ts'
import type { Label, Layout } from './layout.ts'
import type { Setter, Setting } from './setter.ts'

/** What the threads of a press are asked, and what they answer. The tools are opened by the first who needs them. */
export interface Asks {
  draft: { ask: { layout: Layout; labels: Label[]; dpi: number }; answer: Draft }
  set: { ask: { draft: Draft }; answer: Setting }
  few: { ask: { layout: Layout; labels: Label[]; dpi: number }; answer: Setting }
  dots: { ask: { layout: Layout; label: Label; dpi: number; page: number }; answer: Burnt }
  picture: { ask: { layout: Layout; label: Label; dpi: number; page: number; grey: boolean }; answer: Pictured }
  burn: { ask: { pdf: Uint8Array<ArrayBuffer>; dpi: number; page: number }; answer: { width: number; height: number; bits: Uint8Array<ArrayBuffer> } }
  paint: { ask: { pdf: Uint8Array<ArrayBuffer>; dpi: number; page: number; grey: boolean }; answer: { png: Uint8Array<ArrayBuffer> } }
  missing: { ask: { texts: string[] }; answer: string[] }
  read: { ask: { pdf: Uint8Array }; answer: Read[] }
}
export interface Burnt { width: number; height: number; bits: Uint8Array<ArrayBuffer>; cut: number[] }
export interface Pictured { png: Uint8Array<ArrayBuffer>; pages: number; cut: number[] }
type Does = { [K in keyof Asks]: (ask: Asks[K]['ask']) => Promise<Asks[K]['answer']> }

const { fontDir } = workerData as { fontDir?: string }
let drafting: Promise<Drafter> | undefined, setting: Promise<Setter> | undefined, rasterising: Promise<Raster> | undefined, reading: Promise<Reader> | undefined
const drafter = () => drafting ??= import('./drafter.ts').then(m => m.openDrafter(fontDir))
const setter = () => setting ??= import('./setter.ts').then(m => m.openSetter(fontDir))
const raster = () => rasterising ??= import('./raster.ts').then(m => m.openRaster())
const reader = () => reading ??= import('./reading.ts').then(m => m.openReader())

const does: Does = {
  draft: async ({ layout, labels, dpi }) => (await drafter())(layout, labels, dpi),
  set: async ({ draft }) => (await setter()).set(draft),
  few: async ({ layout, labels, dpi }) => (await setter()).set((await drafter())(layout, labels, dpi)),
  missing: async ({ texts }) => (await setter()).missing(texts),
  read: async ({ pdf }) => (await reader())(pdf),
  async burn({ pdf, dpi, page }) {
    const { burnt } = await import('./raster.ts')
    let dots: Asks['burn']['answer'] | undefined
    await (await raster()).pages(pdf, dpi, greys => { dots = burnt(greys) }, page)
    return dots! // the page was named
  },
  async paint({ pdf, dpi, page, grey }) {
    const { burnt, png } = await import('./raster.ts')
    let picture: Uint8Array<ArrayBuffer> | undefined
    await (await raster()).pages(pdf, dpi, greys => { picture = png(grey ? greys : burnt(greys)) }, page)
    return { png: picture! } // the page was named
  },
  async dots({ layout, label, dpi, page }) {
    const { pdf, cut } = await does.few({ layout, labels: [label], dpi })
    return { ...await does.burn({ pdf, dpi, page }), cut: cut.map(c => c.element) }
  },
  async picture({ layout, label, dpi, page, grey }) {
    // In shades, it is paper that a laser prints: its bars are those of the file, whatever the picture's own dots.
    const { pdf, pages, cut } = await does.few({ layout, labels: [label], dpi: grey ? 203 : dpi })
    return { ...await does.paint({ pdf, dpi, page: Math.min(page, pages[0]! - 1), grey }), pages: pages[0]!, cut: cut.map(c => c.element) } // one label was set
  },
}

parentPort!.on('message', async ({ kind, ask }: { kind: keyof Asks; ask: never }) => { // a worker always has a parent
  try {
    const answer = await does[kind](ask)
    parentPort!.postMessage({ answer }, handedOver(answer))
  } catch (error) { parentPort!.postMessage({ fault: error instanceof Error ? error.message : String(error) }) }
})

/** Big pieces change hands without being copied. */
const handedOver = (answer: object): ArrayBuffer[] => Object.values(answer).flatMap(part => part instanceof Uint8Array && part.buffer instanceof ArrayBuffer ? [part.buffer] : [])
