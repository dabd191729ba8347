import type { Verdict } from './rules.ts'

/** RV-2: what a changed set of rules would do to past orders that the live one does not, and the other way round. */
export const changeKinds = ['referred', 'passed', 'blocked', 'unblocked', 'classed', 'ranked', 'tagged', 'untagged', 'gifted', 'ungifted', 'carried', 'parted', 'unparted'] as const
export type ChangeKind = (typeof changeKinds)[number]
export interface Change { kind: ChangeKind; value: string; id: number }
export interface ChangeGroup { kind: ChangeKind; value: string; count: number; orders: number[] }

/** One order under both sets. */
export function changesOf(before: Verdict, after: Verdict): Change[] {
  const say = (kind: ChangeKind, value = ''): Change => ({ kind, value, id: after.id })
  /** What one verdict has and the other has not. */
  const both = (more: ChangeKind, less: ChangeKind, of: (v: Verdict) => readonly string[]): Change[] => {
    const [was, is] = [new Set(of(before)), new Set(of(after))]
    return [...[...is].filter(x => !was.has(x)).map(x => say(more, x)), ...[...was].filter(x => !is.has(x)).map(x => say(less, x))]
  }
  return [
    ...(before.pass && !after.pass ? [say('referred')] : []),
    ...(!before.pass && after.pass ? [say('passed')] : []),
    ...both('blocked', 'unblocked', v => v.blocks.map(b => b.reason)),
    ...(before.class === after.class ? [] : [say('classed', `${before.class} ${after.class}`)]),
    ...(before.priority === after.priority ? [] : [say('ranked', `${before.priority} ${after.priority}`)]),
    ...both('tagged', 'untagged', v => v.tags),
    ...both('gifted', 'ungifted', v => v.gifts.map(g => `${g.sku} × ${g.quantity}`)),
    ...both('parted', 'unparted', v => (v.split ? [v.split] : [])),
    ...(before.carrier === after.carrier ? [] : [say('carried', after.carrier ?? '')]),
  ]
}

/** All changes by kind and value, the largest first, with the first orders of each as samples. */
export const grouped = (changes: readonly Change[], samples: number): ChangeGroup[] => [...Map.groupBy(changes, c => `${c.kind} ${c.value}`).values()]
  .map(same => ({ kind: same[0]!.kind, value: same[0]!.value, count: same.length, orders: same.slice(0, samples).map(c => c.id) })) // a group has a first
  .toSorted((a, b) => b.count - a.count || a.kind.localeCompare(b.kind))
