/** How many calls one caller may make: so many at once, and so many a second after that (S16). */
export interface Rate { burst: number; perSecond: number }

/** A bucket for each caller, of whom the first to have been away longest are forgotten. Answers how many seconds to wait; 0 lets the call in. */
export function buckets({ burst, perSecond }: Rate, most = 20_000): (caller: string, at: number) => number {
  const kept = new Map<string, { left: number; at: number }>()
  return (caller, at) => {
    const was = kept.get(caller)
    const left = Math.min(burst, (was?.left ?? burst) + ((at - (was?.at ?? at)) / 1000) * perSecond)
    kept.delete(caller)
    if (kept.size >= most) kept.delete(kept.keys().next().value ?? '')
    kept.set(caller, { left: left < 1 ? left : left - 1, at })
    return left < 1 ? Math.max(1, Math.ceil((1 - left) / perSecond)) : 0
  }
}
