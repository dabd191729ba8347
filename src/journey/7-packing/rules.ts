import { reason, type Reason } from '#kit/verdict.ts'

/** FU-3: the material by what is inside: liquid sealed, fragile cushioned, else by weight. */
export const materialFor = (inside: { liquid: boolean; fragile: boolean; grams: number }): string =>
  inside.liquid ? 'sealed-box' : inside.fragile ? 'cushioned-box' : inside.grams > 2000 ? 'carton-large' : inside.grams > 500 ? 'carton' : 'bag'

/** FU-3: the weight on the scale against the expected one, with the packing's share of both. */
export function whyNotPacked(weighed: number | null, expected: number, tolerance: { percent: number; grams: number }): Reason[] {
  if (weighed === null) return []
  const allowed = Math.max((expected * tolerance.percent) / 100, tolerance.grams)
  return expected > 0 && Math.abs(weighed - expected) > allowed ? [reason('weight-differs', { weighed, expected, allowed: Math.round(allowed) }, 'FU-3.pack')] : []
}
