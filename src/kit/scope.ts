import { sql, type Sql } from './sql.ts'

/** The warehouses and shops somebody may see; null means all of them (IT-3). */
export interface Scope { warehouses: readonly number[] | null; shops: readonly number[] | null }

/**
 * The one place where scope becomes SQL. An order without a warehouse yet is seen by everybody who may see its shop.
 * `row` is the alias of a row with `shop_id` and `warehouse_id`.
 */
export const withinScope = (scope: Scope, row: 'o' | 'c'): Sql => sql`(${scope.shops}::bigint[] is null or ${named(row)}.shop_id = any(${scope.shops}::bigint[]))
  and (${scope.warehouses}::bigint[] is null or ${named(row)}.warehouse_id is null or ${named(row)}.warehouse_id = any(${scope.warehouses}::bigint[]))`

export const withinWarehouses = (scope: Scope, row: 'w' | 'p'): Sql =>
  sql`(${scope.warehouses}::bigint[] is null or ${named(row)}.warehouse_id = any(${scope.warehouses}::bigint[]))`

/** What belongs to one shop or one warehouse, or to none in particular: then only whoever sees all of them. */
export const withinOneOf = (scope: Scope, row: 'a'): Sql => sql`(${scope.shops}::bigint[] is null or ${named(row)}.shop_id = any(${scope.shops}::bigint[]) or ${named(row)}.warehouse_id is not null)
  and (${scope.warehouses}::bigint[] is null or ${named(row)}.warehouse_id = any(${scope.warehouses}::bigint[]) or ${named(row)}.shop_id is not null)`

const named = (alias: 'o' | 'c' | 'w' | 'p' | 'a'): Sql => ({ text: alias, values: [] })
