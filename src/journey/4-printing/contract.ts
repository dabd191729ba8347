import { z } from 'zod'
import { endpoint, fileOut, id, idOut, timeOut } from '#kit/endpoint.ts'
import { tongues } from '#kit/words.ts'
import { orderFilter } from '#journey/order/contract.ts'
import { documentKinds } from './fields.rules.ts'
import { reprintReasons } from './rules.ts'
import { batchLife, paperLife } from './states.ts'

export const prints = ['clerk', 'manager', 'packer', 'logistics', 'picker'] as const
export const looks = [...prints, 'it'] as const
export const documentsOut = documentKinds
export const listedBy = ['picking', 'newest', 'oldest', 'priority', 'amount'] as const
const document = z.enum(documentKinds)
const reasons = z.array(z.object({ code: z.string(), clause: z.string().optional(), values: z.record(z.string(), z.unknown()).optional() }))
const refused = z.array(z.object({ order: idOut.nullable(), number: z.string().nullable(), document, reasons }))
const asked = {
  orders: z.array(id).min(1).max(5000).optional(), /** Every order that fits, up to order `upTo`: in the order of picking, or as they stand in the list. */
  all: z.strictObject({ filter: orderFilter, upTo: id.optional(), except: z.array(id).max(1000).optional(), by: z.enum(listedBy).default('picking') }).optional(),
  wave: id.optional(), handover: id.optional(), bins: z.array(id).min(1).max(5000).optional(), skus: z.array(id).min(1).max(5000).optional(), /** A receipt or an adjustment, by one of its movements. */ movement: id.optional(), tongue: z.enum(tongues).nullable().optional(),
  documents: z.array(document).min(1).max(6), printers: z.partialRecord(document, id.nullable()).optional(), reason: z.enum(reprintReasons).nullable().optional(),
}
const place = z.coerce.number().int().min(0).max(100_000)

