/** The same goods in the same numbers, however they are spread over lines: a sign of an order sent twice. */
export function signatureOf(lines: readonly { code: string; quantity: number }[]): string {
  const sums = new Map<string, number>()
  for (const { code, quantity } of lines) sums.set(code, (sums.get(code) ?? 0) + quantity)
  return [...sums].map(([code, quantity]) => `${code}×${quantity}`).toSorted().join(' ')
}
