import type { Route } from '#kit/context.ts'
import { conflict, invalid, notFound } from '#kit/problem.ts'
import { reason } from '#kit/verdict.ts'
import type { Actor } from '#kit/work.ts'
import { ordersThatFit } from '#journey/order/list.actions.ts'
import type { z } from 'zod'
import { actOnBatch, makeBatch, planPapers, reprint, testPage, type Asked } from './actions.ts'
import * as contract from './contract.ts'
import type { PrintHouse } from './frozen.actions.ts'
import { nextForStation, previewPicture, reportFromStation, takePdf } from './give.actions.ts'
import { listStockActs } from './stock.contract.ts'
import { batches, findBatch, papersShown, seesWarehouse, sheetsToPrint, stockActsOf, wavesToPrint } from './store.ts'

export function printingRoutes(route: Route, house: PrintHouse): void {
  route(contract.previewPrint, async ({ db }, { body, actor }) => {
    const given = await asked(house, actor, body)
    const { papers, refused } = await house.act(actor, work => planPapers(work, given), db)
    return {
      papers: papers.length, places: new Set(papers.map(p => p.place)).size, refused: refused.slice(0, 500), first: papers.slice(0, 60).map(p => ({ place: p.place, document: p.document as (typeof body.documents)[number], order: p.orderId, number: p.number, again: p.again })), // a plan is of what was asked
      counts: body.documents.map(document => ({ document, papers: papers.filter(p => p.document === document).length, again: papers.filter(p => p.document === document && p.again).length })),
    }
  })
  route(contract.listToPrint, async ({ db }, { actor }) => ({ waves: await wavesToPrint(db, actor.scope, 100), sheets: await sheetsToPrint(db, actor.scope, 50) }))
  route(listStockActs, async ({ db }, { params, query, actor }) => {
    if (!await seesWarehouse(db, actor.scope, params.id)) throw notFound('warehouse')
    return { acts: await stockActsOf(db, params.id, query.limit) }
  })
  route(contract.makePrintBatch, async ({ db }, { body, actor }) => {
    const given = await asked(house, actor, body)
    const made = await house.act(actor, work => makeBatch(work, given), db)
    return { ...made, refused: made.refused.slice(0, 500) }
  })
  route(contract.listPrintBatches, async ({ db }, { query, actor }) => ({ batches: (await batches(db, actor.scope, { before: query.before ?? null, state: query.state ?? null, limit: query.limit })).map(shown) }))
  route(contract.getPrintBatch, async ({ db }, { params, query, actor }) => {
    const batch = await findBatch(db, actor.scope, params.id)
    if (!batch) throw notFound('print batch')
    return { batch: shown(batch), papers: await papersShown(db, actor.scope, params.id, { after: query.after ?? -1, limit: query.limit, state: query.state ?? null }) }
  })
  route(contract.actOnPrintBatch, async ({ db }, { params, body, actor }) => {
    const reasons = await house.act(actor, work => actOnBatch(work, params.id, body.act, body), db)
    if (reasons.length) throw conflict('batch-refused', 'The batch cannot do this now.', reasons)
    return { ok: true as const }
  })
  route(contract.reprintPapers, async ({ db }, { params, body, actor }) => {
    const made = await house.act(actor, work => reprint(work, params.id, body), db)
    return { ...made, refused: made.refused.slice(0, 500) }
  })
  route(contract.takePdf, async (_, { params, body, actor }) => {
    const { name, pdf } = await takePdf(house, actor, params.id, body)
    return { name, type: 'application/pdf', body: Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength) }
  })
  route(contract.previewPaper, async (_, { body, actor }) => {
    const png = await previewPicture(house, actor, body.order, body.document, body.tongue ?? null)
    return { name: 'preview.png', type: 'image/png', body: Buffer.from(png.buffer, png.byteOffset, png.byteLength) }
  })
  route(contract.testPrinter, async ({ db }, { params, actor }) => house.act(actor, work => testPage(work, params.id), db))
  route(contract.nextForStation, async (_, { body, actor }) => ({ task: await nextForStation(house, actor, body) }))
  route(contract.reportFromStation, async (_, { body, actor }) => ({ taken: await reportFromStation(house, actor, body.papers) }))
}
/** Everything that fits a filter is printed as orders, in the order that was asked for; more than one batch bears is refused with words. */
async function asked(house: PrintHouse, actor: Actor, { all, ...rest }: z.output<typeof contract.makePrintBatch.body>): Promise<Asked> {
  if (!all) return rest
  const orders = await ordersThatFit(house, actor.scope, all.filter, { sort: all.by === 'picking' ? 'oldest' : all.by, upTo: all.upTo, except: all.except, most: mostOrders + 1 })
  if (orders.length > mostOrders) throw invalid(`At most ${mostOrders} orders are printed at once.`, [reason('too-many-orders', { most: mostOrders })])
  if (orders.length === 0) throw invalid('No order fits.', [reason('no-orders-fit')])
  return { ...rest, orders, listed: all.by !== 'picking' }
}
const mostOrders = 5000
const shown = (batch: NonNullable<Awaited<ReturnType<typeof findBatch>>>) => ({ ...batch, documents: batch.documents as (typeof contract.documentsOut)[number][] }) // only makeBatch writes them
