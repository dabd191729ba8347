import type { z } from 'zod'
import type { Ctx } from '#kit/context.ts'
import { daysBetween } from '#kit/day.rules.ts'
import type { Scope } from '#kit/scope.ts'
import type { orderFilter } from './contract.ts'
import * as store from './list.store.ts'

/** The filter of an address as the store knows it: words become search keys, days become moments of the company. */
export function filterOf({ vault, utcOffsetMinutes }: Knows, { q, from, to, ...rest }: z.output<typeof orderFilter>): store.Filter {
  const text = q?.trim()
  const digits = text?.replace(/\D/g, '') ?? ''
  return {
    ...rest, ...daysBetween(utcOffsetMinutes, { from, to }),
    keys: text ? { text, id: /^\d{1,15}$/.test(text) ? Number(text) : 0, phone: vault.key('phone', digits), tail: vault.key('tail', digits), name: vault.key('name', text) } : undefined,
  }
}
type Knows = Pick<Ctx, 'db' | 'vault' | 'utcOffsetMinutes'>

/** The orders that fit, up to `upTo`, as they stand in the list; those a person took out of the selection are left out. */
export const ordersThatFit = async (ctx: Knows, scope: Scope, filter: z.output<typeof orderFilter>, { sort, upTo, except = [], most }: { sort: store.Sort; upTo?: number | undefined; except?: readonly number[] | undefined; most: number }): Promise<number[]> => {
  const out = new Set(except)
  return (await store.idsListed(ctx.db, scope, filterOf(ctx, filter), { sort, upTo, limit: most + out.size })).map(o => o.id).filter(id => !out.has(id))
}
