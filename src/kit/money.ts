/** Money is whole fen in a safe integer; text for people is made only here. */
export const yuan = (fen: number) => `${fen < 0 ? '-' : ''}${Math.floor(Math.abs(fen) / 100)}.${String(Math.abs(fen) % 100).padStart(2, '0')}`

/**
 * Shares `totalFen` over `weights` in whole fen: the parts add up exactly, the largest remainders get the odd fen.
 * Weights that are all nought share evenly.
 */
export function allocateFen(totalFen: number, weights: readonly number[]): number[] {
  if (weights.length === 0) return []
  const sum = weights.reduce((a, b) => a + b, 0)
  const shares = weights.map(w => (sum === 0 ? totalFen / weights.length : (totalFen * w) / sum))
  const parts = shares.map(Math.floor)
  let rest = totalFen - parts.reduce((a, b) => a + b, 0)
  const order = shares.map((s, i) => [s - Math.floor(s), i] as const).sort((a, b) => b[0] - a[0] || a[1] - b[1])
  for (const [, i] of order) { if (rest-- <= 0) break; parts[i]!++ }
  return parts
}
