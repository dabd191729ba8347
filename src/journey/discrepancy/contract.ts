import { z } from 'zod'
import { endpoint, id, idOut, timeOut } from '#kit/endpoint.ts'
import { causes, stations } from './rules.ts'

const who = ['picker', 'checker', 'packer', 'logistics', 'clerk', 'quality', 'manager']
export const list = endpoint({
  name: 'listDiscrepancies', method: 'GET', path: '/api/discrepancies', summary: 'Differences found at the stations, each an error with its owner and its cause (FU-5).', who,
  query: z.strictObject({ open: z.enum(['yes', 'no']).default('no'), order: id.optional(), station: z.enum(stations).optional(), limit: z.coerce.number().int().min(1).max(500).default(100), after: id.optional(), first: z.enum(['oldest', 'newest']).default('oldest') }),
  answer: z.object({
    discrepancies: z.array(z.object({
      id: idOut, at: timeOut, station: z.string(), code: z.string(), values: z.record(z.string(), z.unknown()), order: idOut.nullable(), number: z.string().nullable(), wave: idOut.nullable(), foundBy: z.string(),
      owner: z.string(), ownerName: z.string().nullable(), cause: z.string().nullable(), note: z.string(), causeBy: z.string().nullable(), causeAt: timeOut.nullable(),
    })), next: idOut.nullable(),
  }),
})
export const cause = endpoint({
  name: 'sayCause', method: 'POST', path: '/api/discrepancies/{id}/cause', summary: 'Says the cause of a difference, once (FU-5).', who, params: z.strictObject({ id }),
  body: z.strictObject({ cause: z.enum(causes), note: z.string().max(400).default('') }), answer: z.object({ said: z.literal(true) }),
})
