import { z } from 'zod'
import { endpoint } from '#kit/endpoint.ts'

export const readAddress = endpoint({
  name: 'readAddress', method: 'POST', path: '/api/intake/addresses', who: ['clerk', 'service', 'manager'], write: false,
  summary: 'Reads a pasted text as name, phone, province, city, district and street, and says what it is not sure of (IN-4). Nothing is kept.',
  body: z.strictObject({ text: z.string().max(1000) }),
  answer: z.object({
    name: z.string(), phone: z.string(), otherPhones: z.array(z.string()), province: z.string(), city: z.string(), district: z.string(), street: z.string(), postcode: z.string(),
    uncertain: z.array(z.object({ field: z.string(), code: z.string(), choices: z.array(z.string()).optional() })),
  }),
})
