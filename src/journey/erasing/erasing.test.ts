import { gunzipSync } from 'node:zlib'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keyIn } from '#kit/backup/keeps.ts'
import { sealedColumns } from '#kit/reseal.ts'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { eraseAgain } from '#oversight/backups/erasures.actions.ts'
import { layErasures } from '#oversight/backups/erasures.files.ts'
import { erasures } from '#oversight/backups/erasures.store.ts'
import { exportsIn, houseOf } from '#oversight/backups/look.ts'
import { eraseOld } from './actions.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'

let house: TestHouse
let at = new Date('2026-03-04T03:00:00Z')
let [manager, second, it, clerk] = ['', '', '', '']
beforeAll(async () => {
  house = await openHouse({ now: () => at })
  ;[manager, second, it, clerk] = await Promise.all([house.person(['manager']), house.person(['manager']), house.person(['it']), house.person(['clerk'])])
}, 120_000)
afterAll(() => house?.close())

const who = { '上官': { name: '上官云朵', phone: '13701020304', street: '长安街8号' }, '司徒': { name: '司徒清风', phone: '13705060708', street: '淮海路9号' } }
async function bring(number: string, person: keyof typeof who) {
  const placedAt = new Date(at.getTime() - 60_000).toISOString()
  const { json } = await house.call('POST', '/api/intake/orders', { token: clerk, body: { shop: 'demo', orders: [{ number, placedAt, paidAt: placedAt, buyer: { account: `account-${person}` }, buyerRemark: `${who[person].name}要发票`, receiver: { ...who[person], province: '上海市', city: '上海市', district: '黄浦区' }, lines: [{ sku: 'DM001', title: '茶', quantity: 1, unitFen: 1900 }], totalFen: 1900, paidFen: 1900 }] } })
  expect(json.accepted).toBe(1)
  return idOf(number)
}
const idOf = async (number: string) => String((await house.company.db.rows<{ id: number }>(sql`select id from orders where number = ${number}`))[0]!.id)
async function end(...orders: string[]) {
  await house.settle()
  expect((await house.call('POST', '/api/orders/moves/cancel', { token: manager, body: { orders, note: '不要了' } })).json.refused).toEqual([])
  await house.settle()
}
/** Every table of the company where something of these people may still be read, in the clear or by the company's key: all of them, so that none is forgotten. */
async function traces(of: RegExp): Promise<string[]> {
  const { db, vault } = house.company
  const found: string[] = []
  const tables = await db.rows<{ name: string }>(sql`select tablename as name from pg_tables where schemaname = ${db.schema} order by 1`)
  for (const { name } of tables) if ((await db.pool.query(`select t::text as text from "${db.schema}"."${name}" t`)).rows.some((row: { text: string }) => of.test(row.text))) found.push(name)
  const opened = (sealed: Buffer) => { const bytes = vault.openBytes(sealed); return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8') }
  for (const { table, column } of sealedColumns) {
    const rows = (await db.pool.query(`select ${column} as sealed from "${db.schema}"."${table}" where ${column} is not null`)).rows as { sealed: Buffer }[]
    if (rows.some(row => of.test(opened(row.sealed)))) found.push(`${table} sealed`)
  }
  // What was answered to a call with a key, kept for a day.
  const answers = await db.rows<{ sealed: string }>(sql`select answer->>'sealed' as sealed from idempotency where answer->>'sealed' is not null`)
  if (answers.some(row => of.test(opened(Buffer.from(row.sealed, 'base64'))))) found.push('answers')
  return found.toSorted()
}
const paper = (text: string) => Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.from(text)])
const clouds = /上官|13701020304|长安街8号|account-上官/, winds = /司徒|13705060708|淮海路9号/
const say = (token: string, path: string, body?: object) => house.call('POST', path, { token, ...(body && { body }) })

