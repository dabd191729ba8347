import { z } from 'zod'
import { endpoint, fileOut, id, idOut, timeOut } from '#kit/endpoint.ts'
import { mostPaperBytes, paperTypes } from './papers.rules.ts'

const who = ['clerk', 'manager'] as const

export const addPaper = endpoint({
  name: 'addPaper', method: 'POST', path: '/api/intake/papers', who, summary: 'Takes the photo of an offline order’s paper and keeps it sealed beside the order as it came (IN-4, IN-8).',
  query: z.strictObject({ shop: z.string().min(1).max(60), number: z.string().min(1).max(64), name: z.string().max(200).default('') }), takes: { types: paperTypes, maxBytes: mostPaperBytes },
  answer: z.object({ paper: idOut }),
})
export const listShops = endpoint({
  name: 'listIntakeShops', method: 'GET', path: '/api/intake/shops', who: ['clerk', 'it', 'manager'], summary: 'The shops whose orders one may bring in.',
  answer: z.object({ shops: z.array(z.object({ code: z.string(), name: z.string(), channel: z.string() })) }),
})

const collection = z.object({
  id: idOut, day: z.string(), hour: z.string(), state: z.enum(['open', 'collected']), papers: z.number().nullable(), note: z.string(), by: z.string().nullable(),
  openedAt: timeOut, collectedAt: timeOut.nullable(), dueAt: timeOut.nullable(), missed: z.boolean(),
})
export const listCollections = endpoint({
  name: 'listCollections', method: 'GET', path: '/api/intake/collections', who: ['clerk', 'manager', 'quality'], summary: 'The collections of a day: those made, those open, those missed, and the hours still to come (IN-4).',
  query: z.strictObject({ day: z.iso.date().optional() }), answer: z.object({ day: z.string(), now: timeOut, hours: z.array(z.object({ hour: z.string(), at: timeOut, collection: collection.nullable() })) }),
})
export const collect = endpoint({
  name: 'collectOrders', method: 'POST', path: '/api/intake/collections', who, summary: 'Says that an hour’s offline orders are collected: so many papers, or none (IN-4).',
  body: z.strictObject({ collection: id, papers: z.number().int().min(0).max(10_000), note: z.string().max(200).default('') }), answer: z.object({ collected: z.literal(true) }),
})

export const handForm = endpoint({
  name: 'getHandForm', method: 'GET', path: '/api/intake/hand-form', who: ['clerk', 'it', 'manager'],
  summary: 'An Excel form with numbers of its own, to write orders down while a platform or this system is away; it is imported like any file, and a platform number in it makes both one order (IN-7).',
  query: z.strictObject({ lang: z.enum(['zh', 'zh-TW', 'en']).default('zh'), rows: z.coerce.number().int().min(1).max(500).default(100) }), answer: fileOut, gives: 'file',
})
