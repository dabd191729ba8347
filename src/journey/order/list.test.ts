import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readTable } from '#kit/files/tables.ts'
import { sql } from '#kit/sql.ts'
import { openHouse, type TestHouse } from '../../../test/house.ts'

let house: TestHouse
let clerk = '', manager = ''
beforeAll(async () => { house = await openHouse({ orders: 60 }); clerk = await house.token('clerk'); manager = await house.token('manager'); await house.settle() })
afterAll(() => house?.close())
const get = async (path: string) => (await house.call('GET', path, { token: clerk })).json

async function workbook(bytes: Buffer): Promise<string[][]> {
  const file = path.join(await fs.mkdtemp(path.join(os.tmpdir(), 'danliu-book-')), 'orders.xlsx')
  await fs.writeFile(file, bytes)
  const rows: string[][] = []
  for await (const batch of readTable(file)) { if (!rows.length) rows.push(batch.header); rows.push(...batch.rows.map(r => r.cells)) }
  await fs.rm(path.dirname(file), { recursive: true })
  return rows
}

describe('orders are found', () => {
  test('by stage, block, class, shop, day and words; the count is the list\'s', async () => {
    for (const filter of ['', 'stage=ready,review', 'block=any', 'block=none', 'class=urgent', 'shop=demo', 'shop=none', 'stage=ready&block=none&class=normal', 'q=DEMO2600', 'q=1042', 'from=2020-01-01&to=2020-01-02']) {
      const { orders } = await get(`/api/orders?limit=500&${filter}`)
      expect([filter, (await get(`/api/orders/count?${filter}`)).count]).toEqual([filter, orders.length])
    }
    expect((await get('/api/orders?q=DEMO2600')).orders.length).toBeGreaterThan(9)
    expect((await get('/api/orders?q=DE')).orders).toEqual([])
    // A short number is found whole.
    await house.company.db.rows(sql`update orders set number = 'K7' where number = 'DEMO260041'`)
    expect((await get('/api/orders?q=K7')).orders.map((o: { number: string }) => o.number)).toEqual(['K7'])
    await house.company.db.rows(sql`update orders set number = 'DEMO260041' where number = 'K7'`)
    const [{ id, number }] = (await get('/api/orders?q=1042')).orders
    expect([number, (await get(`/api/orders?q=${id}`)).orders.map((o: { number: string }) => o.number)]).toEqual(['DEMO260042', expect.arrayContaining(['DEMO260042'])])
    expect((await house.call('GET', '/api/orders?stage=nowhere', { token: clerk })).status).toBe(400)
  })
  test('in every order page by page, each once', async () => {
    await house.company.db.rows(sql`update clock set state = 'paused' where subject = 'order' and state = 'running' and subject_id % 3 = 0`)
    const all = (await get('/api/orders?limit=500')).orders.map((o: { id: string }) => o.id)
    for (const sort of ['newest', 'oldest', 'priority', 'amount', 'deadline']) {
      const seen: { id: string; priority: number; totalFen: number; clock: { dueAt: string } | null }[] = []
      for (let after = ''; ;) {
        const { orders, next } = await get(`/api/orders?sort=${sort}&limit=7${after && `&after=${after}`}`)
        seen.push(...orders)
        if (next === null) break
        after = next
      }
      expect([sort, seen.map(o => o.id).toSorted()]).toEqual([sort, all.toSorted()])
      // With a running clock by its time; without one by the number, after all the others.
      const timeless = (id: string) => 1e15 - Number(id)
      const by = sort === 'deadline' ? seen.map(o => (o.clock ? Date.parse(o.clock.dueAt) : timeless(o.id))) : sort === 'priority' ? seen.map(o => -o.priority) : sort === 'amount' ? seen.map(o => -o.totalFen) : seen.map(o => (sort === 'oldest' ? 1 : -1) * Number(o.id))
      expect([sort, by]).toEqual([sort, by.toSorted((a, b) => a - b)])
      if (sort === 'deadline') expect([seen.some(o => o.clock), seen.some(o => !o.clock)]).toEqual([true, true])
    }
  })
})

describe('a move on all that fit', () => {
  const move = (body: unknown, name = 'block') => house.call('POST', `/api/orders/moves/${name}`, { token: manager, body })
  test('is rehearsed first: it says what would happen and changes nothing', async () => {
    const { json } = await move({ filter: { stage: 'ready' }, dryRun: true, reason: 'hold', limit: 1000 })
    expect([json.moved.length, json.refused, json.next]).toEqual([(await get('/api/orders/count?stage=ready')).count, [], null])
    expect((await get('/api/orders/count?block=hold')).count).toBe(0)
    const approve = (await move({ filter: { stage: 'ready' }, dryRun: true, limit: 1000 }, 'approve')).json
    expect([approve.moved, approve.refused[0].reasons[0].code]).toEqual([[], 'wrong-state'])
  })
  test('goes page by page up to the newest order then there, and leaves out those named', async () => {
    const { newest, count } = await get('/api/orders/count?stage=ready')
    const except = [newest]
    const moved: string[] = []
    let pages = 0
    for (let after: string | undefined; ;) {
      const { json } = await move({ filter: { stage: 'ready' }, upTo: newest, except, limit: 10, reason: 'hold', ...(after && { after }) })
      moved.push(...json.moved)
      pages++
      if (json.next === null) break
      after = json.next
    }
    expect([new Set(moved).size, moved.length, moved.includes(newest), pages]).toEqual([count - 1, count - 1, false, Math.ceil((count + 1) / 10)])
    expect((await get('/api/orders/count?block=hold')).count).toBe(count - 1)
  })
  test('wants either orders or a filter', async () => {
    expect((await move({})).status).toBe(422)
    expect((await move({ orders: ['1'], filter: {} })).status).toBe(422)
  })
})

describe('the file of a list', () => {
  test('S8 · has the rows of the list; no text in it can become a formula', async () => {
    const { count } = await get('/api/orders/count?stage=ready')
    await house.company.db.rows(sql`update orders set number = '=1+1' where id = (select max(id) from orders where stage = 'ready')`)
    const asked = await fetch(`${house.address}/api/orders/export?stage=ready&format=csv&tongue=en`, { headers: { authorization: `Bearer ${clerk}` } })
    expect([asked.status, asked.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
    const text = await asked.text()
    const lines = text.trim().split('\r\n')
    expect([text.includes("'=1+1"), /(^|[,\n])"?[=＝@]/.test(text)]).toEqual([true, false])
    expect([lines.length, lines[0]!.slice(0, 20)]).toEqual([count + 1, 'Number,Stage,Blocked'])
    expect((await fetch(`${house.address}/api/orders/export`, { headers: { authorization: `Bearer ${await house.token('picker')}` } })).status).toBe(403)
  })
  test('opens as a workbook', async () => {
    const { count } = await get('/api/orders/count')
    const asked = await fetch(`${house.address}/api/orders/export`, { headers: { authorization: `Bearer ${clerk}` } })
    expect(asked.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''%E8%AE%A2%E5%8D%95-\d{4}-\d\d-\d\d\.xlsx$/)
    const rows = await workbook(Buffer.from(await asked.arrayBuffer()))
    expect([rows.length, rows[0]!.slice(0, 2)]).toEqual([count + 1, ['订单号', '阶段']])
    expect(rows.some(r => r[0] === 'DEMO260042')).toBe(true)
  })
})
