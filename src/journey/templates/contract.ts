import { z } from 'zod'
import { endpoint, fileOut, id, idOut, timeOut } from '#kit/endpoint.ts'
import { layout } from '#kit/print/layout.ts'
import { tongues } from '#kit/words.ts'
import { documentKinds } from '#journey/4-printing/fields.rules.ts'
import { products } from './rules.ts'

const makers = ['clerk', 'logistics', 'manager', 'it'] as const
const approvers = ['manager', 'it'] as const
const kind = z.enum(documentKinds), tongue = z.enum(tongues), product = z.enum(products)
/** A template by its name: digits for the company's own, a word for one that comes with the house. */
const ref = z.string().regex(/^([1-9]\d{0,14}|[a-z][a-z0-9-]{2,60})$/)
const summary = z.object({
  ref: z.string(), kind, title: z.tuple([z.string(), z.string(), z.string()]), /** Whether it comes with the house. */ shipped: z.boolean(), version: z.number(), state: z.enum(['shipped', 'draft', 'approved', 'retired']),
  shop: idOut.nullable(), carrier: z.string().nullable(), product: product.nullable(), tongue: tongue.nullable(), width: z.number(), height: z.number(), changedAt: timeOut.nullable(), changer: z.string().nullable(), approver: z.string().nullable(), /** One's own change, that somebody else approves. */ own: z.boolean(),
  /** The version that prints while a newer one waits for approval. */ inForce: z.number().nullable(),
})

export const listTemplates = endpoint({
  name: 'listTemplates', method: 'GET', path: '/api/templates', who: 'signed-in', summary: 'Templates of papers: the company’s own, the latest first, then those that come with the house (PR-1).', query: z.strictObject({ kind: kind.optional() }),
  answer: z.object({ templates: z.array(summary) }),
})
export const readTemplate = endpoint({
  name: 'readTemplate', method: 'GET', path: '/api/templates/{ref}', who: 'signed-in', summary: 'One template: its layout, in a tongue where it comes with the house, and its versions.', params: z.strictObject({ ref }), query: z.strictObject({ tongue: tongue.optional(), version: z.coerce.number().int().min(1).optional() }),
  answer: summary.extend({ layout, versions: z.array(z.object({ version: z.number(), name: z.string(), changedAt: timeOut, changer: z.string(), approvedAt: timeOut.nullable(), approver: z.string().nullable() })) }),
})
export const pictureTemplate = endpoint({
  name: 'pictureTemplate', method: 'GET', path: '/api/templates/{ref}/picture', who: 'signed-in', gives: 'file', summary: 'A picture of the template with examples in its fields, set by the press.', params: z.strictObject({ ref }),
  query: z.strictObject({ tongue: tongue.optional(), version: z.coerce.number().int().min(1).optional() }), answer: fileOut,
})
const text = z.string().max(2000)
export const previewLayout = endpoint({
  name: 'previewLayout', method: 'POST', path: '/api/templates/preview', write: false, who: 'signed-in', summary: 'A page as it would print, dot for dot, with examples or the given values in its fields; and what is wrong with it.',
  body: z.strictObject({ kind, layout, carrier: z.string().max(20).nullable().optional(), values: z.record(z.string().max(80), text).optional(), rows: z.int().min(0).max(200).optional(), dpi: z.int().min(60).max(600).default(203), grey: z.boolean().default(false), page: z.int().min(0).max(500).default(0) }),
  answer: z.object({ png: z.string(), pages: z.number(), /** Elements that would be cut. */ cut: z.array(z.number()), missing: z.array(z.string()), reasons: z.array(z.object({ code: z.string(), path: z.string().optional(), values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional() })), milliseconds: z.number() }),
})
const given = z.strictObject({ name: z.string().trim().min(1).max(80), shop: id.nullable(), carrier: z.string().regex(/^[A-Z][A-Z0-9]{1,19}$/).nullable(), product: product.nullable(), tongue: tongue.nullable(), layout })
export const addTemplate = endpoint({
  name: 'addTemplate', method: 'POST', path: '/api/templates', who: makers, summary: 'A template of the company’s own, often a copy of another: a draft until somebody else approves it.', body: given.extend({ kind }), answer: z.object({ template: idOut }),
})
export const changeTemplate = endpoint({
  name: 'changeTemplate', method: 'PUT', path: '/api/templates/{id}', who: makers, summary: 'Keeps a change as a draft; what is approved prints on until the draft is approved. `version` is the one that was changed.',
  params: z.strictObject({ id }), body: given.extend({ version: z.int().min(1) }), answer: z.object({ version: z.number() }),
})
export const approveTemplate = endpoint({
  name: 'approveTemplate', method: 'POST', path: '/api/templates/{id}/approval', who: approvers, summary: 'Approves the last version; nobody approves their own change.', params: z.strictObject({ id }), body: z.strictObject({ version: z.int().min(1) }), answer: z.object({ approved: z.literal(true) }),
})
export const retireTemplate = endpoint({
  name: 'retireTemplate', method: 'POST', path: '/api/templates/{id}/retirement', who: approvers, summary: 'Takes a template out of use; what it printed stays as it is.', params: z.strictObject({ id }), answer: z.object({ retired: z.literal(true) }),
})
