import type { z } from 'zod'
import type { Route } from '#kit/context.ts'
import { clockClauses } from '#handbook/clauses/rules.ts'
import type { House, Work } from '#handbook/clocks/work.ts'
import { asText, askForList, letOut } from '#people/approvals/exports.actions.ts'
import { needsApproval } from '#people/approvals/rules.ts'
import * as contract from './contract.ts'
import { exportOrders } from './export.actions.ts'
import { filterOf } from './list.actions.ts'
import * as store from './list.store.ts'

/** Looking orders up: the list, its count, what it may be filtered by, the counts of the road. */
export function listRoutes(route: Route, house: House): void {
  route(contract.listOrders, async (ctx, { query: { sort, limit, after, ...filter }, actor }) => {
    const [wanted, part] = [filterOf(ctx, filter), { limit, after: cursorOf(after) }]
    const orders = sort === 'deadline' ? await house.act(actor, work => byDeadline(work, wanted, part), ctx.db) : await store.listOrders(ctx.db, actor.scope, wanted, { sort, ...part })
    const last = orders.at(-1)
    return {
      orders: orders.map(({ clause, startedAt, dueAt, ...o }) => ({ ...o, clock: clause && startedAt && dueAt ? { clause, startedAt, dueAt } : null })),
      next: last && orders.length === limit ? [valueOf[sort](last) ?? [], last.id].flat().join('_') : null,
    }
  })
  route(contract.countOrders, async (ctx, { query, actor }) => {
    const { count, newest } = await store.countOrders(ctx.db, actor.scope, filterOf(ctx, query))
    return { count: Math.min(count, store.mostCounted), exact: count <= store.mostCounted, newest, free: await house.act(actor, async ({ book }) => !needsApproval(book, 'list-export', count), ctx.db) }
  })
  route(contract.exportOrders, async (ctx, { query: { format, tongue, sort: _, ...filter }, actor }) => {
    const wanted = filterOf(ctx, filter)
    const { count } = await store.countOrders(ctx.db, actor.scope, wanted)
    await house.act(actor, work => letOut(work, { list: 'orders', format, rows: count }), ctx.db)
    return exportOrders(ctx.db, actor.scope, wanted, { format, tongue, utcOffsetMinutes: ctx.utcOffsetMinutes, now: ctx.now() }, { reads: ctx.reads })
  })
  route(contract.askOrderExport, async (ctx, { body: { reason, format, tongue, ...filter }, actor }) => {
    const { count, newest } = await store.countOrders(ctx.db, actor.scope, filterOf(ctx, filter))
    return { approval: await house.act(actor, work => askForList(work, { list: 'orders', filter: asText(filter), format, tongue, newest }, Math.min(count, store.mostCounted), reason), ctx.db) }
  })
  route(contract.orderChoices, async ({ db }, { actor }) => {
    const [shops, warehouses] = await Promise.all([store.shopsOf(db, actor.scope), store.warehousesOf(db, actor.scope)])
    return { shops, warehouses }
  })
  route(contract.countStages, async ({ db, now }, { actor }) => {
    const endedSince = new Date(now().getTime() - 24 * 3600_000)
    return { stages: await store.countStages(db, actor.scope, endedSince), endedSince }
  })
}

/** First what a clock runs for, the soonest first; then what none runs for, the newest first: its cursor has no time. */
async function byDeadline({ tx, book, actor: { scope } }: Work, filter: store.Filter, { limit, after }: { limit: number; after: store.Cursor | undefined }) {
  const clauses = clockClauses(book).filter(c => c.clock.subject === 'order').map(c => c.id)
  const timeless = after?.value === null
  const soonest = timeless ? [] : await store.listSoonest(tx, scope, filter, { clauses, limit, after })
  return soonest.length === limit ? soonest : [...soonest, ...await store.listTimeless(tx, scope, filter, { limit: limit - soonest.length, after: timeless ? after : undefined })]
}

/** What an order stands by in a list, beside its id. */
const valueOf: Record<z.output<typeof contract.listOrders.query>['sort'], (o: store.OrderOfList) => number | undefined> = {
  newest: () => undefined, oldest: () => undefined, priority: o => o.priority, amount: o => o.totalFen, deadline: o => o.dueAt?.getTime(),
}

function cursorOf(after: string | undefined): store.Cursor | undefined {
  if (after === undefined) return undefined
  const [first = '', second] = after.split('_')
  return second === undefined ? { value: null, id: Number(first) } : { value: Number(first), id: Number(second) }
}
