import { z } from 'zod'
import { endpoint, id, idOut, timeOut } from '#kit/endpoint.ts'
import { alarmKinds } from './rules.ts'

export const listAlarms = endpoint({
  name: 'listAlarms', method: 'GET', path: '/api/alarms', who: ['manager', 'it'], summary: 'Alarms about people: very many looks at personal data, exports at night; those that stand first (S21).',
  answer: z.object({ alarms: z.array(z.object({ id: idOut, kind: z.enum(alarmKinds), actor: z.string(), own: z.boolean(), at: timeOut, until: timeOut.nullable(), facts: z.record(z.string(), z.unknown()), settler: z.string().nullable(), settledAt: timeOut.nullable(), why: z.string() })) }),
})
export const settleAlarm = endpoint({
  name: 'settleAlarm', method: 'POST', path: '/api/alarms/{id}/settlement', who: ['manager'], params: z.strictObject({ id }), body: z.strictObject({ why: z.string().trim().min(2).max(200) }), answer: z.object({ done: z.literal(true) }),
  summary: 'Says that an alarm was looked into, and lifts the stop that came with it; nobody settles one about themselves.',
})
