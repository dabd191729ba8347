import { z } from 'zod'
import { endpoint, id, idOut, timeOut } from '#kit/endpoint.ts'
import { blockReasons } from '#journey/order/rules.ts'
import { splits } from './rules.ts'
import { changeKinds } from './trial.rules.ts'

const outcome = z.strictObject({
  refer: z.boolean().optional(), block: z.enum(Object.keys(blockReasons) as [keyof typeof blockReasons]).optional(), class: z.string().max(20).optional(),
  priority: z.number().int().min(0).max(100).optional(), tag: z.string().trim().min(1).max(20).optional(), carrier: z.string().max(20).optional(),
  gift: z.strictObject({ sku: z.string().min(1).max(64), quantity: z.number().int().min(1).max(100) }).optional(), split: z.enum(splits).optional(), note: z.string().max(200).optional(),
})
const short = z.string().min(1).max(200)
export const form = z.strictObject({
  match: z.enum(['all', 'any']),
  tests: z.array(z.strictObject({
    field: z.string().max(40), compare: z.string().max(20),
    value: z.union([z.boolean(), z.number().min(-1e13).max(1e13), short, z.array(short).min(1).max(50), z.strictObject({ figure: z.string().min(1).max(80) })]),
  })).min(1).max(20),
})
/** A rule has an expression, or a form that becomes one. */
const rule = z.strictObject({
  name: z.string().min(1).max(120), condition: z.string().max(2000).default(''), form: form.optional(), outcome, clause: z.string().max(40).nullable().default(null),
})
const shown = z.object({
  id: idOut, name: z.string(), condition: z.string(), form: z.unknown().nullable(), outcome: z.record(z.string(), z.unknown()), clause: z.string().nullable(), rank: z.number(), live: z.boolean(),
  changedAt: timeOut, retiredAt: timeOut.nullable(),
})
const rank = z.number().int().min(0).max(10_000)
const whose = z.strictObject({ id })

export const listRules = endpoint({
  name: 'listRules', method: 'GET', path: '/api/review/rules', summary: 'The review rules, in the order they are asked (RV-2); `figures` are what a rule may take from the handbook.', who: ['clerk', 'manager', 'it'],
  query: z.strictObject({ retired: z.enum(['yes', 'no']).default('no') }),
  answer: z.object({ rules: z.array(shown), figures: z.record(z.string(), z.number()) }),
})
export const tryOut = endpoint({
  name: 'tryRule', method: 'POST', path: '/api/review/rules/trial', who: ['manager'], write: false,
  summary: 'What a rule would have done to past orders, and what would differ from the live rules, before it goes live; `replaces` is the rule it stands for, `retire` tries without that one (RV-2).',
  body: rule.extend({ rank: rank.default(10_000), replaces: id.optional(), retire: z.boolean().default(false), limit: z.number().int().min(1).max(20_000).default(5000) }),
  answer: z.object({
    condition: z.string(), looked: z.number(), fits: z.number(), orders: z.array(idOut),
    changes: z.array(z.object({
      kind: z.enum(changeKinds), value: z.string(), count: z.number(),
      samples: z.array(z.object({ id: idOut, number: z.string(), totalFen: z.number(), pieces: z.number(), placedAt: timeOut, receiver: z.string() })),
    })),
  }),
})
export const putRule = endpoint({
  name: 'putRule', method: 'POST', path: '/api/review/rules', who: ['manager'],
  summary: 'Saves a rule by its name, or under a new name with `replaces`; a condition that does not compile is refused with the place of the mistake, one changed since `seen` as well.',
  body: rule.extend({ rank, live: z.boolean(), replaces: id.optional(), seen: z.iso.datetime({ offset: true }).optional() }), answer: z.object({ saved: z.literal(true), id: idOut }),
})
export const retireRule = endpoint({
  name: 'retireRule', method: 'POST', path: '/api/review/rules/{id}/retirement', summary: 'Takes a rule out for good; what it did stays in the log.', who: ['manager'],
  params: whose, body: z.strictObject({ why: z.string().min(2).max(400) }), answer: z.object({ retired: z.literal(true) }),
})
export const orderRules = endpoint({
  name: 'orderRules', method: 'POST', path: '/api/review/rules/order', summary: 'Puts the rules in another order; where two say a class, the later one holds.', who: ['manager'],
  body: z.strictObject({ rules: z.array(id).min(1).max(500) }), answer: z.object({ ordered: z.literal(true) }),
})
export const ruleChanges = endpoint({
  name: 'listRuleChanges', method: 'GET', path: '/api/review/rules/changes', summary: 'Who changed which rule, when, from what to what.', who: ['clerk', 'manager', 'it'],
  query: z.strictObject({ rule: id.optional(), after: id.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
  answer: z.object({ changes: z.array(z.object({ number: idOut, at: timeOut, actor: z.string(), rule: idOut, kind: z.string(), facts: z.record(z.string(), z.unknown()) })), next: idOut.nullable() }),
})
