import { PDFiumLibrary } from '@hyzyla/pdfium'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { moveGoods, placeOf, receive } from '#goods/inventory/actions.ts'
import { openPrintHouse } from '../../../test/printing.ts'

let desk: Awaited<ReturnType<typeof openPrintHouse>>
beforeAll(async () => { desk = await openPrintHouse() })
afterAll(() => desk?.close())

test('PR-4 · bins and products get their labels, a hand-over its sheet, by the same engine', async () => {
  const places = await desk.house.company.db.rows<{ id: number }>(sql`select id from place where kind = 'bin' order by walk limit 3`)
  const bins = await desk.post('logistics', '/api/print/batches', { bins: places.map(p => String(p.id)), documents: ['bin-label'] })
  const products = await desk.house.company.db.rows<{ id: number }>(sql`select id from sku where barcode is not null order by code limit 2`)
  const skus = await desk.post('clerk', '/api/print/batches', { skus: products.map(p => String(p.id)), documents: ['sku-label'] })
  const { handover } = await desk.post('logistics', '/api/handovers', { warehouse: desk.main, carrier: String(await desk.house.idOf('carrier', 'ZTO')) })
  const sheet = await desk.post('logistics', '/api/print/batches', { handover, documents: ['handover-sheet'] })
  await desk.house.settle()
  for (const [made, papers] of [[bins, 3], [skus, 2], [sheet, 1]] as const) {
    expect(made).toMatchObject({ papers, refused: [] })
    expect((await desk.press.read((await desk.pdfOf(made.batch)).pdf)).length).toBe(papers)
  }
  expect((await desk.house.call('POST', '/api/print/batches', { token: desk.tokens.clerk, body: { handover, documents: ['waybill'] } })).json.reasons).toMatchObject([{ code: 'document-not-of' }])
})

/** What a paper was filled with, by its template: as text of its PDF. */
async function textOf(batch: string): Promise<string> {
  const { pdf, status } = await desk.pdfOf(batch)
  expect(status).toBe(200)
  const pdfium = await PDFiumLibrary.init()
  const file = await pdfium.loadDocument(pdf)
  const text = Array.from({ length: file.getPageCount() }, (_, i) => file.getPage(i).getText()).join('\n')
  file.destroy()
  pdfium.destroy()
  return text
}

test('PR-4 ST-5 · a zone is counted blind: its sheet lists every bin and what should lie there, and no quantity', async () => {
  const bins = await desk.house.company.db.rows<{ id: number; code: string }>(sql`select id, code from place where kind = 'bin' and warehouse_id = ${Number(desk.main)} order by walk`)
  const zones = new Set(bins.map(b => b.code.split('-')[0]))
  const made = await desk.post('logistics', '/api/print/batches', { bins: bins.map(b => String(b.id)), documents: ['stocktake-sheet'] })
  expect(made).toMatchObject({ papers: zones.size, refused: [] })
  await desk.house.settle()
  const [held] = await desk.house.company.db.rows<{ code: string; bin: string; quantity: number }>(sql`select s.code, p.code as bin, b.quantity from balance b join place p on p.id = b.place_id join sku s on s.id = b.sku_id where p.kind = 'bin' and p.warehouse_id = ${Number(desk.main)} order by b.quantity desc limit 1`)
  const text = await textOf(made.batch)
  for (const bin of bins) expect(text).toContain(bin.code)
  expect([text.includes(held!.code), new RegExp(`(?<![\\dA-Z-])${held!.quantity}(?![\\d-])`).test(text)]).toEqual([true, false])
})

test('PR-4 ST-6 · goods that came have their receipt, stock that was put right its slip with before and after; a movement of an order has neither', async () => {
  const { company } = desk.house
  const [bin] = await company.db.rows<{ id: number; code: string; sku: number; name: string; quantity: number }>(sql`
    select p.id, p.code, b.sku_id as sku, s.code as name, b.quantity::int as quantity from balance b join place p on p.id = b.place_id join sku s on s.id = b.sku_id where p.kind = 'bin' and p.warehouse_id = ${Number(desk.main)} and b.quantity > 20 and b.promised = 0 order by p.walk limit 1`)
  await company.act({ ...system, id: 1 }, work => receive(work, [{ skuId: bin!.sku, toPlace: bin!.id, quantity: 30 }], 'purchase', 7))
  await company.act({ ...system, id: 1 }, async work => moveGoods(work, [{ skuId: bin!.sku, fromPlace: bin!.id, toPlace: await placeOf(work, null, 'adjustment'), quantity: 4, cause: 'adjust', causeId: 9 }]))
  // One that another person has approved says who asked, why, and who approved.
  const asked = await desk.post('logistics', '/api/stock/adjustments', { warehouse: desk.main, reason: '盘点差异', lines: [{ sku: bin!.name, bin: bin!.code, quantity: 2 }] })
  const decided = await desk.house.call('POST', `/api/approvals/${asked.approval}/approval`, { token: await desk.house.person(['manager']) })
  expect(decided.status).toBe(200)
  const approved = (await desk.get('logistics', `/api/print/stock/${desk.main}`)).acts[0]
  expect(approved).toMatchObject({ document: 'adjustment-slip', more: 2, less: 0 })
  const { batch } = await desk.post('logistics', '/api/print/batches', { movement: approved.id, documents: ['adjustment-slip'] })
  await desk.house.settle()
  expect(await textOf(batch)).toContain('盘点差异')
  const acts = (await desk.get('logistics', `/api/print/stock/${desk.main}`)).acts.slice(1)
  expect(acts.slice(0, 2)).toMatchObject([{ document: 'adjustment-slip', cause: 'adjust', lines: 1, more: 0, less: 4, prints: 0 }, { document: 'receipt', cause: 'purchase', lines: 1, more: 30, less: 0 }])
  expect(acts.at(-1)).toMatchObject({ document: 'receipt', cause: 'opening' })
  const print = async (movement: string, document: string) => { const made = await desk.post('logistics', '/api/print/batches', { movement, documents: [document] }); await desk.house.settle(); return textOf(made.batch) }
  const slip = await print(acts[0].id, 'adjustment-slip')
  for (const word of [bin!.code, bin!.name, String(bin!.quantity + 30), String(bin!.quantity + 26), '-4']) expect(slip).toContain(word)
  const receipt = await print(acts[1].id, 'receipt')
  for (const word of [bin!.name, '30']) expect(receipt).toContain(word)
  expect((await desk.get('logistics', `/api/print/stock/${desk.main}`)).acts[1].prints).toBe(1)
  // A receipt is no adjustment; what a picker moved is nothing to sign for.
  expect((await desk.house.call('POST', '/api/print/batches', { token: desk.tokens.logistics, body: { movement: acts[1].id, documents: ['adjustment-slip'] } })).json).toMatchObject({ batch: null, papers: 0 })
  const { orders } = await desk.wave('PICKED', 1)
  await company.act(system, async work => moveGoods(work, [{ skuId: bin!.sku, fromPlace: bin!.id, toPlace: await placeOf(work, Number(desk.main), 'inspection'), quantity: 1, cause: 'inspect', causeId: Number(orders[0]) }]))
  const [last] = await company.db.rows<{ id: number }>(sql`select max(id) as id from movement`)
  expect((await desk.house.call('POST', '/api/print/batches', { token: desk.tokens.logistics, body: { movement: String(last!.id), documents: ['adjustment-slip'] } })).status).toBe(404)
})
