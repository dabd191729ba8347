import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { backupKeyOf, backupKeysOf } from '#kit/backup/key.ts'
import { readSealed, writeSealed } from '#kit/backup/sealed.ts'
import { rekey, resealNext, sealedBy, sealedColumns } from '#kit/reseal.ts'
import { nextGeneration, readSecrets, remainsOf, replaceSecrets } from '#kit/secrets.ts'
import { sql } from '#kit/sql.ts'
import { system } from '#kit/work.ts'
import { vaultOf } from '#kit/pii.ts'
import { sealCheck, sealLog } from '#oversight/verify/seal.actions.ts'
import { openCompany } from '../src/company.ts'
import { openHouse, type TestHouse } from './house.ts'

let house: TestHouse
let file = '', clerk = ''
beforeAll(async () => {
  house = await openHouse({ orders: 60 })
  await house.settle()
  clerk = await house.person(['clerk'])
  file = path.join(process.env.DANLIU_HOME!, 'secret.key')
}, 120_000)
afterAll(() => house?.close())

const all = () => readSecrets(fs.readFileSync(file, 'utf8'), file)
const phone = '18612345678'
const bring = async (number: string) => {
  const at = new Date(house.company.now().getTime() - 60_000).toISOString()
  const receiver = { name: '南宫牧云', phone, province: '江苏省', city: '南京市', district: '玄武区', street: '中山路1号' }
  const { json } = await house.call('POST', '/api/intake/orders', { token: clerk, body: { shop: 'demo', orders: [{ number, placedAt: at, paidAt: at, buyer: { account: 'nangong' }, receiver, lines: [{ sku: 'DM001', title: '茶', quantity: 1, unitFen: 1900 }], totalFen: 1900, paidFen: 1900 }] } })
  expect(json.accepted).toBe(1)
}
const found = async () => (await house.call('GET', `/api/orders?q=${phone}`, { token: clerk })).json.orders.map((o: { number: string }) => o.number).toSorted()
const shown = async (number: string) => (await house.call('POST', `/api/orders/${(await house.company.db.rows<{ id: number }>(sql`select id from orders where number = ${number}`))[0]!.id}/reveal`, { token: clerk, body: { reason: '核对地址' } })).json.phone
const generations = async () => [...new Set((await sealedBy(house.company.db)).filter(s => s.place !== 'answers').map(s => s.version))]
const O6 = async () => (await house.company.act(system, work => sealCheck(work.tx, work.vault))).bad
const seal = () => house.company.act(system, work => sealLog(work))

test('P4 · the list of what is sealed is whole: every column of sealed bytes is on it', async () => {
  const columns = await house.company.db.rows<{ name: string }>(sql`select table_name || '.' || column_name as name from information_schema.columns where table_schema = ${house.company.db.schema} and data_type = 'bytea' order by 1`)
  expect(columns.map(c => c.name).filter(name => !['access_key.hash', 'seal.mark'].includes(name))).toEqual(sealedColumns.map(c => `${c.table}.${c.column}`).toSorted())
})

test('P4 · a new key seals from now on and old data stays readable; the rest goes over in sets, also when a worker dies between them; searches, seals of the log and backups go on', async () => {
  await bring('KEY1')
  await seal()
  const old = all()[0].secret!
  const backup = path.join(path.dirname(file), 'older.sealed')
  await writeSealed({ key: backupKeyOf(old), name: 'older', file: backup, source: (async function* () { yield Buffer.from('from before') })() })
  replaceSecrets(file, [...all(), nextGeneration(all())])
  expect(await shown('KEY1')).toBe(phone)
  await bring('KEY2')
  expect((await generations()).toSorted()).toEqual([1, 2])
  expect(await found()).toEqual(['KEY1', 'KEY2'])
  // One set here, then another process goes on where it stood.
  await house.company.act(system, work => resealNext(work))
  await expect(house.company.act(system, async work => { await resealNext(work); throw new Error('killed') })).rejects.toThrow('killed')
  const other = await openCompany({ url: house.url, company: 'demo', home: path.dirname(file), log: house.company.log })
  try { for (let went = 1; went > 0;) went = await other.act(system, work => resealNext(work)) } finally { await other.close() }
  expect(await generations()).toEqual([2])
  expect(await shown('KEY1')).toBe(phone)
  await seal()
  expect(await O6()).toEqual([])
  const pieces: Buffer[] = []
  for await (const piece of readSealed({ key: backupKeysOf(all()), name: 'older', file: backup }) as AsyncIterable<Buffer>) pieces.push(piece)
  expect(Buffer.concat(pieces).toString()).toBe('from before')
})

