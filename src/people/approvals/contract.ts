import { z } from 'zod'
import { endpoint, fileOut, id, idOut, timeOut } from '#kit/endpoint.ts'
import { approvalKinds } from './rules.ts'
import { approvalLife } from './states.ts'

const deciders = ['manager', 'finance', 'it'] as const
const one = z.strictObject({ id })
const done = z.object({ done: z.literal(true) })

export const listApprovals = endpoint({
  name: 'listApprovals', method: 'GET', path: '/api/approvals', who: 'signed-in', summary: 'What the caller asked for, and what the caller may decide, the latest first; `open`: only what waits, or only what is decided.',
  query: z.strictObject({ kind: z.enum(approvalKinds).optional(), open: z.enum(['yes', 'no']).optional() }),
  answer: z.object({
    approvals: z.array(z.object({
      id: idOut, kind: z.enum(approvalKinds), state: z.enum(approvalLife.states), size: z.number(), view: z.array(z.array(z.string())), reason: z.string(), clause: z.string(),
      asker: z.string(), own: z.boolean(), askedAt: timeOut, until: timeOut, decider: z.string().nullable(), decidedAt: timeOut.nullable(), why: z.string(), usedAt: timeOut.nullable(),
      /** Whether the caller may decide it now. */ mine: z.boolean(), /** Whether a file waits for the caller. */ file: z.boolean(),
    })),
  }),
})
export const approveRequest = endpoint({
  name: 'approveRequest', method: 'POST', path: '/api/approvals/{id}/approval', who: deciders, params: one, answer: done,
  summary: 'Approves what another person asked for; it is carried out at once, together with the approval or not at all.',
})
export const rejectRequest = endpoint({
  name: 'rejectRequest', method: 'POST', path: '/api/approvals/{id}/rejection', who: deciders, params: one, body: z.strictObject({ why: z.string().trim().min(2).max(200) }), answer: done, summary: 'Turns down what another person asked for.',
})
export const withdrawRequest = endpoint({ name: 'withdrawRequest', method: 'POST', path: '/api/approvals/{id}/withdrawal', who: 'signed-in', params: one, answer: done, summary: 'Takes back what one asked for.' })
export const takeApproved = endpoint({
  name: 'takeApproved', method: 'POST', path: '/api/approvals/{id}/file', who: 'signed-in', gives: 'file', params: one, answer: fileOut,
  summary: 'The file of an approved export: given once, to whoever asked for it; its last line says who took it, when and why.',
})
