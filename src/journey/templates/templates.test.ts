import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Layout } from '#kit/print/layout.ts'
import { sql } from '#kit/sql.ts'
import { thePress } from '#journey/4-printing/engine.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'
import { layoutsByKey, templatesFor } from './actions.ts'

let house: TestHouse
let [maker, approver, clerk] = ['', '', '']
beforeAll(async () => {
  house = await openHouse()
  maker = await house.person(['manager'])
  approver = await house.person(['manager'])
  clerk = await house.token('clerk')
})
afterAll(async () => { await house?.close(); await thePress().close() })

const call = (method: string, path: string, token: string, body?: unknown) => house.call(method, `/api/templates${path}`, { token, ...(body !== undefined && { body }) })
const read = async (ref: string, query = '') => (await call('GET', `/${ref}${query}`, clerk)).json
const copyOf = async (ref: string, more: object = {}) => {
  const { kind, layout } = await read(ref)
  return (await call('POST', '', maker, { kind, layout, name: '自己的面单', shop: null, carrier: null, product: null, tongue: null, ...more })).json.template as string
}
const chosen = async (carrier: string) => (await templatesFor(house.company.db, [{ kind: 'waybill', carrier }]))[0]!.key

test('PR-1: what comes with the house is offered to every company, in three tongues, and prints without being copied', async () => {
  const { templates } = (await call('GET', '', clerk)).json
  expect(templates.length).toBeGreaterThanOrEqual(28)
  expect(templates.every((t: { shipped: boolean; state: string }) => t.shipped && t.state === 'shipped')).toBe(true)
  const texts = async (tongue: string) => JSON.stringify((await read('slip-a5', `?tongue=${tongue}`)).layout)
  expect([(await texts('zh-CN')).includes('发货单'), (await texts('zh-TW')).includes('出貨單'), (await texts('en')).includes('Packing slip')]).toEqual([true, true, true])
  expect([await chosen('SF'), await chosen('ZZZ')].map(key => key.split(':')[0])).toEqual(['waybill-sf-100x180', 'waybill-any-100x180'])
})

test('PR-1: a copy is a draft, prints only when somebody else has approved it, and the next draft waits while it prints on', async () => {
  const own = await copyOf('waybill-sf-100x180', { carrier: 'SF' })
  expect(await chosen('SF')).toMatch(/^waybill-sf/)
  expect((await call('POST', `/${own}/approval`, maker, { version: 1 })).json.reasons).toEqual([{ code: 'own-change' }])
  expect((await call('POST', `/${own}/approval`, approver, { version: 1 })).status).toBe(200)
  expect([await chosen('SF'), (await chosen('ZTO')).split(':')[0]]).toEqual([`${own}:1`, 'waybill-zto-100x180'])

  const { layout, name, shop, carrier, product, tongue } = { ...(await read(own)), name: '第二版' }
  const second: Layout = { ...layout, elements: layout.elements.slice(0, 5) }
  expect((await call('PUT', `/${own}`, maker, { version: 1, layout: second, name, shop, carrier, product, tongue })).json).toEqual({ version: 2 })
  expect((await call('PUT', `/${own}`, maker, { version: 1, layout: second, name, shop, carrier, product, tongue })).json.reasons).toEqual([{ code: 'changed-meanwhile' }])
  expect([await chosen('SF'), (await read(own)).inForce, (await read(own)).state]).toEqual([`${own}:1`, 1, 'draft'])
  expect((await call('POST', `/${own}/approval`, approver, { version: 2 })).status).toBe(200)
  expect(await chosen('SF')).toBe(`${own}:2`)
  // A paper is drawn again as it was.
  const layouts = await layoutsByKey(house.company.db, [`${own}:1`, `${own}:2`, `${own}:9`, 'nothing:zh-CN:0'])
  expect([layouts.size, layouts.get(`${own}:1`)!.elements.length > 5, layouts.get(`${own}:2`)!.elements.length]).toEqual([2, true, 5])

  expect((await call('POST', `/${own}/retirement`, approver)).status).toBe(200)
  expect(await chosen('SF')).toMatch(/^waybill-sf/)
  expect((await call('PUT', `/${own}`, maker, { version: 2, layout: second, name, shop, carrier, product, tongue })).json.reasons).toEqual([{ code: 'template-retired' }])
  expect((await layoutsByKey(house.company.db, [`${own}:2`])).size).toBe(1)
})

test('what would be cut or stand in no field is not approved, and the reason names its element', async () => {
  const { layout } = await read('bin-label-60x40')
  const narrow: Layout = { ...layout, elements: layout.elements.map((e: { kind: string }) => e.kind === 'code128' ? { ...e, w: 12 } : e) }
  const own = (await call('POST', '', maker, { kind: 'bin-label', layout: narrow, name: '窄', shop: null, carrier: null, product: null, tongue: null })).json.template
  expect((await call('POST', `/${own}/approval`, approver, { version: 1 })).json.reasons).toEqual([{ code: 'element-cut', path: 'elements.1' }])
  const strange: Layout = { ...layout, elements: [{ kind: 'text', x: 1, y: 1, w: 50, h: 8, value: '{{to.phone}}', size: 10 }] }
  const refused = await call('POST', '', maker, { kind: 'bin-label', layout: strange, name: '怪', shop: null, carrier: null, product: null, tongue: null })
  expect([refused.status, refused.json.reasons]).toEqual([422, [{ code: 'field-not-offered', values: { field: 'to.phone' }, path: 'elements.0' }]])
})

