/** What a reader found in one picture: a text, how far from the middle, and whether its kind of code proves itself. */
export interface Seen { text: string; offCentre: number; proven: boolean }

/** A code that was away for this long has left the picture. */
export const gone = { ms: 1200 }

/**
 * Of what stands before the camera, what counts now: the code nearest to the middle, each once until it has left the picture. Bars may be
 * misread through a blur, so they count only when two pictures in a row say the same.
 */
export function watchFor(): (seen: readonly Seen[], now: number) => string | undefined {
  const lastSeen = new Map<string, number>()
  let before: string | undefined
  return (seen, now) => {
    const nearest = seen.toSorted((a, b) => a.offCentre - b.offCentre)[0]
    const sure = nearest && (nearest.proven || nearest.text === before)
    before = nearest?.text
    const fresh = sure && now - (lastSeen.get(nearest.text) ?? -Infinity) > gone.ms
    for (const [text, at] of lastSeen) if (now - at > gone.ms) lastSeen.delete(text)
    // What was taken stays taken while it is seen, also at the edge.
    for (const { text } of seen) if (lastSeen.has(text)) lastSeen.set(text, now)
    if (!fresh) return undefined
    lastSeen.set(nearest.text, now)
    return nearest.text
  }
}
