import { z } from 'zod'
import { endpoint, idOut } from '#kit/endpoint.ts'

const product = z.object({
  id: idOut, code: z.string(), barcode: z.string().nullable(), title: z.string(), brand: z.string().nullable(), spec: z.string().nullable(), priceFen: z.number(),
  weightGrams: z.number(), liquid: z.boolean(), fragile: z.boolean(), cold: z.boolean(), custom: z.boolean(), bundle: z.boolean(),
})
export const searchProducts = endpoint({
  name: 'searchProducts', method: 'GET', path: '/api/products', summary: 'Products while one types: code and barcode by their beginning, the title by any part; at most 20, the nearest first.', who: 'signed-in',
  query: z.strictObject({ q: z.string().trim().min(1).max(80) }), answer: z.object({ products: z.array(product) }),
})
export const getProduct = endpoint({
  name: 'getProduct', method: 'GET', path: '/api/products/{code}', summary: 'One product; a bundle with its parts.', who: 'signed-in', params: z.strictObject({ code: z.string().min(1).max(100) }),
  answer: product.extend({ parts: z.array(z.object({ code: z.string(), title: z.string(), quantity: z.number() })) }),
})
