import type { Route } from '#kit/context.ts'
import { figures } from '#handbook/clauses/rules.ts'
import type { House } from '#handbook/clocks/work.ts'
import * as contract from './edit.contract.ts'
import { orderRules, retireRule, saveRule, tryRule } from './edit.actions.ts'
import { allRules, ruleChanges } from './edit.store.ts'

export function reviewRoutes(route: Route, house: House): void {
  route(contract.listRules, async ({ db }, { query, actor }) => house.act(actor, async work => ({
    rules: (await allRules(work.tx, query.retired === 'yes')).map(r => ({ ...r, outcome: { ...r.outcome } })), figures: figures(work.book),
  }), db))
  route(contract.tryOut, async ({ db }, { body: { replaces, retire, limit, ...rule }, actor }) => {
    const { fits, changes, ...tried } = await house.act(actor, work => tryRule(work, rule, { replaces, retire, limit }), db)
    return { ...tried, fits: fits.length, orders: fits.slice(0, 200), changes }
  })
  route(contract.putRule, async ({ db }, { body: { replaces, seen, ...rule }, actor }) =>
    house.act(actor, async work => ({ saved: true as const, id: await saveRule(work, rule, { replaces, seen }) }), db))
  route(contract.retireRule, async ({ db }, { params, body, actor }) => house.act(actor, async work => { await retireRule(work, params.id, body.why); return { retired: true as const } }, db))
  route(contract.orderRules, async ({ db }, { body, actor }) => house.act(actor, async work => { await orderRules(work, body.rules); return { ordered: true as const } }, db))
  route(contract.ruleChanges, async ({ db }, { query, actor: _ }) => {
    const changes = await ruleChanges(db, { rule: query.rule ?? null, after: query.after ?? null, limit: query.limit })
    return { changes, next: changes.length === query.limit ? (changes.at(-1)?.number ?? null) : null }
  })
}
