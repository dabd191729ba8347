import { readFileSync } from 'node:fs'
import path from 'node:path'
import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader'
import { root } from '#kit/root.ts'
import { openRaster } from './raster.ts'

export interface Read { page: number; codes: { format: string; text: string }[] }
/** Our own pages are black on white, sharp and of one size: what a reader tries for photographs is left out, and takes half the time. */
const how = { formats: ['Code128', 'QRCode'], tryHarder: true, tryInvert: false, tryDownscale: false, binarizer: 'FixedThreshold', maxNumberOfSymbols: 32 } satisfies ReaderOptions
export type Reader = (pdf: Uint8Array) => Promise<Read[]>

/** Reads the codes of finished pages as a scanner would, at the dots of a 203 dpi printer; pages count from 0, codes come from top to bottom. */
export async function openReader(): Promise<Reader> {
  const binary = readFileSync(path.join(root, 'node_modules/zxing-wasm/dist/reader/zxing_reader.wasm'))
  await prepareZXingModule({ overrides: { wasmBinary: binary.buffer.slice(binary.byteOffset, binary.byteOffset + binary.length) as ArrayBuffer }, fireImmediately: true })
  const raster = await openRaster()
  // One for all pages of a size: thrown away page by page, they would fill the memory before they are collected.
  let coloured = new Uint32Array(0)
  return async pdf => {
    const found: Read[] = []
    await raster.pages(pdf, 203, async ({ width, height, greys }, page) => {
      if (coloured.length !== width * height) coloured = new Uint32Array(width * height)
      for (let i = 0; i < greys.length; i++) coloured[i] = 0xff00_0000 | greys[i]! * 0x01_0101 // one for every dot
      const codes = await readBarcodes({ data: new Uint8ClampedArray(coloured.buffer), width, height, colorSpace: 'srgb' } as ImageData, how)
      found.push({ page, codes: codes.filter(c => c.isValid).sort((a, b) => a.position.topLeft.y - b.position.topLeft.y || a.position.topLeft.x - b.position.topLeft.x).map(c => ({ format: c.format, text: c.text })) })
    })
    return found
  }
}
