import fs from 'node:fs'
import { createRequire } from 'node:module'
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer'

type Kind = 'Code128' | 'EAN13' | 'QRCode'
const size = { wide: 640, high: 480 }
const wasm = createRequire(import.meta.url).resolve('zxing-wasm/writer/zxing_writer.wasm')

/** A film of a code on paper, two seconds long, as Chromium's pretended camera plays it over and over. */
export async function film(file: string, kind: Kind, text: string): Promise<void> {
  prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(fs.readFileSync(wasm)).buffer } })
  const { symbol, error } = await writeBarcode(text, { format: kind, withQuietZones: true })
  if (error) throw new Error(error)
  const flat = symbol.height === 1 || kind !== 'QRCode'
  const scale = Math.floor(Math.min((size.wide * 0.7) / symbol.width, flat ? Infinity : (size.high * 0.5) / symbol.height))
  const [wide, high] = [symbol.width * scale, flat ? 130 : symbol.height * scale]
  const left = Math.floor((size.wide - wide) / 2), top = Math.floor((size.high - high) / 2)
  const light = Buffer.alloc(size.wide * size.high, 200)
  for (let y = 0; y < high; y++) for (let x = 0; x < wide; x++) {
    const row = flat ? Math.floor(symbol.height / 2) : Math.floor(y / scale)
    light[(top + y) * size.wide + left + x] = symbol.data[row * symbol.width + Math.floor(x / scale)]! ? 235 : 16 // within the symbol
  }
  const grey = Buffer.alloc((size.wide * size.high) / 2, 128)
  const frame = Buffer.concat([Buffer.from('FRAME\n'), light, grey])
  fs.writeFileSync(file, Buffer.concat([Buffer.from(`YUV4MPEG2 W${size.wide} H${size.high} F10:1 Ip A1:1 C420jpeg\n`), ...Array.from({ length: 20 }, () => frame)]))
}
