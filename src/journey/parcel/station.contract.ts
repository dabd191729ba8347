import { z } from 'zod'
import { endpoint, id, idOut } from '#kit/endpoint.ts'

const reasons = z.array(z.object({ code: z.string(), clause: z.string().optional(), values: z.record(z.string(), z.unknown()).optional() }))
export const atStations = ['picker', 'checker', 'packer', 'logistics', 'clerk', 'manager'] as const

export const findParcel = endpoint({
  name: 'findParcel', method: 'GET', path: '/api/stations/parcels', who: atStations,
  summary: 'The parcel behind a scanned code (short code, waybill, check code of a paper, or place in a wave as W12-3): what is inside, what was checked, material and weight; `at` adds why that station cannot work on it.',
  query: z.strictObject({ code: z.string().min(1).max(120), at: z.enum(['checking', 'packing', 'handover']).optional() }),
  answer: z.object({
    parcel: z.object({
      id: idOut, orderId: idOut, number: z.string(), stage: z.string(), blocks: z.array(z.string()), class: z.string(), state: z.string(), code: z.string(), waybill: z.string().nullable(), carrier: z.string().nullable(),
      wave: idOut.nullable(), position: z.number().nullable(), warehouseId: idOut, expectedGrams: z.number(), weighedGrams: z.number().nullable(), material: z.string(), tolerance: z.object({ percent: z.number(), grams: z.number() }),
      picker: z.string().nullable(), checker: z.string().nullable(), packer: z.string().nullable(), handoverId: idOut.nullable(), buyerRemark: z.string(), sellerRemark: z.string(),
      items: z.array(z.object({ code: z.string(), barcode: z.string().nullable(), title: z.string(), spec: z.string(), quantity: z.number(), checked: z.number(), liquid: z.boolean(), fragile: z.boolean() })),
    }).nullable(),
    reasons,
  }),
})
export const stoppedHere = endpoint({
  name: 'stoppedHere', method: 'GET', path: '/api/stations/stopped', who: atStations,
  summary: 'What was cancelled or blocked in my hands: in the waves I have, on the sheets I opened, or in the wave, sheet or order that is named (C12).',
  query: z.strictObject({ wave: id.optional(), handover: id.optional(), order: id.optional() }),
  answer: z.object({ stopped: z.array(z.object({
    orderId: idOut, number: z.string(), stage: z.string(), blocks: z.array(z.string()), wave: idOut.nullable(), position: z.number().nullable(), code: z.string().nullable(), waybill: z.string().nullable(),
    handover: idOut.nullable(), toReturn: z.number(),
  })) }),
})
