import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { both, openPrintHouse } from '../../../test/printing.ts'
import { fill } from './fields.actions.ts'
import { documentKinds, offers } from './fields.rules.ts'
import { fieldsCut, mayBeCut } from './rules.ts'
import { forgetContents } from './run.actions.ts'

let desk: Awaited<ReturnType<typeof openPrintHouse>>
beforeAll(async () => { desk = await openPrintHouse() })
afterAll(() => desk?.close())

test('PR-1 · every field that is filled is one its kind offers; a receiver is masked on each, a price is on the slip alone', async () => {
  const { orders } = await desk.wave('FIELDS', 2)
  const [{ id } = { id: 0 }] = await desk.parcels(orders)
  const paper = { batch: 1, place: 1, of: 2, nth: 1 }
  const filled = await desk.house.company.act(system, work => fill(work, { code: 'demo', utcOffsetMinutes: 480 }, (['slip', 'gift-slip', 'waybill', 'return-label'] as const).map(document => ({ document, subject: id, paper }))))
  for (const [i, document] of (['slip', 'gift-slip', 'waybill', 'return-label'] as const).entries()) {
    const { values, lists = {} } = filled[i]!
    expect(Object.keys(values)).toEqual(Object.keys(offers[document].values))
    expect(JSON.stringify(values)).not.toMatch(/孔娟超|18626421963|1203室/)
    for (const [name, rows] of Object.entries(lists)) for (const row of rows) expect(Object.keys(row).filter(c => !offers[document].lists[name]!.columns[c])).toEqual([])
    expect(JSON.stringify(lists).includes('19.00')).toBe(document === 'slip')
  }
  expect(filled[2]!.values).toMatchObject({ 'to.name': '孔**', 'to.phone': '186******63', 'to.street': '文三路90号5号楼****室', 'order.number': 'FIELDS1', 'paper.of': '2' })
  expect(await desk.house.company.act(system, work => fill(work, { code: 'demo', utcOffsetMinutes: 480 }, [{ document: 'waybill', subject: 999_999, paper }]))).toEqual([undefined])
  expect(documentKinds.length).toBe(11)
})

test('PR-1 C9 · a wave is printed in the order of picking; every page is read back, equal to the database; a second print needs a reason', async () => {
  const { wave: id, orders } = await desk.wave('PRINT', 5)
  const asked = { wave: id, documents: ['picking-sheet', ...both] }
  expect(await desk.post('clerk', '/api/print/preview', asked)).toMatchObject({ papers: 11, places: 6, refused: [], counts: [{ document: 'picking-sheet', papers: 1 }, { document: 'slip', papers: 5, again: 0 }, { document: 'waybill', papers: 5 }] })
  const made = await desk.post('clerk', '/api/print/batches', asked)
  expect(made).toMatchObject({ papers: 11, refused: [] })
  // While it waits, nobody makes it a second time.
  expect((await desk.post('clerk', '/api/print/preview', asked)).refused[0]).toMatchObject({ document: 'slip', reasons: [{ code: 'queued-already', values: { batch: Number(made.batch) } }] })
  await desk.house.settle()
  expect((await desk.batchOf(made.batch)).batch).toMatchObject({ state: 'printing', checked: 11, toGive: 11, refused: 0 })

  const known = await desk.parcels(orders)
  const waybills = await desk.pdfOf(made.batch, { document: 'waybill' })
  const read = await desk.press.read(waybills.pdf)
  expect(read.map(r => [...new Set(r.codes.map(c => c.text))].toSorted())).toEqual(known.map(p => [p.waybill, `DL1:${p.waybill}:${p.number}:${p.code}`].toSorted()))
  const slips = await desk.press.read((await desk.pdfOf(made.batch, { document: 'slip' })).pdf)
  expect(slips.map(r => [...new Set(r.codes.map(c => c.text))].toSorted())).toEqual(known.map(p => [p.waybill, `DL1:${p.waybill}:${p.number}:${p.code}`].toSorted()))
  expect((await desk.pdfOf(made.batch, { document: 'slip' })).status).toBe(409)
  expect((await desk.pdfOf(made.batch)).status).toBe(200)
  expect((await desk.batchOf(made.batch)).batch).toMatchObject({ state: 'printed', printed: 11, waiting: 0 })
  await desk.post('clerk', `/api/print/batches/${made.batch}/acts`, { act: 'confirm' })
  expect((await desk.batchOf(made.batch)).batch).toMatchObject({ printed: 0, confirmed: 11 })

  // Every print is an event that names the template, the content and the n-th time, and no person.
  const told = await desk.house.company.db.rows<{ facts: Record<string, unknown> }>(sql`select facts from event where kind = 'paper.print' and facts->>'batch' = ${made.batch} order by number`)
  expect(told.length).toBe(11)
  expect(told[0]!.facts).toMatchObject({ document: 'waybill', nth: 1, place: 1, hash: expect.stringMatching(/^[0-9a-f]{32}$/), template: expect.any(String) })
  const [kept] = await desk.house.company.db.rows<{ sealed: Buffer }>(sql`select sealed from print_paper where batch_id = ${made.batch}::bigint and document = 'waybill' order by place limit 1`)
  expect(kept!.sealed.includes('186')).toBe(false)

  const refused = await desk.post('clerk', '/api/print/batches', { wave: id, documents: both })
  expect(refused).toMatchObject({ batch: null, papers: 0 })
  expect(refused.refused[0].reasons).toMatchObject([{ code: 'printed-already', clause: 'PR-3.reprint', values: { times: 1 } }])
  const again = await desk.post('clerk', `/api/print/batches/${made.batch}/reprints`, { from: 2, to: 3, document: 'waybill', reason: 'paper-jam' })
  expect(again).toMatchObject({ papers: 2, refused: [] })
  await desk.house.settle()
  expect((await desk.pdfOf(again.batch)).status).toBe(200)
  const papers = (await desk.get('clerk', `/api/orders/${orders[1]}/prints`)).papers
  expect(papers.map((p: { document: string; nth: number; state: string; reason: string | null; why: string | null }) => [p.document, p.nth, p.state, p.reason, p.why])).toEqual([
    ['waybill', 2, 'printed', 'paper-jam', null], ['waybill', 1, 'void', null, 'paper-jam'], ['slip', 1, 'confirmed', null, null],
  ])
})

