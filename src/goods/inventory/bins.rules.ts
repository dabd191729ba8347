/** Codes aisle-rack-level-slot in walking order: A-01-1-1, A-01-1-2 … Aisles are a letter or a span such as A-C; undefined where that is not so. */
export function binCodes({ aisles, racks, levels, slots }: { aisles: string; racks: number; levels: number; slots: number }): string[] | undefined {
  const span = /^([A-Z])(?:\s*-\s*([A-Z]))?$/.exec(aisles.trim().toUpperCase())
  if (!span) return undefined
  const [from, to] = [span[1]!.charCodeAt(0), (span[2] ?? span[1]!).charCodeAt(0)] // the first letter always is there
  if (to < from || [racks, levels, slots].some(n => !Number.isInteger(n) || n < 1) || racks > 99 || levels > 99 || slots > 99) return undefined
  const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1)
  return Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i)).flatMap(aisle =>
    upTo(racks).flatMap(rack => upTo(levels).flatMap(level => upTo(slots).map(slot => `${aisle}-${String(rack).padStart(2, '0')}-${level}-${slot}`))))
}
