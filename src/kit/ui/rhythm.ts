/** A letter that fell into a field: when, and what the field said before it. */
export interface Stroke { letters: string; at: number; before: string }

/** Faster than hands. A scanner, the radio or the device may still stumble in the middle of a code; so the common step counts, not each one. */
const quickMs = 50
const fewest = 2
/** After this long something else begins. */
export const pauseMs = 500

/**
 * The code of a scanner among what was typed into a field without a pause and ended at `endAt`: what stood there before it, and the code.
 * `canStand` is whether the field can mean what it says now: what cannot be a weight, for one, was a code however slowly it came.
 */
export function codeTyped(strokes: readonly Stroke[], endAt: number, canStand: boolean): { before: string; code: string } | undefined {
  const steps = strokes.map((stroke, i) => (strokes[i + 1]?.at ?? endAt) - stroke.at)
  const firstQuick = steps.findIndex(ms => ms < quickMs)
  // Two slow steps at the beginning are a hand that typed something else; a single one is a stumble.
  const tail = firstQuick >= 2 ? firstQuick : 0
  const common = steps.slice(tail).toSorted((a, b) => a - b)[Math.floor((steps.length - tail) / 2)] ?? Infinity
  const code = textOf(strokes.slice(tail))
  if (common < quickMs && code.length >= fewest) return { before: strokes[tail]!.before, code } // there is one: it has letters
  return canStand || strokes.length === 0 ? undefined : { before: strokes[0]!.before, code: textOf(strokes) }
}
const textOf = (strokes: readonly Stroke[]) => strokes.map(s => s.letters).join('')