test('P3 · a person’s data is erased on request, with a reason and another person’s approval: nothing of it is left but that there was an order', async () => {
  const [first, other] = [await bring('ERASE1', '上官'), await bring('ERASE2', '上官')]
  const kept = await bring('KEEP1', '司徒')
  await house.settle()
  // All that can be known of somebody: what they said, what was written, photographed and corrected.
  for (const [order, number, person] of [[first, 'ERASE1', '上官'], [kept, 'KEEP1', '司徒']] as const) {
    const { name, phone, street } = who[person]
    const told = [
      await say(clerk, '/api/orders/contacts', { orders: [order], channel: 'phone', outcome: 'answered', note: `${name}说晚点再打` }), await say(manager, '/api/orders/moves/block', { orders: [order], reason: 'hold', note: `${name} ${phone}` }),
      await say(manager, '/api/orders/moves/unblock', { orders: [order], reason: 'hold', note: `${phone} 回电` }),
      await house.call('POST', `/api/intake/papers?shop=demo&number=${number}&name=a.png`, { token: clerk, raw: paper(street), headers: { 'content-type': 'image/png' } }),
    ]
    expect(told.map(t => t.status)).toEqual([200, 200, 200, 200])
    await house.settle()
    expect((await say(clerk, `/api/orders/${order}/corrections`, { change: { street: `新街1号`, sellerRemark: `${name}改了地址` }, why: `${phone} 来电`, confirmedWith: '客户' })).status).toBe(200)
  }
  await end(first)
  expect((await say(clerk, `/api/orders/${first}/erasure`, { reason: '客户要求' })).status).toBe(403)
  expect((await house.call('GET', `/api/orders/${first}/person`, { token: it })).json).toMatchObject({ orders: 2, open: 1, erased: false, reasons: [{ code: 'orders-open' }] })
  expect((await say(it, `/api/orders/${first}/erasure`, { reason: '客户要求' })).json.reasons).toMatchObject([{ code: 'orders-open', values: { count: 1, first: 'ERASE2' } }])
  await end(other)
  const everywhere = ['contact', 'correction sealed', 'order_block', 'orders', 'paper sealed', 'payload sealed', 'receiver sealed']
  expect([await traces(clouds), await traces(winds)]).toEqual([everywhere, everywhere])
  const { approval } = (await say(manager, `/api/orders/${first}/erasure`, { reason: '客户要求' })).json
  // Asked for once more, even from another order of theirs, it is the same request.
  expect((await say(second, `/api/orders/${other}/erasure`, { reason: '客户又来电' })).json.approval).toBe(approval)
  expect([(await say(manager, `/api/approvals/${approval}/approval`)).json.reasons[0].code, (await say(it, `/api/approvals/${approval}/approval`)).status]).toEqual(['own-request', 200])
  expect([await traces(clouds), await traces(winds)]).toEqual([[], everywhere])
  expect((await house.call('GET', '/api/orders?q=13701020304', { token: manager })).json.orders).toEqual([])
  expect((await house.call('GET', '/api/orders?q=ERASE1', { token: manager })).json.orders).toMatchObject([{ number: 'ERASE1', receiver: '***', totalFen: 1900 }])
  expect((await say(manager, `/api/orders/${first}/reveal`, { reason: '再看一下' })).json.code).toBe('erased')
  expect((await house.company.db.rows(sql`select subject, reason, by from erasure order by subject_id`))).toEqual([1, 2].map(() => ({ subject: 'order', reason: `request ${approval}`, by: '陈敏' })))
  expect((await say(manager, `/api/orders/${first}/erasure`, { reason: '再来一次' })).json.reasons).toMatchObject([{ code: 'erased-already' }])
  // The same account that buys again is somebody new.
  const again = await bring('ERASE3', '上官')
  expect((await house.call('GET', `/api/orders/${again}/person`, { token: it })).json.orders).toBe(1)
})

