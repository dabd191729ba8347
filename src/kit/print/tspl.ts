import type { Burning, Dots } from './zpl.ts'

/** One label in TSPL. Its picture is the other way round: there a bit that is set stays white. */
export function tspl(dots: Dots, { dpi, gapMm = 2, offsetX = 0, offsetY = 0, density = 8, copies = 1 }: Burning & { dpi: number; gapMm?: number }): Buffer {
  const row = Math.ceil(dots.width / 8)
  if (dots.bits.length !== row * dots.height) throw new Error(`${dots.width}×${dots.height} dots are ${row * dots.height} bytes, not ${dots.bits.length}`)
  const white = Buffer.alloc(dots.bits.length)
  for (let i = 0; i < white.length; i++) white[i] = ~dots.bits[i]! & 0xff // i is within it
  const perMm = dpi === 203 ? 8 : dpi / 25.4
  const mm = (length: number) => (length / perMm).toFixed(1)
  const head = [
    `SIZE ${mm(dots.width)} mm,${mm(dots.height)} mm`, `GAP ${gapMm} mm,0 mm`, 'DIRECTION 0', `REFERENCE ${Math.max(0, offsetX)},${Math.max(0, offsetY)}`, `SHIFT ${Math.min(0, offsetY)}`,
    `DENSITY ${Math.max(0, Math.min(15, Math.round(density)))}`, 'CLS', `BITMAP 0,0,${row},${dots.height},0,`,
  ].join('\r\n')
  return Buffer.concat([Buffer.from(head, 'latin1'), white, Buffer.from(`\r\nPRINT 1,${copies}\r\n`, 'latin1')])
}
