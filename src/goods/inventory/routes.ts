import { z } from 'zod'
import type { Route } from '#kit/context.ts'
import { endpoint, idOut } from '#kit/endpoint.ts'
import { skusByCode } from '#goods/catalog/actions.ts'
import { levelsOf } from './actions.ts'

export const getStock = endpoint({
  name: 'getStock', method: 'GET', path: '/api/stock', summary: 'On hand, reserved and available of products, by warehouse (ST-1).', who: 'signed-in',
  query: z.strictObject({ sku: z.string().min(1).max(2000) }),
  answer: z.object({ stock: z.array(z.object({ skuId: idOut, warehouseId: idOut, onHand: z.number(), reserved: z.number(), available: z.number(), packed: z.number() })) }),
})

export const stockRoutes = (route: Route): void =>
  route(getStock, async ({ db }, { query }) => ({ stock: await levelsOf(db, [...(await skusByCode(db, query.sku.split(','))).values()].map(s => s.id)) }))
