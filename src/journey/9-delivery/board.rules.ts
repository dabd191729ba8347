import { lengthOf, type Handbook } from '#handbook/clauses/rules.ts'

/** What tracking says of a parcel that left the house. One parcel may be in several: stalled and late, say. */
export const trackingStates = ['not-collected', 'in-transit', 'stalled', 'late', 'not-told', 'returned', 'signed'] as const
export type Tracking = (typeof trackingStates)[number]

/** Those that wait for somebody: the oldest comes first. */
export const waits = (tracking: Tracking | undefined): boolean => tracking !== undefined && tracking !== 'in-transit' && tracking !== 'signed' && tracking !== 'returned'

/** Moments before which a parcel must have been scanned, signed and told to the channel to be well; and since when it is today. */
export interface Moments { stalledBefore: Date; lateBefore: Date; toldBefore: Date; today: Date }

/** By the handbook's figures: no scan for so long is a stall, no signature for so long is late (SH-4), no number at the channel for so long is a failed upload (FU-7). */
export const momentsOf = (book: Handbook, now: Date, today: Date): Moments => ({
  stalledBefore: ago(now, book, 'SH-4.stall', 'limit'), lateBefore: ago(now, book, 'SH-4.trouble', 'promise'), toldBefore: ago(now, book, 'FU-7.upload', 'limit'), today,
})

const ago = (now: Date, book: Handbook, clause: string, name: string) => new Date(now.getTime() - lengthOf(book, clause, name))

export interface Tracked { state: string; handedAt: Date | null; lastScanAt: Date | null; lastScan: string | null; uploadedAt: Date | null; signedAt: Date | null }

/** The tracking states of one parcel; the SQL of the board asks the same. */
export function trackingOf(p: Tracked, m: Moments): Tracking[] {
  const moving = p.state === 'handed-over' || p.state === 'in-transit'
  const lastHeard = p.lastScanAt ?? p.handedAt
  return [
    ...(p.state === 'handed-over' && !p.lastScanAt ? ['not-collected' as const] : []),
    ...(p.state === 'in-transit' ? ['in-transit' as const] : []),
    ...(moving && lastHeard && lastHeard < m.stalledBefore ? ['stalled' as const] : []),
    ...(moving && p.handedAt && p.handedAt < m.lateBefore ? ['late' as const] : []),
    ...(p.handedAt && !p.uploadedAt && p.handedAt < m.toldBefore ? ['not-told' as const] : []),
    ...(p.lastScan === 'refused' || p.lastScan === 'returned' ? ['returned' as const] : []),
    ...(p.state === 'signed' && p.signedAt && p.signedAt >= m.today ? ['signed' as const] : []),
  ]
}