test('a picture that is damaged or would unpack to more than a page is refused, not a fault; a poster is shown in fewer dots', async () => {
  const image = (bytes: Buffer) => ({ width: 60, height: 40, elements: [{ kind: 'image', x: 1, y: 1, w: 9, h: 9, source: `data:image/png;base64,${bytes.toString('base64')}` }] })
  const head = (side: number) => { const png = Buffer.alloc(64); png.write('89504e470d0a1a0a0000000d49484452', 'hex'); png.writeUInt32BE(side, 16); png.writeUInt32BE(side, 20); return png }
  const preview = (layout: object, more = {}) => call('POST', '/preview', clerk, { kind: 'bin-label', layout, ...more })
  expect((await preview(image(head(30_000)))).status).toBe(422)
  const damaged = await preview(image(head(30)))
  expect([damaged.status, damaged.json.reasons]).toEqual([422, [{ code: 'layout-not-settable' }]])
  const poster = await preview({ width: 1200, height: 1200, elements: [{ kind: 'text', x: 1, y: 1, w: 99, h: 9, value: '{{place.code}} {{page}}/{{pages}}', size: 10 }] }, { dpi: 600, grey: true })
  expect([poster.status, Buffer.from(poster.json.png, 'base64').readUInt32BE(16) < 5000]).toEqual([200, true])
})

test('the preview is the press itself, with what is wrong beside it; the list has pictures', async () => {
  const { layout, kind } = await read('waybill-any-76x130')
  const { json } = await call('POST', '/preview', clerk, { kind, layout, values: { 'to.name': '𱍐先生', 'to.address': '很长的地址'.repeat(60) } })
  const png = Buffer.from(json.png, 'base64')
  expect([png.subarray(1, 4).toString(), png.readUInt32BE(16), png.readUInt32BE(20), png[24]]).toEqual(['PNG', 608, 1040, 1]) // one bit a dot
  expect([json.pages, json.missing, json.cut.length > 0, json.reasons]).toEqual([1, ['𱍐'], true, []])
  const picture = await fetch(`${house.address}/api/templates/slip-a4/picture?tongue=en`, { headers: { authorization: `Bearer ${clerk}` } })
  expect([picture.status, picture.headers.get('content-type'), (await picture.arrayBuffer()).byteLength > 2000]).toEqual([200, 'image/png', true])
  expect((await call('GET', '/nothing-here/picture', clerk)).status).toBe(404)
})

test('PR-1: a page in Typst is written by IT alone, approved by another person, and prints; what it may not do is told by line', async () => {
  const it = await house.person(['it'])
  const given = { kind: 'sku-label', layout: { width: 60, height: 40, elements: [], typst: '#values.at("sku.title")\n#code128("sku.scan", width: 50mm, height: 12mm)' }, name: '自写', shop: null, carrier: null, product: null, tongue: null }
  expect([(await call('POST', '', maker, given)).json.reasons, (await call('POST', '/preview', clerk, { kind: 'sku-label', layout: given.layout })).json.reasons]).toEqual([[{ code: 'typst-for-it' }], [{ code: 'typst-for-it' }]])
  const { json: { template } } = await call('POST', '', it, given)
  expect((await call('POST', `/${template}/approval`, it, { version: 1 })).json.reasons).toEqual([{ code: 'own-change' }])
  const wrong = (typst: string) => call('POST', '/preview', it, { kind: 'sku-label', layout: { ...given.layout, typst } })
  expect((await wrong('\n#nothing')).json.reasons).toEqual([{ code: 'typst-error', values: { line: 2, fault: 'unknown variable: nothing' } }])
  const packaged = await call('POST', '', it, { ...given, layout: { ...given.layout, typst: '#import "@preview/cetz:0.3.1"\n' } })
  expect((await call('POST', `/${packaged.json.template}/approval`, approver, { version: 1 })).status).toBe(422)
  expect((await call('POST', `/${template}/approval`, approver, { version: 1 })).status).toBe(200)
  const [sku] = await house.company.db.rows<{ id: number }>(sql`select id from sku where barcode is not null order by code limit 1`)
  const made = (await house.call('POST', '/api/print/batches', { token: clerk, body: { skus: [String(sku!.id)], documents: ['sku-label'] } })).json
  await house.settle()
  expect(await house.company.db.rows(sql`select template, state from print_paper where batch_id = ${made.batch}::bigint and checked_at is not null`)).toEqual([{ template: `${template}:1`, state: 'waiting' }])
  expect((await call('POST', `/${template}/retirement`, approver)).status).toBe(200)
})
