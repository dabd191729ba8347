import type { Route } from '#kit/context.ts'
import { notFound } from '#kit/problem.ts'
import * as contract from './contract.ts'
import { searchFor } from './rules.ts'
import * as store from './store.ts'

export function catalogRoutes(route: Route): void {
  route(contract.searchProducts, async ({ db }, { query }) => ({ products: await store.searchSkus(db, searchFor(query.q)) }))
  route(contract.getProduct, async ({ db }, { params: { code } }) => {
    const [sku] = await store.skusByCode(db, [code])
    if (!sku) throw notFound('product')
    return { ...sku, parts: sku.bundle ? await store.partsOf(db, sku.id) : [] }
  })
}