export const previewPrint = endpoint({
  name: 'previewPrint', method: 'POST', path: '/api/print/preview', who: looks, write: false, summary: 'What a print batch would hold, in the order of picking, and what it would not, with every reason (PR-1).',
  body: z.strictObject(asked),
  answer: z.object({ papers: z.number(), places: z.number(), counts: z.array(z.object({ document, papers: z.number(), again: z.number() })), first: z.array(z.object({ place: z.number(), document, order: idOut.nullable(), number: z.string().nullable(), again: z.boolean() })), refused }),
})
export const listToPrint = endpoint({
  name: 'listToPrint', method: 'GET', path: '/api/print/waiting', who: looks, summary: 'Open waves with how many of their slips and waybills lie on paper, and open hand-over sheets.',
  answer: z.object({ waves: z.array(z.object({ id: idOut, kind: z.string(), carrier: z.string().nullable(), madeAt: timeOut, parcels: z.number(), slips: z.number(), waybills: z.number() })), sheets: z.array(z.object({ id: idOut, carrier: z.string(), openedAt: timeOut, parcels: z.number() })) }),
})
export const makePrintBatch = endpoint({
  name: 'makePrintBatch', method: 'POST', path: '/api/print/batches', who: prints, summary: 'Makes a print batch of orders (named, or all that fit a filter), a wave, a hand-over sheet, bins, products, a receipt or an adjustment. It is set and checked in the background; what lies on paper already needs a reason (PR-1, PR-3).',
  body: z.strictObject(asked), answer: z.object({ batch: idOut.nullable(), papers: z.number(), refused }),
})
const batch = z.object({
  id: idOut, origin: z.string(), originId: idOut.nullable(), againOf: idOut.nullable(), warehouseId: idOut.nullable(), documents: z.array(document), printers: z.array(idOut), state: z.enum(batchLife.states), papers: z.number(), reason: z.string().nullable(), madeAt: timeOut, by: z.string(),
  endedAt: timeOut.nullable(), stopCode: z.string().nullable(), stopValues: z.record(z.string(), z.unknown()).nullable(), checked: z.number(), printed: z.number(), confirmed: z.number(), refused: z.number(), voided: z.number(), waiting: z.number(), toGive: z.number(),
})
const paper = z.object({
  id: idOut, batchId: idOut, place: z.number(), document, orderId: idOut.nullable(), number: z.string().nullable(), shop: z.string().nullable(), state: z.enum(paperLife.states), template: z.string().nullable(), hash: z.string().nullable(), waybill: z.string().nullable(), code: z.string().nullable(),
  version: z.number().nullable(), nth: z.number().nullable(), pages: z.number().nullable(), printedAt: timeOut.nullable(), printer: z.string().nullable(), by: z.string(), reason: z.string().nullable(), why: z.string().nullable(), whyValues: z.record(z.string(), z.unknown()).nullable(),
})
export const listPrintBatches = endpoint({
  name: 'listPrintBatches', method: 'GET', path: '/api/print/batches', who: looks, summary: 'Print batches with their progress, the newest first.',
  query: z.strictObject({ before: id.optional(), state: z.enum(batchLife.states).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }), answer: z.object({ batches: z.array(batch) }),
})
export const getPrintBatch = endpoint({
  name: 'getPrintBatch', method: 'GET', path: '/api/print/batches/{id}', who: looks, summary: 'One print batch with a page of its papers.', params: z.strictObject({ id }),
  query: z.strictObject({ after: place.optional(), state: z.enum(paperLife.states).optional(), limit: z.coerce.number().int().min(1).max(500).default(200) }), answer: z.object({ batch, papers: z.array(paper) }),
})
export const actOnPrintBatch = endpoint({
  name: 'actOnPrintBatch', method: 'POST', path: '/api/print/batches/{id}/acts', who: prints, params: z.strictObject({ id }),
  summary: 'Stops a batch, goes on, ends it, or says that its paper has been seen. After a doubt `lastGood` is the place of the last good paper: what came after it is printed again, what came before is not (C9).',
  body: z.strictObject({ act: z.enum(['pause', 'resume', 'cancel', 'confirm']), lastGood: z.number().int().min(0).max(100_000).nullable().default(null) }), answer: z.object({ ok: z.literal(true) }),
})
export const reprintPapers = endpoint({
  name: 'reprintPapers', method: 'POST', path: '/api/print/batches/{id}/reprints', who: prints, summary: 'Prints a range of a batch again, for a reason; the papers it replaces are void (PR-3).', params: z.strictObject({ id }),
  body: z.strictObject({ from: z.number().int().min(0).max(100_000), to: z.number().int().min(0).max(100_000), document: document.nullable().default(null), reason: z.enum(reprintReasons), printers: asked.printers, tongue: asked.tongue }), answer: z.object({ batch: idOut.nullable(), papers: z.number(), refused }),
})
export const takePdf = endpoint({
  name: 'takePrintedPdf', method: 'POST', path: '/api/print/batches/{id}/pdf', who: prints, gives: 'file', summary: 'The PDF of papers that wait for the browser: with it they count as printed. Drawn when asked for, kept nowhere.', params: z.strictObject({ id }),
  body: z.strictObject({ document: document.nullable().default(null), from: z.number().int().min(0).max(100_000).default(0), to: z.number().int().min(0).max(100_000).default(100_000) }), answer: fileOut,
})
export const previewPaper = endpoint({
  name: 'previewPaper', method: 'POST', path: '/api/print/pictures', who: looks, write: false, gives: 'file', summary: 'How a document of an order would look, as a picture; it is not printed and does not count.',
  body: z.strictObject({ order: id, document, tongue: z.enum(tongues).nullable().optional() }), answer: fileOut,
})
export const testPrinter = endpoint({
  name: 'testPrinter', method: 'POST', path: '/api/printers/{id}/tests', who: looks, summary: 'Prints a test page: edge, ruler, codes (PR-2).', params: z.strictObject({ id }), answer: z.object({ batch: idOut.nullable() }),
})
export const nextForStation = endpoint({
  name: 'nextForStation', indoors: true, method: 'POST', path: '/api/print/station/next', who: looks, summary: 'The next papers for printers that a station talks to itself: as a PDF for an agent, as fields for a platform’s component. Whoever takes them prints them and reports.',
  body: z.strictObject({ printers: z.array(z.string().min(1).max(40)).min(1).max(20), most: z.number().int().min(1).max(50).default(10), form: z.enum(['pdf', 'fields']).default('pdf') }),
  answer: z.object({ task: z.object({
    batch: idOut, printer: z.string(), printerName: z.string(), address: z.string(), platform: z.string().nullable(), copies: z.number(), widthMm: z.number(), heightMm: z.number(),
    papers: z.array(z.object({ id: idOut, place: z.number(), document, pages: z.number(), template: z.string(), fields: z.record(z.string(), z.string()).optional() })), pdf: z.string().nullable(),
  }).nullable() }),
})
export const reportFromStation = endpoint({
  name: 'reportFromStation', indoors: true, method: 'POST', path: '/api/print/station/reports', who: looks, summary: 'What became of papers that a station took: out, taken by its spooler, not printed for certain, or unknown; then the batch waits for somebody who looks.',
  body: z.strictObject({ papers: z.array(z.strictObject({ id, outcome: z.enum(['printed', 'taken', 'not-printed', 'unknown']), why: z.string().max(200).default('') })).min(1).max(200) }), answer: z.object({ taken: z.number() }),
})
