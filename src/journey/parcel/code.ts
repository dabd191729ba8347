import { createHash } from 'node:crypto'

/**
 * The short code both papers of a parcel carry: a digest of the frozen content (order, version, lines). Six characters without
 * look-alikes, so that a person can compare two papers at a glance.
 */
export function shortCode(order: number, version: number, lines: readonly { sku: number; quantity: number }[]): string {
  const digest = createHash('sha256').update(JSON.stringify([order, version, lines])).digest()
  return Array.from(digest.subarray(0, 6), byte => letters[byte % letters.length]).join('')
}
const letters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
