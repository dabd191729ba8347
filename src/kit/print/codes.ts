import qrcode from 'qrcode'
import { code128 } from '#kit/code128.rules.ts'

/** A code as one path of a picture in whole modules. */
export interface Drawn { svg: string; modules: number }

/** Bars without their quiet zone: the layout leaves the room beside them. */
export function bars(text: string): Drawn {
  let at = 0, path = ''
  for (const [i, width] of code128(text).entries()) {
    if (i % 2 === 0) path += `M${at} 0h${width}v1h-${width}z`
    at += width
  }
  return { modules: at, svg: svg(at, 1, path) }
}

/** Dots of a QR code, a run of dark ones as one rectangle. */
export function dotsOfQr(text: string, level: 'L' | 'M' | 'Q' | 'H'): Drawn {
  const { size, data } = qrcode.create(text, { errorCorrectionLevel: level }).modules
  let path = ''
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) {
    if (!data[y * size + x]) continue
    const from = x
    while (x + 1 < size && data[y * size + x + 1]) x++
    path += `M${from} ${y}h${x - from + 1}v1h-${x - from + 1}z`
  }
  return { modules: size, svg: svg(size, size, path) }
}

const svg = (w: number, h: number, path: string) => `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" preserveAspectRatio="none"><path d="${path}"/></svg>`
