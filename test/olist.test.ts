import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { realData, slice } from './real/data.ts'
import { madeSample, momentOf, olist } from './real/olist.ts'
import { dice } from './torture/place.ts'

async function holds(dir: string) {
  const { source, items, imported, again, told, repeated, orders, verified } = await olist(dir, dice(7))
  const withItems = new Set(items.map(i => i['order_id']!))
  // Orders without a line cannot be taken; each is refused and named.
  const bare = source.filter(o => !withItems.has(o['order_id']!))
  expect(imported).toMatchObject({ accepted: source.length - bare.length, refused: bare.length, run: { mapping: 'marketplace' } })
  expect(again).toMatchObject({ accepted: 0, changed: 0, duplicates: source.length - bare.length })
  expect([...orders.values()].filter(o => o.sealed || !o.token)).toEqual([])

  const events = source.filter(o => withItems.has(o['order_id']!) && orders.get(o['order_id']!)!.parcels > 0)
    .reduce((n, o) => n + (o['order_delivered_carrier_date'] ? 1 : 0) + (o['order_delivered_customer_date'] ? 1 : 0), 0)
  expect(told).toMatchObject({ rows: events * 4, taken: events, repeated: events * 3, bad: 0, unknown: [] })
  expect(repeated).toMatchObject({ taken: 0, repeated: events * 4 })

  const same = (is: Date | null, text: string | undefined) => (is?.getTime() ?? null) === (text ? momentOf(text).getTime() : null)
  let delivered = 0
  const wrong = source.filter(o => withItems.has(o['order_id']!)).flatMap(o => {
    const is = orders.get(o['order_id']!)!
    const [status, collected, signed] = [o['order_status'], o['order_delivered_carrier_date'], o['order_delivered_customer_date']]
    const closed = status === 'canceled' || status === 'unavailable'
    const stage = closed ? 'cancelled' : status === 'created' ? 'unpaid' : signed ? 'completed' : collected ? 'in-transit' : 'handed-over'
    if (stage === 'completed') delivered++
    const last = [collected, signed].filter(t => t).map(t => momentOf(t!).getTime())
    const times = stage === 'cancelled' || stage === 'unpaid' ? is.parcels === 0 : same(is.collected, collected) && same(is.signed, signed) && (is.lastScan?.getTime() ?? 0) === Math.max(0, ...last)
    return is.stage === stage && times ? [] : [{ ...is, status, wanted: stage, collected, signed }]
  })
  expect(wrong.slice(0, 10)).toEqual([])
  expect(verified.checks.filter(c => !c.ok)).toEqual([])
  return { orders: orders.size, delivered, events: events * 4 }
}

test('SH-3 the shape of Olist: times of carrier and delivery, shuffled and three of four repeated, give the right final state', async () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-made-'))
  try { expect((await holds(madeSample(dir, 60))).delivered).toBe(23) } finally { fs.rmSync(dir, { recursive: true, force: true }) }
}, 180_000)

const real = realData('olist-sample')
/** The whole by `npm run torture -- --only olist`. */
const count = Number(process.env['DANLIU_ORDERS'] ?? 300)
test.skipIf(!real)(`SH-3 Olist itself, ${count} orders: every delivered one is completed at its real time`, async () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'danliu-olist-'))
  try {
    const of = ['order_items.csv', 'order_payments.csv'].map(file => ({ file, by: 'order_id', to: 'order_id' }))
    await slice(real!, dir, count, [...of, { file: 'customers.csv', by: 'customer_id', to: 'customer_id' }])
    fs.copyFileSync(path.join(real!, 'products.csv'), path.join(dir, 'products.csv'))
    const done = await holds(dir)
    expect(done.delivered).toBeGreaterThan(count / 2)
    console.log(JSON.stringify(done))
  } finally { fs.rmSync(dir, { recursive: true, force: true }) }
}, 900_000)
