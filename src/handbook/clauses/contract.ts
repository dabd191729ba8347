import { z } from 'zod'
import { endpoint } from '#kit/endpoint.ts'

const words = z.object({ zh: z.string(), zhTW: z.string(), en: z.string() })
export const readHandbook = endpoint({
  name: 'readHandbook', method: 'GET', path: '/api/handbook', summary: 'The handbook in force now, chapter by chapter, in three languages (HB-1).', who: 'signed-in',
  answer: z.object({ chapters: z.array(z.object({ chapter: z.string(), title: words, clauses: z.array(z.object({
    id: z.string(), number: z.string(), kind: z.string(), title: words, text: words, source: z.string(), requirement: z.string(), obliges: z.array(z.string()), enforced: z.boolean(),
    figures: z.record(z.string(), z.object({ value: z.union([z.number(), z.string(), z.array(z.string())]), unit: z.string() })),
  })) })) }),
})
