import type { z } from 'zod'
import type { Ctx, Route } from '#kit/context.ts'
import { daysBetween } from '#kit/day.rules.ts'
import * as contract from './contract.ts'
import { exportOrders } from './export.actions.ts'
import * as store from './list.store.ts'

/** Looking orders up: the list, its count, what it may be filtered by, the counts of the road. */
export function listRoutes(route: Route): void {
  route(contract.listOrders, async (ctx, { query: { sort, limit, after, ...filter }, actor }) => {
    const orders = await store.listOrders(ctx.db, actor.scope, filterOf(ctx, filter), { sort, limit, after: cursorOf(after) })
    const last = orders.at(-1)
    return {
      orders: orders.map(({ clause, startedAt, dueAt, ...o }) => ({ ...o, clock: clause && startedAt && dueAt ? { clause, startedAt, dueAt } : null })),
      next: last && orders.length === limit ? (sort === 'priority' ? `${last.priority}_${last.id}` : sort === 'amount' ? `${last.totalFen}_${last.id}` : String(last.id)) : null,
    }
  })
  route(contract.countOrders, async (ctx, { query, actor }) => {
    const { count, newest } = await store.countOrders(ctx.db, actor.scope, filterOf(ctx, query))
    return { count: Math.min(count, store.mostCounted), exact: count <= store.mostCounted, newest }
  })
  route(contract.exportOrders, async (ctx, { query: { format, tongue, sort: _, ...filter }, actor }) =>
    exportOrders(ctx.db, actor.scope, filterOf(ctx, filter), { format, tongue, utcOffsetMinutes: ctx.utcOffsetMinutes, now: ctx.now() }))
  route(contract.orderChoices, async ({ db }, { actor }) => {
    const [shops, warehouses] = await Promise.all([store.shopsOf(db, actor.scope), store.warehousesOf(db, actor.scope)])
    return { shops, warehouses }
  })
  route(contract.countStages, async ({ db, now }, { actor }) => {
    const endedSince = new Date(now().getTime() - 24 * 3600_000)
    return { stages: await store.countStages(db, actor.scope, endedSince), endedSince }
  })
}

/** The filter of an address as the store knows it: words become search keys, days become moments of the company. */
export function filterOf({ vault, utcOffsetMinutes }: Ctx, { q, from, to, ...rest }: z.output<typeof contract.orderFilter>): store.Filter {
  const text = q?.trim()
  const digits = text?.replace(/\D/g, '') ?? ''
  return {
    ...rest, ...daysBetween(utcOffsetMinutes, { from, to }),
    keys: text ? { text, id: /^\d{1,15}$/.test(text) ? Number(text) : 0, phone: vault.key('phone', digits), tail: vault.key('tail', digits), name: vault.key('name', text) } : undefined,
  }
}

function cursorOf(after: string | undefined): store.Cursor | undefined {
  if (after === undefined) return undefined
  const [first = '', second] = after.split('_')
  return second === undefined ? { value: 0, id: Number(first) } : { value: Number(first), id: Number(second) }
}