test('P3 · what was erased stays erased when an older state comes back: a restore reads the list beside the backups', async () => {
  const dir = await fs.mkdtemp(path.join(os.tmpdir(), 'danliu-erased-'))
  try {
    const { db, vault } = house.company
    await layErasures({ home: dir, company: 'demo', all: await erasures(db) })
    const kept = { folder: exportsIn(path.join(dir, 'backups'), await houseOf(dir), 'demo'), company: 'demo', key: await keyIn(dir) }
    // The older state: the receiver as it was, and no word of an erasure.
    await db.rows(sql`delete from erasure`)
    await db.rows(sql`update receiver set sealed = ${vault.seal(JSON.stringify(['上官云朵', '13701020304', '长安街8号']))}, mask = '上*** 137******04 长安街8****' where order_id = ${Number(await idOf('ERASE1'))}`)
    expect(await traces(/长安街8号/)).toContain('receiver sealed')
    expect(await house.company.act(system, work => eraseAgain(work, kept))).toBe(2)
    expect((await db.rows<{ mask: string; sealed: Buffer | null }>(sql`select mask, sealed from receiver where order_id = ${Number(await idOf('ERASE1'))}`))).toEqual([{ mask: '***', sealed: null }])
  } finally { await fs.rm(dir, { recursive: true, force: true }) }
})

test('P3 · a person gets a copy of all that is known of them: manager or IT give it with a reason, and the look is written down', async () => {
  await bring('TELL1', '司徒')
  const order = await bring('TELL2', '司徒')
  const take = async (token: string) => { const answer = await fetch(`${house.address}/api/orders/${order}/person/file`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify({ reason: '本人申请' }) }); return { status: answer.status, text: await answer.text() } }
  expect((await take(clerk)).status).toBe(403)
  const { status, text } = await take(it)
  const told = JSON.parse(text) as { orders: { number: string; receiver: object; lines: object[] }[] }
  expect([status, told.orders.map(o => o.number).toSorted()]).toEqual([200, ['KEEP1', 'TELL1', 'TELL2']])
  expect(told.orders[1]).toMatchObject({ receiver: { name: '司徒清风', phone: '13705060708', street: '淮海路9号' }, buyerRemark: '司徒清风要发票', lines: [{ title: '茶', quantity: 1 }] })
  expect(told.orders.find(o => o.number === 'KEEP1')).toMatchObject({ before: [{ street: '淮海路9号', sellerRemark: '' }] })
  expect(await house.company.db.rows(sql`select facts->>'reason' as reason, facts->>'orders' as orders from event where kind = 'order.reveal' order by number desc limit 1`)).toEqual([{ reason: '本人申请', orders: '3' }])
})

test('P3 · three years after an order has ended its personal data goes by itself, day by day; what the law holds stays until it is lifted', async () => {
  await end(await idOf('KEEP1'), await idOf('TELL1'), await idOf('TELL2'))
  const held = await bring('HOLD1', '上官')
  await end(held, await idOf('ERASE3'))
  expect((await say(it, `/api/orders/${held}/legal-hold`, { on: true, reason: '诉讼' })).status).toBe(403)
  expect((await say(manager, `/api/orders/${held}/legal-hold`, { on: true, reason: '诉讼' })).status).toBe(200)
  expect((await say(second, `/api/orders/${held}/erasure`, { reason: '客户要求' })).json.reasons).toMatchObject([{ code: 'law-holds' }])
  const run = async () => { for (let n = 1; n > 0;) n = await house.company.act(system, work => eraseOld(work, 2)) }
  const [begun] = [at]
  at = new Date('2029-03-04T02:00:00Z')
  await run()
  expect((await traces(winds)).length > 2).toBe(true)
  at = new Date('2029-03-04T03:00:01Z')
  await run()
  expect([await traces(winds), (await traces(clouds)).length > 1]).toEqual([[], true])
  expect(await house.company.db.rows(sql`select distinct reason, by from erasure where reason = 'IT-3.keep'`)).toEqual([{ reason: 'IT-3.keep', by: 'system' }])
  // A week later the law lets go.
  at = begun
  expect((await say(manager, `/api/orders/${held}/legal-hold`, { on: false, reason: '结案' })).status).toBe(200)
  at = new Date('2029-03-11T03:00:00Z')
  await run()
  expect(await traces(clouds)).toEqual([])
  await run()
})
