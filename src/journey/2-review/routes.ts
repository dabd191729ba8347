import { z } from 'zod'
import type { Route } from '#kit/context.ts'
import { endpoint, idOut } from '#kit/endpoint.ts'
import { invalid } from '#kit/problem.ts'
import { record } from '#kit/events.ts'
import type { House } from '#handbook/clocks/work.ts'
import { blockReasons } from '#journey/order/rules.ts'
import { tryRule } from './actions.ts'
import { allRules, saveRule } from './store.ts'

const outcome = z.strictObject({
  refer: z.boolean().optional(), block: z.enum(Object.keys(blockReasons) as [keyof typeof blockReasons]).optional(), class: z.string().max(20).optional(), note: z.string().max(200).optional(),
})
const rule = z.strictObject({ name: z.string().min(1).max(120), condition: z.string().min(1).max(2000), outcome, clause: z.string().max(40).nullable().default(null) })

export const listRules = endpoint({
  name: 'listRules', method: 'GET', path: '/api/review/rules', summary: 'The review rules, in the order they are asked (RV-2).', who: ['clerk', 'manager', 'it'],
  answer: z.object({ rules: z.array(z.object({ id: idOut, name: z.string(), condition: z.string(), outcome: z.record(z.string(), z.unknown()), clause: z.string().nullable(), rank: z.number(), live: z.boolean() })) }),
})
export const tryOut = endpoint({
  name: 'tryRule', method: 'POST', path: '/api/review/rules/trial', summary: 'What a rule would have done to past orders, before it goes live (RV-2).', who: ['manager'], write: false,
  body: rule, answer: z.object({ looked: z.number(), fits: z.number(), orders: z.array(idOut) }),
})
export const putRule = endpoint({
  name: 'putRule', method: 'POST', path: '/api/review/rules', summary: 'Saves a rule by its name; a condition that does not compile is refused with the place of the mistake.', who: ['manager'],
  body: rule.extend({ rank: z.number().int().min(0).max(10_000), live: z.boolean() }), answer: z.object({ saved: z.literal(true) }),
})

export function reviewRoutes(route: Route, house: House): void {
  route(listRules, async ({ db }) => ({ rules: (await allRules(db)).map(r => ({ ...r, outcome: { ...r.outcome } })) }))
  route(tryOut, async ({ db }, { body, actor }) => {
    const tried = await house.act(actor, work => tryRule(work, body), db)
    if (!tried.ok) throw invalid(tried.message, [{ code: 'condition', path: 'condition' }])
    return { looked: tried.looked, fits: tried.fits.length, orders: tried.fits.slice(0, 200) }
  })
  route(putRule, async ({ db }, { body, actor }) => house.act(actor, async work => {
    const tried = await tryRule(work, body, 1)
    if (!tried.ok) throw invalid(tried.message, [{ code: 'condition', path: 'condition' }])
    await saveRule(work.tx, body, work.now)
    await record(work, [{ subject: 'review-rule', id: 0, kind: 'review-rule.save', facts: { ...body } }])
    return { saved: true as const }
  }, db))
}
