import { reason, type Reason } from './verdict.ts'

/**
 * A move leads from each state in `path` to the one beside it; `blockable` moves are refused while a block stands. One that
 * `reopens` takes the end of a life back: nothing else leads out of an end.
 */
export interface Move<S extends string, R extends string> {
  path: Partial<Record<S, S>>
  roles: readonly R[]
  blockable?: boolean
  reopens?: boolean
}

/** The life of one kind of thing: its states, how it is born, and every move, as data. */
export interface Life<S extends string = string, M extends string = string, R extends string = string> {
  name: string
  states: readonly S[]
  births: Partial<Record<string, S>>
  ends: readonly S[]
  moves: Record<M, Move<S, R>>
}

/** NoInfer keeps a misspelt state from silently becoming a new one. */
export const life = <S extends string, M extends string, R extends string>(given: {
  name: string
  states: readonly S[]
  births: Partial<Record<string, NoInfer<S>>>
  ends: readonly NoInfer<S>[]
  moves: Record<M, { path: Partial<Record<NoInfer<S>, NoInfer<S>>>; roles: readonly R[]; blockable?: boolean; reopens?: boolean }>
}): Life<S, M, R> => given as Life<S, M, R>

/** Every reason against a move: wrong state, wrong role, a block that stands. Empty means it may go. */
export function whyNot<S extends string, M extends string, R extends string>(
  of: Life<S, M, R>, at: { state: S; blocks?: readonly string[] }, move: M, roles: readonly string[],
): Reason[] {
  const step = of.moves[move]
  const reasons: Reason[] = []
  if (!step.path[at.state]) reasons.push(reason('wrong-state', { state: at.state, allowed: Object.keys(step.path).join(' ') }))
  if (!step.roles.some(r => roles.includes(r)) && !roles.includes('system')) reasons.push(reason('wrong-role', { allowed: step.roles.join(' ') }))
  if (step.blockable) for (const block of at.blocks ?? []) reasons.push(reason('blocked', { block }))
  return reasons
}

/** Mistakes in a table of moves: a state nobody reaches, a dead end that is not an end, an end with a way out. */
export function flaws(of: Life): string[] {
  const reached = new Set(Object.values(of.births))
  const moves = Object.values(of.moves)
  for (let before = -1; before !== reached.size;) {
    before = reached.size
    for (const { path } of moves) for (const [from, to] of Object.entries(path)) if (reached.has(from) && to) reached.add(to)
  }
  const leaves = (state: string) => moves.some(({ path, reopens }) => path[state] !== undefined && path[state] !== state && !(reopens && of.ends.includes(state)))
  return of.states.flatMap(state => [
    ...(reached.has(state) ? [] : [`${of.name}: nothing leads to "${state}"`]),
    ...(!of.ends.includes(state) && !leaves(state) ? [`${of.name}: "${state}" is a dead end`] : []),
    ...(of.ends.includes(state) && leaves(state) ? [`${of.name}: the end "${state}" has a way out`] : []),
  ])
}

/** The life as a Mermaid state drawing for the documents. */
export const drawing = (of: Life): string => [
  'stateDiagram-v2',
  ...Object.entries(of.births).map(([name, to]) => `  [*] --> ${to}: ${name}`),
  ...Object.entries(of.moves).flatMap(([name, { path }]) => Object.entries(path).map(([from, to]) => `  ${from} --> ${to}: ${name}`)),
  ...of.ends.map(end => `  ${end} --> [*]`),
].join('\n')