test('PR-1 · a character that no font has, or a text that no size fits, stops its paper and no other', async () => {
  const { wave: id, orders } = await desk.wave('RARE', 3, i => (i === 1 ? { receiver: { ...desk.order('x').receiver, district: '\u{31350}区' } } : {}))
  const made = await desk.post('clerk', '/api/print/batches', { wave: id, documents: ['waybill'] })
  await desk.house.settle()
  const { batch, papers } = await desk.batchOf(made.batch)
  expect(batch).toMatchObject({ checked: 2, refused: 1 })
  expect(papers.find((p: { state: string }) => p.state === 'refused')).toMatchObject({ place: 2, orderId: orders[1], why: 'rare-character', whyValues: { characters: '\u{31350}' } })
  expect((await desk.pdfOf(made.batch)).status).toBe(200)
  expect((await desk.batchOf(made.batch)).batch.state).toBe('printed')
})

test('PR-1 · goods that do not all fit a waybill may be cut short; what the carrier needs may not', () => {
  expect(mayBeCut({ kind: 'text', value: '{{order.goods}}' })).toBe(true)
  expect(mayBeCut({ kind: 'text', value: '{{ order.note }} {{order.remark}}' })).toBe(true)
  for (const value of ['{{to.address}}', '{{order.goods}} {{to.name}}', '订单']) expect(mayBeCut({ kind: 'text', value })).toBe(false)
  expect(mayBeCut({ kind: 'code128', value: '{{order.goods}}' })).toBe(false)
  expect(mayBeCut(undefined)).toBe(false)
  // Whoever must make it shorter is told what it is.
  expect(fieldsCut([{ kind: 'text', value: '{{to.region}} {{to.street}}' }, { kind: 'text', value: '{{order.note}}' }, undefined], { 'to.region': '浙江省', 'to.street': '文三路90号5号楼' })).toEqual(['to.street', 'to.region'])
})

test('PR-1 · papers speak the tongue of the company, or the one that whoever prints asks for', async () => {
  const { wave: id, orders } = await desk.wave('TONGUE', 2)
  const templatesOf = async (batch: string) => [...new Set((await desk.batchOf(batch)).papers.map((p: { template: string }) => p.template.split(':')[1]))]
  const first = await desk.post('clerk', '/api/print/batches', { wave: id, documents: ['waybill'] })
  await desk.house.call('PATCH', '/api/company', { token: desk.tokens.it, body: { paperTongue: 'en' } })
  const second = await desk.post('clerk', '/api/print/batches', { wave: id, documents: ['slip'] })
  const third = await desk.post('clerk', '/api/print/batches', { wave: id, documents: ['gift-slip'], tongue: 'zh-TW' })
  await desk.house.settle()
  // It is the tongue in force when a paper is set.
  expect([await templatesOf(first.batch), await templatesOf(second.batch), await templatesOf(third.batch)]).toEqual([['en'], ['en'], ['zh-TW']])
  expect((await desk.pdfOf(third.batch)).status).toBe(200)
  const reprinted = await desk.post('clerk', `/api/print/batches/${third.batch}/reprints`, { from: 1, to: 1, reason: 'lost' })
  await desk.house.settle()
  expect(await templatesOf(reprinted.batch)).toEqual(['zh-TW'])
  await desk.house.call('PATCH', '/api/company', { token: desk.tokens.it, body: { paperTongue: 'zh-CN' } })
  const picture = (tongue: string | null) => fetch(`${desk.house.address}/api/print/pictures`, { method: 'POST', headers: { authorization: `Bearer ${desk.tokens.clerk}`, 'content-type': 'application/json' }, body: JSON.stringify({ order: orders[0], document: 'slip', tongue }) }).then(a => a.arrayBuffer()).then(b => Buffer.from(b).toString('base64'))
  const [usual, simplified, english] = [await picture(null), await picture('zh-CN'), await picture('en')]
  expect([usual === simplified, usual === english]).toEqual([true, false])
})

