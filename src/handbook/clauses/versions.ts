import type { Handbook } from './rules.ts'

/** An approved change of one figure, in force from its date on (HB-2). */
export interface FigureChange { clause: string; figure: string; value: number; effectiveAt: Date }

/** The handbook as it stood at a moment: the default with every change then in force, the latest last. */
export function bookAt(base: Handbook, changes: readonly FigureChange[], at: Date): Handbook {
  const due = changes.filter(c => c.effectiveAt <= at).toSorted((a, b) => a.effectiveAt.getTime() - b.effectiveAt.getTime())
  if (due.length === 0) return base
  const clauses = { ...base.clauses }
  for (const { clause, figure, value } of due) {
    const old = clauses[clause]
    const was = old?.figures[figure]
    if (old && was && was.unit !== 'timeOfDay') clauses[clause] = { ...old, figures: { ...old.figures, [figure]: { ...was, value } } }
  }
  return { ...base, clauses }
}

export interface FigureDifference { clause: string; figure: string; unit: string; before: number | string | string[] | null; after: number | string | string[] | null }

/** Every figure that is not the same in two handbooks, in the order of the clauses; null where one has none. */
export function figureDifferences(before: Handbook, after: Handbook): FigureDifference[] {
  const ids = [...new Set([...before.chapters, ...after.chapters].flatMap(c => c.clauses))]
  return ids.flatMap(clause => {
    const [was, is] = [before.clauses[clause]?.figures ?? {}, after.clauses[clause]?.figures ?? {}]
    return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap(figure => {
      const [a, b] = [was[figure], is[figure]]
      return JSON.stringify(a) === JSON.stringify(b) ? [] : [{ clause, figure, unit: (b ?? a)!.unit, before: a?.value ?? null, after: b?.value ?? null }] // one of them has it
    })
  })
}
