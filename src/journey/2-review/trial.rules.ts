import type { Verdict } from './rules.ts'

/** RV-2: what a changed set of rules would do to past orders that the live one does not, and the other way round. */
export type ChangeKind = 'referred' | 'passed' | 'blocked' | 'unblocked' | 'classed'
export interface Change { kind: ChangeKind; value: string; id: number }
export interface ChangeGroup { kind: ChangeKind; value: string; count: number; orders: number[] }

/** One order under both sets. */
export function changesOf(before: Verdict, after: Verdict): Change[] {
  const blocks = (v: Verdict) => new Set(v.blocks.map(b => b.reason))
  const [was, is] = [blocks(before), blocks(after)]
  const say = (kind: ChangeKind, value = ''): Change => ({ kind, value, id: after.id })
  return [
    ...(before.pass && !after.pass ? [say('referred')] : []),
    ...(!before.pass && after.pass ? [say('passed')] : []),
    ...[...is].filter(b => !was.has(b)).map(b => say('blocked', b)),
    ...[...was].filter(b => !is.has(b)).map(b => say('unblocked', b)),
    ...(before.class === after.class ? [] : [say('classed', `${before.class} ${after.class}`)]),
  ]
}

/** All changes by kind and value, the largest first, with the first orders of each as samples. */
export const grouped = (changes: readonly Change[], samples: number): ChangeGroup[] => [...Map.groupBy(changes, c => `${c.kind} ${c.value}`).values()]
  .map(same => ({ kind: same[0]!.kind, value: same[0]!.value, count: same.length, orders: same.slice(0, samples).map(c => c.id) })) // a group has a first
  .toSorted((a, b) => b.count - a.count || a.kind.localeCompare(b.kind))
