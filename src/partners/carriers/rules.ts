import { reason, type Reason } from '#kit/verdict.ts'

/** A range of waybill numbers: the prefix, then the counter padded with noughts to `width` digits. */
export interface Range { prefix: string; width: number; first: number; last: number }

export const waybillOf = ({ prefix, width }: Pick<Range, 'prefix' | 'width'>, counter: number): string => prefix + String(counter).padStart(width, '0')

/**
 * Whether two ranges hold a number in common. A longer prefix may be the beginning of the other's counter ("SF1" + 9 digits lies
 * within "SF" + 10 digits), so digits at the end of the longer prefix are counted as digits of the counter.
 */
export function overlap(a: Range, b: Range): boolean {
  const [short, long] = a.prefix.length <= b.prefix.length ? [a, b] : [b, a]
  const rest = long.prefix.slice(short.prefix.length)
  if (!long.prefix.startsWith(short.prefix) || !/^\d*$/.test(rest) || rest.length + long.width !== short.width) return false
  const base = BigInt(rest || '0') * 10n ** BigInt(long.width)
  return base + BigInt(long.first) <= BigInt(short.last) && BigInt(short.first) <= base + BigInt(long.last)
}

/** Every reason against a new range of a carrier (SH-2: a number is validated and used once). */
export function whyNotRange(range: Range, carrier: { pattern: string; ranges: readonly Range[] }): Reason[] {
  const reasons: Reason[] = []
  if (range.last < range.first) reasons.push(reason('range-empty', { first: range.first, last: range.last }))
  if (range.last >= 10 ** range.width) reasons.push(reason('counter-too-wide', { last: range.last, width: range.width }))
  const fits = new RegExp(carrier.pattern)
  for (const counter of new Set([range.first, range.last])) {
    const waybill = waybillOf(range, counter)
    if (!fits.test(waybill)) reasons.push(reason('waybill-malformed', { waybill, pattern: carrier.pattern }, 'SH-2.number'))
  }
  const taken = carrier.ranges.find(other => overlap(range, other))
  if (taken) reasons.push(reason('range-taken', { prefix: taken.prefix, first: taken.first, last: taken.last }, 'SH-2.number'))
  return reasons
}
