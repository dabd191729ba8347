import { z } from 'zod'
import { endpoint, id, idOut, timeOut } from '#kit/endpoint.ts'

const person = z.object({ id: idOut, name: z.string() }).nullable()

export const listChanges = endpoint({
  name: 'listHandbookChanges', method: 'GET', path: '/api/handbook/changes', summary: 'Proposed, approved and rejected changes, the latest first; with `clause`, the versions of one clause over time (HB-2).', who: 'signed-in',
  query: z.strictObject({ clause: z.string().max(40).optional() }),
  answer: z.object({ changes: z.array(z.object({
    id: idOut, clause: z.string(), figure: z.string(), value: z.number(), was: z.number().nullable(), reason: z.string(), effectiveAt: timeOut, state: z.enum(['proposed', 'approved', 'rejected']), approved: z.boolean(), own: z.boolean(),
    proposedBy: person, proposedAt: timeOut, approvedBy: person, approvedAt: timeOut.nullable(), rejectedBy: person, rejectedAt: timeOut.nullable(), rejectedWhy: z.string().nullable(),
  })) }),
})
export const propose = endpoint({
  name: 'proposeHandbookChange', method: 'POST', path: '/api/handbook/changes', summary: 'Proposes another figure from a date on; the past stays judged by the figure then in force.', who: ['manager', 'quality'],
  body: z.strictObject({ clause: z.string().max(40), figure: z.string().max(40), value: z.number().min(0).max(1e9), reason: z.string().min(2).max(400), effectiveAt: z.iso.datetime({ offset: true }) }),
  answer: z.object({ change: idOut }),
})
export const approve = endpoint({
  name: 'approveHandbookChange', method: 'POST', path: '/api/handbook/changes/{id}/approval', summary: 'Approves a change; nobody approves their own.', who: ['manager'], params: z.strictObject({ id }),
  answer: z.object({ approved: z.literal(true) }),
})
export const reject = endpoint({
  name: 'rejectHandbookChange', method: 'POST', path: '/api/handbook/changes/{id}/rejection', summary: 'Turns a proposal down, or takes one’s own back; the reason is kept.', who: ['manager', 'quality'], params: z.strictObject({ id }),
  body: z.strictObject({ why: z.string().trim().min(2).max(400) }), answer: z.object({ rejected: z.literal(true) }),
})
