import { reason, type Reason } from '#kit/verdict.ts'


/** What is left to do for one product of one order. */
export interface Picked { code: string; barcode: string | null; title: string; quantity: number; picked: number; position: number; stage: string; blocks: readonly string[]; dropped: boolean }

/** Why a scan cannot count: the difference is named, so that the picker knows what to do (FU-1, FU-5). */
export function whyNotPicked(rows: readonly Picked[], code: string, quantity: number, position: number | null): Reason[] {
  if (rows.length === 0) return [reason('wave-unknown')]
  const fitting = rows.filter(r => r.code === code || r.barcode === code)
  if (fitting.length === 0) {
    const next = rows.find(r => !r.dropped && r.picked < r.quantity)
    return [reason('wrong-product', { scanned: code, ...(next && { wanted: next.code, title: next.title }) }, 'FU-1.scan')]
  }
  const here = position === null ? fitting : fitting.filter(r => r.position === position)
  if (here.length === 0) return [reason('wrong-position', { wanted: fitting.map(r => r.position).join(' ') }, 'FU-1.scan')]
  const stopped = here.filter(r => r.dropped || r.stage !== 'picking' || r.blocks.length > 0)
  if (stopped.length === here.length) return stopped.map(r => reason('stopped', { position: r.position, stage: r.stage, blocks: r.blocks.join(' ') }))
  const open = here.filter(r => !stopped.includes(r))
  return [reason('too-many', { scanned: quantity, open: open.reduce((n, r) => n + r.quantity - r.picked, 0) }, 'FU-1.scan')]
}
