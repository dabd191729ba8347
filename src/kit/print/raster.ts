import { crc32, deflateSync } from 'node:zlib'
import { PDFiumLibrary } from '@hyzyla/pdfium'
import { dotsPerMm, pointsPerMm } from './layout.ts'

/** A page in dots: one bit each, 1 is black, rows begin with a new byte. */
export interface Dots { width: number; height: number; bits: Uint8Array<ArrayBuffer> }
/** A page in shades: one byte each, 0 is black. */
export interface Greys { width: number; height: number; greys: Uint8Array }

export interface Raster {
  /** The chosen pages, all where none are named, one after the other. */
  pages(pdf: Uint8Array, dpi: number, each: (page: Greys, number: number) => void | Promise<void>, only?: number): Promise<void>
}

export async function openRaster(): Promise<Raster> {
  const pdfium = await PDFiumLibrary.init()
  return {
    async pages(pdf, dpi, each, only) {
      const paper = await pdfium.loadDocument(pdf)
      try {
        const scale = dotsPerMm(dpi) / pointsPerMm
        for (let at = only ?? 0; at < (only === undefined ? paper.getPageCount() : only + 1); at++) {
          const page = paper.getPage(at)
          const { originalWidth, originalHeight } = page.getOriginalSize()
          const width = Math.round(originalWidth * scale), height = Math.round(originalHeight * scale)
          const { data } = await page.render({ colorSpace: 'Gray', width, height, render: 'bitmap' })
          await each({ width, height, greys: data }, at)
        }
      } finally { paper.destroy() }
    },
  }
}

/** What a thermal printer burns: dots at least half dark. */
export function burnt({ width, height, greys }: Greys): Dots {
  const row = Math.ceil(width / 8)
  const bits = new Uint8Array(row * height)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) if (greys[y * width + x]! < 128) bits[y * row + (x >> 3)]! |= 0x80 >> (x & 7) // both lie within the page
  return { width, height, bits }
}

/** A PNG of dots or of shades. */
export function png(page: Dots | Greys): Uint8Array<ArrayBuffer> {
  const { width, height } = page
  const one = 'bits' in page
  const row = one ? Math.ceil(width / 8) : width
  const raw = Buffer.alloc((row + 1) * height)
  for (let y = 0; y < height; y++) {
    if (one) for (let i = 0; i < row; i++) raw[y * (row + 1) + 1 + i] = ~page.bits[y * row + i]! & 0xff // in a PNG 0 is black
    else raw.set(page.greys.subarray(y * row, (y + 1) * row), y * (row + 1) + 1)
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head[8] = one ? 1 : 8
  return Uint8Array.from(Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', head), chunk('IDAT', deflateSync(raw)), chunk('IEND', Buffer.alloc(0))]))
}

function chunk(name: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), content])
  const around = Buffer.alloc(8)
  around.writeUInt32BE(content.length, 0)
  around.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)])
}
