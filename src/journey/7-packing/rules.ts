import { reason, type Reason } from '#kit/verdict.ts'

/** FU-3.weight: the weight on the scale against the expected one, with the packing's share of both. */
export function whyNotPacked(weighed: number | null, expected: number, tolerance: { percent: number; grams: number }): Reason[] {
  if (weighed === null) return []
  const allowed = Math.max((expected * tolerance.percent) / 100, tolerance.grams)
  return expected > 0 && Math.abs(weighed - expected) > allowed ? [reason('weight-differs', { weighed, expected, allowed: Math.round(allowed) }, 'FU-3.weight')] : []
}
