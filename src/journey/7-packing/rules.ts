import { reason, type Reason } from '#kit/verdict.ts'
import { readMark } from '#journey/parcel/mark.rules.ts'

/** What was scanned at the packing table of the two papers of a parcel, and what lies on paper of its present content. */
export interface Papers { waybill: string | null; slip: string | null; printed: readonly string[]; /** Codes and numbers of earlier papers of it, with why they are void. */ outdated: Readonly<Record<string, string>> }

/** PR-3.pair: slip, waybill and parcel one to one; what was printed is scanned, and paper of an earlier content stops (PR-3.void). */
export function whyNotPapers(parcel: { waybill: string | null; code: string }, { waybill, slip, printed, outdated }: Papers): Reason[] {
  const code = slip === null ? null : readMark(slip)?.code ?? slip.toUpperCase()
  const number = waybill === null ? null : readMark(waybill)?.waybill ?? waybill
  const old = (text: string) => reason('paper-void', { scanned: text, why: outdated[text] ?? '' }, 'PR-3.void')
  return [
    ...(number !== null && number !== parcel.waybill ? [Object.hasOwn(outdated, number) ? old(number) : reason('wrong-waybill', { wanted: parcel.waybill, scanned: number }, 'PR-3.pair')] : []),
    ...(code !== null && code !== parcel.code ? [Object.hasOwn(outdated, code) ? old(code) : reason('wrong-slip', { wanted: parcel.code, scanned: code }, 'PR-3.pair')] : []),
    ...(number === null && printed.includes('waybill') ? [reason('waybill-not-scanned', {}, 'PR-3.pair')] : []),
    ...(code === null && (printed.includes('slip') || printed.includes('gift-slip')) ? [reason('slip-not-scanned', {}, 'PR-3.pair')] : []),
  ]
}

/** FU-3.weight: the weight on the scale against the expected one, with the packing's share of both. */
export function whyNotPacked(weighed: number | null, expected: number, tolerance: { percent: number; grams: number }): Reason[] {
  if (weighed === null) return []
  const allowed = Math.max((expected * tolerance.percent) / 100, tolerance.grams)
  return expected > 0 && Math.abs(weighed - expected) > allowed ? [reason('weight-differs', { weighed, expected, allowed: Math.round(allowed) }, 'FU-3.weight')] : []
}
