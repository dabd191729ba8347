import type { Sql } from '#kit/sql.ts'
import { orderLife, type Stage } from './states.ts'

/**
 * Stages as text of the statement, not as a parameter: nearly all orders of an old house have ended, and only a plan that knows
 * which stage is asked for knows that it asks for few. The general plan walked past 2,000,000 orders to find no ready one.
 */
export const stagesAsText = (stages: readonly Stage[]): Sql => ({ text: `(${stages.filter(stage => orderLife.states.includes(stage)).map(stage => `'${stage}'`).join(', ') || 'null'})`, values: [] })

/** Stages an order no longer leaves. Two indexes, `orders_ended` and `orders_standing`, are made for these very lists. */
export const ended = stagesAsText(orderLife.ends as readonly Stage[])
/** Stages of an order on the road. */
export const onTheRoad = stagesAsText(orderLife.states.filter(stage => !(orderLife.ends as readonly Stage[]).includes(stage)))
