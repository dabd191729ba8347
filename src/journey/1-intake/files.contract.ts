import { z } from 'zod'
import { endpoint, fileOut, id, idOut, timeOut } from '#kit/endpoint.ts'
import { fields, mappingShape } from './mapping.rules.ts'

const who = ['clerk', 'it', 'manager'] as const
const mapping = z.object({
  name: z.string(), files: z.array(z.object({ role: z.string(), key: z.string(), columns: z.record(z.string(), z.string()) })), currency: z.string(), utcOffsetMinutes: z.number(), statuses: z.record(z.string(), z.string()),
})
const problem = z.object({ file: z.string(), row: z.number(), field: z.string().nullable(), value: z.string().nullable(), code: z.string(), message: z.string() })
const shop = z.string().min(1).max(60)

export const addFile = endpoint({
  name: 'addIntakeFile', indoors: true, method: 'POST', path: '/api/intake/files', who, summary: 'Takes a table file (.csv, .xlsx, .xls) as it is, to be looked at and imported; it is kept for a week.',
  query: z.strictObject({ shop, name: z.string().min(1).max(200) }), takes: { types: ['application/octet-stream'], maxBytes: 100 * 1024 * 1024 },
  answer: z.object({ file: idOut, name: z.string(), bytes: z.number() }),
})
export const preview = endpoint({
  name: 'previewImport', indoors: true, method: 'POST', path: '/api/intake/previews', who, write: false,
  summary: 'The columns and first rows of files, personal data masked, with the mapping that fits: one remembered for the shop, one of the house, or a guess (IN-4).',
  body: z.strictObject({ shop, files: z.array(id).min(1).max(20), mapping: z.union([z.string().min(1).max(60), mappingShape]).optional() }),
  answer: z.object({
    files: z.array(z.object({ file: idOut, name: z.string(), header: z.array(z.string()), rows: z.array(z.array(z.string())), problems: z.array(z.object({ row: z.number(), code: z.string(), message: z.string() })) })),
    mapping, known: z.boolean(), remembered: z.boolean(), fields: z.array(z.enum(fields)),
    missing: z.array(z.object({ file: z.string(), column: z.string(), message: z.string() })), lacking: z.array(z.enum(fields)), mappings: z.array(z.string()),
  }),
})

const run = z.object({
  id: idOut, shop: z.string(), source: z.string(), files: z.array(z.string()), state: z.enum(['waiting', 'running', 'interrupted', 'done', 'failed', 'stopped']), by: z.string(), askedAt: timeOut, endedAt: timeOut.nullable(),
  rowsDone: z.number(), rowsAll: z.number().nullable(), accepted: z.number(), duplicates: z.number(), changed: z.number(), refused: z.number(),
  sourceOrders: z.number().nullable(), sourceFen: z.number().nullable(), acceptedFen: z.number(), gap: z.boolean(), problems: z.number(), code: z.string().nullable(), message: z.string().nullable(), fixable: z.boolean(),
})
const whose = z.strictObject({ id })
export const startRun = endpoint({
  name: 'startImport', indoors: true, method: 'POST', path: '/api/intake/runs', who, summary: 'Imports files in the background; the mapping given is remembered for the shop. The same files again make no second order (IN-1).',
  body: z.strictObject({ shop, files: z.array(id).min(1).max(20), mapping: z.union([z.string().min(1).max(60), mappingShape]) }), answer: z.object({ run: idOut }),
})
export const listRuns = endpoint({
  name: 'listImports', method: 'GET', path: '/api/intake/runs', who, summary: 'Imports, the latest first, each held against what its source says (IN-5).',
  query: z.strictObject({ after: id.optional(), limit: z.coerce.number().int().min(1).max(100).default(20) }), answer: z.object({ runs: z.array(run), next: idOut.nullable() }),
})
export const getRun = endpoint({
  name: 'getImport', indoors: true, method: 'GET', path: '/api/intake/runs/{id}', who, params: whose, summary: 'One import: how far it is, what it took, what it could not take and why.',
  query: z.strictObject({ after: id.optional(), limit: z.coerce.number().int().min(1).max(200).default(100) }),
  answer: run.extend({ open: z.array(problem.extend({ id: idOut })), next: idOut.nullable() }),
})
export const stopRun = endpoint({
  name: 'stopImport', method: 'POST', path: '/api/intake/runs/{id}/stop', who, params: whose, summary: 'Stops an import after its running batch; what it took stays.', answer: z.object({ asked: z.literal(true) }),
})
export const badRows = endpoint({
  name: 'listBadRows', method: 'GET', path: '/api/intake/runs/{id}/rows', who, params: whose, summary: 'Rows that could not be taken, as they stand in the file, to be corrected; the look is kept (IT-3).',
  query: z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(30) }),
  answer: z.object({
    files: z.array(z.object({ name: z.string(), header: z.array(z.string()) })),
    rows: z.array(z.object({ file: z.string(), row: z.number(), cells: z.array(z.string()), problems: z.array(z.object({ column: z.string().nullable(), code: z.string(), message: z.string() })) })), more: z.boolean(),
  }),
})
export const fixRows = endpoint({
  name: 'fixBadRows', method: 'POST', path: '/api/intake/runs/{id}/rows', who, params: whose, summary: 'Corrects rows and takes their orders again; what is still wrong comes back.',
  body: z.strictObject({ rows: z.array(z.strictObject({ file: z.string().max(200), row: z.number().int().min(1).max(2_000_000), cells: z.record(z.string().max(200), z.string().max(2000)) })).min(1).max(100) }),
  answer: z.object({ accepted: z.number(), duplicates: z.number(), changed: z.number(), problems: z.array(problem) }),
})
export const badRowsFile = endpoint({
  name: 'getBadRowsFile', method: 'GET', path: '/api/intake/runs/{id}/bad-rows', who, params: whose, summary: 'The rows that could not be taken as a table with the reasons beside them; the look is kept.', answer: fileOut, gives: 'file',
})