test('P4 · the search keys go over in one transaction: one buyer stays one, and is found as before', async () => {
  const customers = async () => house.company.db.rows<{ n: number; k: string }>(sql`select count(*) as n, min(account_key)::text as k from customer where id in (select customer_id from orders where number like 'KEY%')`)
  const [before] = await customers()
  // Somebody was erased: what stands in place of their keys is none.
  const { db } = house.company
  await db.rows(sql`update receiver set address_key = -order_id, phone_key = null where order_id = (select min(order_id) from receiver)`)
  await db.rows(sql`update customer set account_key = -id where id = (select min(id) from customer)`)
  const gone = () => db.rows(sql`select (select count(*) from receiver where address_key = -order_id) as receivers, (select count(*) from customer where account_key = -id) as customers`)
  expect(await house.company.act(system, work => rekey(work))).toBeGreaterThan(60)
  await house.company.refresh()
  expect(await gone()).toEqual([{ receivers: 1, customers: 1 }])
  const [after] = await customers()
  expect([after!.n, after!.k === before!.k]).toEqual([before!.n, false])
  expect(await found()).toEqual(['KEY1', 'KEY2'])
  await bring('KEY3')
  expect([(await customers())[0]!.n, await found()]).toEqual([before!.n, ['KEY1', 'KEY2', 'KEY3']])
  expect(await house.company.act(system, work => rekey(work))).toBe(0)
})

test('P4 · a key that is lost opens nothing: destroyed after all was sealed anew, nothing of it stays that opens a row, no row is in the clear, and the log still verifies', async () => {
  const [first, second] = all()
  const old = first.secret!
  replaceSecrets(file, [{ version: 1, secret: undefined, remains: new Map([['demo', remainsOf(old, 'demo')]]) }, second!])
  expect([fs.readFileSync(file, 'utf8').includes(old.toString('hex')), fs.statSync(file).mode & 0o777]).toEqual([false, 0o600])
  const thief = vaultOf(old, 'demo')
  const rows = await house.company.db.rows<{ sealed: Buffer }>(sql`select sealed from receiver where sealed is not null order by order_id`)
  expect(rows.length).toBeGreaterThan(60)
  for (const { sealed } of rows) expect(() => thief.openBytes(sealed)).toThrow()
  const name = house.company.db.schema
  const tables = (await house.company.db.rows<{ name: string }>(sql`select tablename as name from pg_tables where schemaname = ${name} order by 1`)).map(t => t.name)
  for (const table of tables) expect([table, (await house.company.db.pool.query(`select count(*)::int as n from "${name}"."${table}" t where t::text like '%${phone}%' or t::text like '%南宫牧云%'`)).rows[0].n]).toEqual([table, 0])
  expect(await shown('KEY3')).toBe(phone)
  expect(await found()).toEqual(['KEY1', 'KEY2', 'KEY3'])
  await bring('KEY4')
  await seal()
  expect(await O6()).toEqual([])
  // Whoever has the old key cannot seal a line of today with it.
  expect(house.company.vault.signedBy(Buffer.from('line'), vaultOf(old, 'demo').sign(Buffer.from('line')), 2)).toBeUndefined()
})
