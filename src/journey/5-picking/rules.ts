import { reason, type Reason } from '#kit/verdict.ts'


/** What is left to do for one product of one order in one bin. */
export interface Picked { code: string; barcode: string | null; title: string; quantity: number; picked: number; position: number; place: string; lot: string; stage: string; blocks: readonly string[]; dropped: boolean }
export interface Gesture { code: string; quantity: number; position: number | null; place: string | null; lot: string | null }

/** Why a scan cannot count: the difference is named, so that the picker knows what to do (FU-1, FU-5). */
export function whyNotPicked(rows: readonly Picked[], { code, quantity, position, place, lot }: Gesture): Reason[] {
  if (rows.length === 0) return [reason('wave-unknown')]
  const fitting = rows.filter(r => r.code === code || r.barcode === code)
  if (fitting.length === 0) {
    const next = rows.find(r => !r.dropped && r.picked < r.quantity)
    return [reason('wrong-product', { scanned: code, ...(next && { wanted: next.code, title: next.title }) }, 'FU-1.scan')]
  }
  const seated = position === null ? fitting : fitting.filter(r => r.position === position)
  if (seated.length === 0) return [reason('wrong-position', { wanted: listed(fitting.map(r => r.position)) }, 'FU-1.scan')]
  const placed = place === null ? seated : seated.filter(r => r.place === place)
  if (placed.length === 0) return [reason('wrong-place', { scanned: place, wanted: listed(seated.map(r => r.place)) }, 'FU-1.scan')]
  const here = lot === null ? placed : placed.filter(r => r.lot === lot)
  if (here.length === 0) return [reason('wrong-lot', { scanned: lot, wanted: listed(placed.map(r => r.lot)) }, 'FU-1.scan')]
  const stopped = here.filter(isStopped)
  if (stopped.length === here.length) return stopped.map(r => reason('stopped', { position: r.position, stage: r.stage, blocks: r.blocks.join(' ') }))
  const open = here.filter(r => !stopped.includes(r))
  return [reason('too-many', { scanned: quantity, open: open.reduce((n, r) => n + r.quantity - r.picked, 0) }, 'FU-1.scan')]
}

const listed = (all: readonly (string | number)[]) => [...new Set(all)].join(' ')
/** Cancelled, blocked or gone on: its goods stay on the shelf. */
export const isStopped = (row: { dropped: boolean; stage: string; blocks: readonly string[] }): boolean => row.dropped || row.stage !== 'picking' || row.blocks.length > 0

/** Where the picker goes next: the first open pick on the walk (the rows stand in walking order). */
export const nextPick = <P extends { dropped: boolean; stage: string; blocks: readonly string[]; picked: number; quantity: number }>(rows: readonly P[]): P | undefined =>
  rows.find(r => !isStopped(r) && r.picked < r.quantity)
