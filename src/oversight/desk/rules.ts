import { clockClauses, lengthMs, type ClockClause, type Handbook } from '#handbook/clauses/rules.ts'
import { blockReasons, nextAct, type BlockReason } from '#journey/order/rules.ts'
import { orderLife, type Stage } from '#journey/order/states.ts'

/** Stages in which the carrier has the next word: nobody here works them off, the tracking board watches them. */
const withCarrier: readonly Stage[] = ['handed-over', 'in-transit']

/** The stages whose next act is made by somebody of these roles. A manager approves beside the clerk. */
export const stagesOf = (roles: readonly string[]): Stage[] => orderLife.states.filter(stage => {
  const next = nextAct({ stage, blocks: [], warehouseId: 1 })
  return next && !withCarrier.includes(stage) && (roles.includes(next.role) || (stage === 'review' && roles.includes('manager')))
})

/** The blocks that somebody of these roles must take away. */
export const blocksOf = (roles: readonly string[]): BlockReason[] =>
  (Object.keys(blockReasons) as BlockReason[]).filter(reason => roles.includes(blockReasons[reason].owner))

/** The timed clauses that oblige somebody of these roles; a manager answers for all of them. */
export const clausesOf = (book: Handbook, roles: readonly string[]): ClockClause[] =>
  clockClauses(book).filter(c => roles.includes('manager') || c.obliges.some(role => roles.includes(role)))

const hour = 3_600_000

/** How long before its end a clock of this clause counts as due soon: the last quarter of its shortest limit (HB-3). */
export const soonMs = (clause: ClockClause): number => Math.min(...Object.values(clause.figures).flatMap(figure => lengthMs(figure) ?? []).map(length => length / 4), 24 * hour)

/** An order going from one stage to another, as an event tells it. */
export interface Step { at: Date; before: string | null; after: string | null; shopId: number; warehouseId: number | null }
export interface FlowRow { hour: string; stage: string; shop: number; warehouse: number; entered: number; gone: number }

/** What steps add to the flow of each hour; a move that stays in its stage is none. */
export function flowOf(steps: readonly Step[]): FlowRow[] {
  const rows = new Map<string, FlowRow>()
  const count = (step: Step, stage: string, what: 'entered' | 'gone') => {
    const at = new Date(Math.floor(step.at.getTime() / hour) * hour).toISOString()
    const key = `${at} ${stage} ${step.shopId} ${step.warehouseId ?? 0}`
    const row = rows.get(key) ?? { hour: at, stage, shop: step.shopId, warehouse: step.warehouseId ?? 0, entered: 0, gone: 0 }
    row[what]++
    rows.set(key, row)
  }
  for (const step of steps) {
    if (step.before === step.after) continue
    if (step.before) count(step, step.before, 'gone')
    if (step.after) count(step, step.after, 'entered')
  }
  return [...rows.values()].toSorted((a, b) => a.hour.localeCompare(b.hour) || a.stage.localeCompare(b.stage) || a.shop - b.shop || a.warehouse - b.warehouse)
}
