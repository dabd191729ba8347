import { deflateSync } from 'node:zlib'

/** A page as a thermal printer burns it: one bit a dot, 1 is black, each row begins with a new byte. */
export interface Dots { width: number; height: number; bits: Uint8Array }
export interface Burning { /** Dots to the right and down; may be negative. */ offsetX?: number; offsetY?: number; /** 0 to 30. */ density?: number; copies?: number }

/** CRC-16/XMODEM over the text that carries the picture: real printers drop any other in silence, emulators take it. */
export function crc16(text: string): string {
  let crc = 0
  for (const byte of Buffer.from(text, 'latin1')) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff
  }
  return crc.toString(16).toUpperCase().padStart(4, '0')
}

/** One label in ZPL: the page as a compressed picture (Z64), so that no font is needed in the printer. */
export function zpl(dots: Dots, { offsetX = 0, offsetY = 0, density, copies = 1 }: Burning = {}): Buffer {
  const row = Math.ceil(dots.width / 8), size = row * dots.height
  if (dots.bits.length !== size) throw new Error(`${dots.width}×${dots.height} dots are ${size} bytes, not ${dots.bits.length}`)
  const picture = deflateSync(dots.bits, { level: 6 }).toString('base64')
  return Buffer.from([
    ...(density === undefined ? [] : [`~SD${String(Math.max(0, Math.min(30, Math.round(density)))).padStart(2, '0')}`]),
    '^XA', `^PW${dots.width}`, `^LL${dots.height}`, `^LH0,0^LS${-offsetX}^LT${Math.max(-120, Math.min(120, offsetY))}`,
    `^FO0,0^GFA,${size},${size},${row},:Z64:${picture}:${crc16(picture)}^FS`, `^PQ${copies},0,0,N`, '^XZ', '',
  ].join('\n'), 'latin1')
}
