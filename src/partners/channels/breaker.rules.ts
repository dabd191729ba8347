/** How a shop's channel has fared: failures in a row, and until when nobody calls it. */
export interface Breaker { readonly failures: number; readonly until: number }
export const whole: Breaker = { failures: 0, until: 0 }

/** So many failures in a row open it; then it rests, ever longer, and after each rest one call is let through to see. */
export const breaking = { failures: 3, firstMs: 15_000, longestMs: 10 * 60_000, askedMostMs: 3_600_000, /** So many are remembered. */ shops: 10_000 } as const

export const isOpen = (breaker: Breaker, now: number): boolean => now < breaker.until
/** A call is only a trial after the breaker has opened; its failure is the channel's and no job's. */
export const isBroken = (breaker: Breaker): boolean => breaker.failures >= breaking.failures

/** `chance` (0 to 1) keeps the shops and houses that failed together from coming back together. `askedMs` is what the channel itself wants. */
export function afterFailure(breaker: Breaker, now: number, chance: number, askedMs?: number): Breaker {
  const failures = breaker.failures + 1
  const own = failures < breaking.failures ? 0 : Math.min(breaking.longestMs, breaking.firstMs * 2 ** (failures - breaking.failures)) * (0.5 + chance / 2)
  const asked = Math.min(breaking.askedMostMs, Math.max(0, askedMs ?? 0))
  // Whoever asks for patience is there: that opens the breaker for as long, and says nothing of a fault.
  return asked > 0 ? { failures: breaker.failures, until: now + asked + chance * Math.min(10_000, asked / 10) } : { failures, until: now + own }
}
