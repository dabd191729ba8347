/** What both papers of a parcel carry, to be held against each other: number, order and the short code of the frozen content (C9). */
export const markOf = (p: { waybill: string; number: string; code: string }): string => `DL1:${p.waybill}:${p.number}:${p.code}`
/** The parts of a scanned mark; an order's number may have colons in it. */
export function readMark(text: string): { waybill: string; number: string; code: string } | undefined {
  const found = /^DL1:([^:]*):(.+):([2-9A-Z]{6})$/.exec(text)
  return found ? { waybill: found[1]!, number: found[2]!, code: found[3]! } : undefined // a match has its three groups
}
