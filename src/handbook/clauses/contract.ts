import { z } from 'zod'
import { endpoint, id, idOut, timeOut } from '#kit/endpoint.ts'

const words = z.object({ zh: z.string(), zhTW: z.string(), en: z.string() })
export const readHandbook = endpoint({
  name: 'readHandbook', method: 'GET', path: '/api/handbook', summary: 'The handbook in force now, chapter by chapter, in three languages (HB-1).', who: 'signed-in',
  answer: z.object({ chapters: z.array(z.object({ chapter: z.string(), title: words, clauses: z.array(z.object({
    id: z.string(), number: z.string(), kind: z.string(), title: words, text: words, source: z.string(), requirement: z.string(), obliges: z.array(z.string()), enforced: z.boolean(),
    figures: z.record(z.string(), z.object({ value: z.union([z.number(), z.string(), z.array(z.string())]), unit: z.string() })),
  })) })) }),
})
export const readCompliance = endpoint({
  name: 'readCompliance', method: 'GET', path: '/api/handbook/compliance', summary: 'How each timed clause fares: applied, met, missed, running, at risk (HB-3). With `clause`, the orders and parcels behind the figure, whom it obliges and who ended each. Figures and lists are those of your shops and warehouses, of what runs and what ended within `days`, which is since `from`.', who: 'signed-in',
  query: z.strictObject({ clause: z.string().max(40).optional(), which: z.enum(['applied', 'met', 'missed', 'running', 'paused', 'at-risk']).default('missed'), days: z.coerce.number().int().min(1).max(3660).default(30), after: id.optional() }),
  answer: z.object({
    clauses: z.array(z.object({ clause: z.string(), applied: z.number(), met: z.number(), missed: z.number(), running: z.number(), paused: z.number(), atRisk: z.number(), owners: z.array(z.string()) })),
    subjects: z.array(z.object({ clock: idOut, subject: z.string(), id: idOut, label: z.string().nullable(), startedAt: timeOut, dueAt: timeOut, stoppedAt: timeOut.nullable(), state: z.string(), by: z.string().nullable() })),
    from: timeOut,
  }),
})
