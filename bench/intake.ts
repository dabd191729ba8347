import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { createReadStream, createWriteStream } from 'node:fs'
import path from 'node:path'
import { sql } from '#kit/sql.ts'
import { runDry, startTimetable } from '../src/timetable.ts'
import { openHouse, order, send, undecided, type House } from './house.ts'
import { middle, type Bench, type Figure } from './figure.ts'

const written = ['payload', 'customer', 'platform_order', 'orders', 'order_line', 'receiver', 'event', 'clock', 'reservation'] as const

/**
 * Orders received, reviewed and reserved through HTTP in batches of 500, per second, ÷ COPY of the same rows into the same tables.
 * The two take turns, each time in companies of their own, because disk and neighbours are not the same from one minute to the next.
 */
export async function intake(bench: Bench): Promise<Figure> {
  const count = 10_000
  const batches = Array.from({ length: count / 500 }, (_, b) => Array.from({ length: 500 }, (_, i) => { const n = b * 500 + i; return order(n, l => `P${(n * 7 + l * 131) % 2000}`) }))
  const rounds: { rate: number; floor: number }[] = []
  for (const name of ['bench_intake0', 'bench_intake1', 'bench_intake2']) {
    const house = await openHouse(bench, name, { products: 2000, stock: 1_000_000 })
    await warm(house)
    const rate = await timed(house, count, batches)
    await house.close()
    rounds.push({ rate, floor: await copyAgain(bench, name) })
  }
  const ratio = middle(rounds.map(r => r.rate / r.floor))
  return {
    value: middle(rounds.map(r => r.rate)), floor: middle(rounds.map(r => r.floor)), ratio, must: '≥ 0.35', ok: ratio >= 0.35,
    note: `orders a second; floor is COPY; the middle of ${rounds.map(r => (r.rate / r.floor).toFixed(3)).join(', ')}`,
  }
}

/** 2,000 orders racing for 1,000 units of one SKU ÷ the same orders over 1,000 SKUs; exactly 1,000 are reserved. */
export async function hot(bench: Bench): Promise<Figure> {
  const rates: Record<'one' | 'many', number[]> = { one: [], many: [] }
  let sold = 0
  for (let round = 0; round < 3; round++) {
    for (const kind of ['many', 'one'] as const) {
      const house = await openHouse(bench, `bench_${kind}${round}`, { products: 1000, stock: kind === 'one' ? 1000 : 10 })
      const batches = Array.from({ length: 40 }, (_, b) => Array.from({ length: 50 }, (_, i) => order(b * 50 + i, () => (kind === 'one' ? 'P0' : `P${(b * 50 + i) % 1000}`), 1)))
      rates[kind].push(await timed(house, 2000, batches))
      if (kind === 'one') sold = (await house.company.db.rows<{ n: number }>(sql`select reserved as n from stock where sku_id = ${house.skus[0]}`))[0]!.n
      await house.close()
    }
  }
  const value = middle(rates.one), floor = middle(rates.many)
  return { value, floor, ratio: value / floor, must: '≥ 0.7, 1000 sold', ok: value / floor >= 0.7 && sold === 1000, note: `${sold} sold` }
}

async function warm(house: House): Promise<void> {
  await send(house, Array.from({ length: 500 }, (_, i) => order(9_000_000 + i, l => `P${(i + l) % 2000}`)))
  await runDry(house.company)
  await house.company.db.rows(sql`analyze`)
}

async function timed(house: House, count: number, batches: unknown[][]): Promise<number> {
  const before = await undecided(house)
  const timetable = startTimetable(house.company)
  const t0 = performance.now()
  const queue = [...batches]
  await Promise.all([1, 2].map(async () => { for (let batch = queue.shift(); batch; batch = queue.shift()) await send(house, batch) }))
  while (await undecided(house) > before) await new Promise(done => setTimeout(done, 20))
  const seconds = (performance.now() - t0) / 1000
  await timetable.stop()
  return count / seconds
}

/** As the administrator, who alone may ask for a checkpoint. */
async function copyAgain(bench: Bench, from: string): Promise<number> {
  const company = `${from}_floor`
  await bench.fresh(company)
  const client = new pg.Client({ connectionString: bench.admin })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(`set search_path = ${company}`)
    for (const table of ['shop', 'carrier', 'sku', 'warehouse', 'place']) await client.query(`insert into ${table} overriding system value select * from ${from}.${table}`)
    const file = (table: string) => path.join(bench.home, `${table}.copy`)
    for (const table of written) await pipeline(client.query(copyTo(`copy ${from}.${table} to stdout (format binary)`)), createWriteStream(file(table)))
    const all = (await client.query<{ n: string }>(`select count(*) as n from ${from}.orders`)).rows[0]! // a count is one row
    await client.query('checkpoint')
    const t0 = performance.now()
    for (const table of written) await pipeline(createReadStream(file(table), { highWaterMark: 1 << 20 }), client.query(copyFrom(`copy ${table} from stdin (format binary)`)))
    return Number(all.n) / ((performance.now() - t0) / 1000)
  } finally {
    await client.end()
  }
}
