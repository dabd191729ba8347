import { z } from 'zod'
import { endpoint, id, idOut, timeOut } from '#kit/endpoint.ts'

export const readCompliance = endpoint({
  name: 'readCompliance', method: 'GET', path: '/api/handbook/compliance', summary: 'How each timed clause fares: applied, met, missed, running, at risk (HB-3). With `clause`, the orders and parcels behind the figure, whom it obliges and who ended each. Figures and lists are those of your shops and warehouses, of what runs and what ended within `days`, which is since `from`.', who: 'signed-in', report: true,
  query: z.strictObject({ clause: z.string().max(40).optional(), which: z.enum(['applied', 'met', 'missed', 'running', 'paused', 'at-risk']).default('missed'), days: z.coerce.number().int().min(1).max(3660).default(30), after: id.optional() }),
  answer: z.object({
    clauses: z.array(z.object({ clause: z.string(), applied: z.number(), met: z.number(), missed: z.number(), running: z.number(), paused: z.number(), atRisk: z.number(), owners: z.array(z.string()) })),
    subjects: z.array(z.object({ clock: idOut, subject: z.string(), id: idOut, label: z.string().nullable(), startedAt: timeOut, dueAt: timeOut, stoppedAt: timeOut.nullable(), state: z.string(), by: z.string().nullable() })),
    from: timeOut,
    /** Where the figures are read from a copy of the database: the moment they certainly reach to. */
    asOf: timeOut.nullable(),
  }),
})