test('PR-1 · what is chilled, fragile, liquid or made to order gets the template that is made for it; other orders keep theirs', async () => {
  await desk.house.company.db.rows(sql`update sku set cold = true where code = 'DM005'`)
  const maker = await desk.house.person(['manager']), approver = await desk.house.person(['manager'])
  const { layout } = await desk.get('clerk', '/api/templates/waybill-any-100x180')
  const { json } = await desk.house.call('POST', '/api/templates', { token: maker, body: { kind: 'waybill', layout: { ...layout, elements: [...layout.elements, { kind: 'text', x: 72, y: 98, w: 24, h: 8, value: '冷链 2–8℃', size: 12, bold: true }] }, name: '冷链面单', shop: null, carrier: null, product: 'cold', tongue: null } })
  await desk.house.call('POST', `/api/templates/${json.template}/approval`, { token: approver, body: { version: 1 } })
  const { wave: id } = await desk.wave('COLD', 2, i => (i === 1 ? { lines: [{ sku: 'DM001', quantity: 2, unitFen: 1900 }, { sku: 'DM003', quantity: 1, unitFen: 7100 }] } : {}))
  const made = await desk.post('clerk', '/api/print/batches', { wave: id, documents: ['waybill'] })
  await desk.house.settle()
  const templates = (await desk.batchOf(made.batch)).papers.map((p: { template: string; number: string }) => [p.number, p.template.split(':')[0]]).sort()
  expect(templates).toEqual([['COLD1', json.template], ['COLD2', expect.stringMatching(/^waybill-/)]])
  await desk.house.company.db.rows(sql`update sku set cold = false where code = 'DM005'`)
})

test('PR-1 · all that fit a filter are one batch, in the order of picking or as they stand in the list; what is out of the selection stays out', async () => {
  const { orders } = await desk.wave('ALL', 4)
  const plan = async (more: object) => (await desk.post('clerk', '/api/print/preview', { all: { filter: { q: 'ALL' }, ...more }, documents: ['slip'] })).first.map((p: { number: string }) => p.number)
  expect(await plan({ filter: { from: '2026-03-01', to: '2026-03-03', stage: 'picking' }, by: 'newest' }).then(all => all.slice(0, 4))).toEqual(['ALL4', 'ALL3', 'ALL2', 'ALL1'])
  const picking = (await desk.parcels(orders)).map(p => p.number)
  expect(await plan({ filter: { stage: 'picking' } }).then(all => all.filter((n: string) => n.startsWith('ALL')))).toEqual(picking)
  expect(await plan({ filter: { stage: 'picking' }, except: [orders[0]], upTo: orders[2], by: 'oldest' }).then(all => all.filter((n: string) => n.startsWith('ALL')))).toEqual(['ALL2', 'ALL3'])
  expect((await desk.house.call('POST', '/api/print/batches', { token: desk.tokens.clerk, body: { all: { filter: { shop: 'nobody' } }, documents: ['slip'] } })).json.reasons).toMatchObject([{ code: 'no-orders-fit' }])
  const made = await desk.post('clerk', '/api/print/batches', { all: { filter: { stage: 'picking' }, by: 'oldest' }, documents: ['waybill'] })
  expect(made.papers).toBeGreaterThanOrEqual(4)
})

test('PR-3 · what papers said is erased after the days of the handbook; that they were printed stays', async () => {
  const after = (days: number) => forgetContents({ ...desk.house.company, now: () => new Date(desk.house.company.now().getTime() + days * 86_400_000) })
  const kept = async () => (await desk.house.company.db.rows<{ papers: number; sealed: number }>(sql`select count(*) as papers, count(sealed) as sealed from print_paper`))[0]! // a count is one row
  const before = await kept()
  expect([before.sealed > 0, await after(29), (await kept()).sealed]).toEqual([true, 0, before.sealed])
  expect([await after(31), await kept()]).toEqual([before.sealed, { papers: before.papers, sealed: 0 }])
})
