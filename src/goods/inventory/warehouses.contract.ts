import { z } from 'zod'
import { endpoint, id, idOut } from '#kit/endpoint.ts'

const who = ['logistics', 'manager', 'it'] as const
const warehouse = { code: z.string(), name: z.string(), province: z.string(), rank: z.number() }
export const listWarehouses = endpoint({
  name: 'listWarehouses', method: 'GET', path: '/api/warehouses', summary: 'The warehouses one may see; the lower the rank, the sooner it is chosen.', who: 'signed-in',
  answer: z.object({ warehouses: z.array(z.object({ id: idOut, ...warehouse })) }),
})
export const addWarehouse = endpoint({
  name: 'addWarehouse', method: 'POST', path: '/api/warehouses', summary: 'A new warehouse with its receiving, packing, inspection and damaged places.', who: ['manager', 'it'],
  body: z.strictObject({
    code: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/, 'letters, digits, - and _'), name: z.string().trim().min(1).max(60), province: z.string().trim().min(1).max(60), rank: z.number().int().min(0).max(1000).default(100),
  }),
  answer: z.object({ id: idOut }),
})
export const listPlaces = endpoint({
  name: 'listPlaces', method: 'GET', path: '/api/warehouses/{id}/places', summary: 'Bins and other places of a warehouse with the pieces in them.', who: 'signed-in', params: z.strictObject({ id }),
  query: z.strictObject({ after: id.optional(), limit: z.coerce.number().int().min(1).max(1000).default(200) }),
  answer: z.object({ places: z.array(z.object({ id: idOut, code: z.string(), kind: z.string(), walk: z.number(), pieces: z.number() })), next: idOut.nullable() }),
})
export const addBins = endpoint({
  name: 'addBins', method: 'POST', path: '/api/warehouses/{id}/bins', summary: 'Bins by their codes, aisle-rack-level-slot in walking order; those that are there stay as they are.', who, params: z.strictObject({ id }),
  body: z.strictObject({ codes: z.array(z.string().regex(/^[A-Z0-9][A-Z0-9-]{0,31}$/, 'A–Z, 0–9 and -')).min(1).max(2000) }),
  answer: z.object({ bins: z.array(z.object({ id: idOut, code: z.string() })) }),
})
