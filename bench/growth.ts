import { sql } from '#kit/sql.ts'
import { runDry, startTimetable } from '../src/timetable.ts'
import { openHouse, order, send, type House } from './house.ts'
import type { Bench, Figure } from './figure.ts'

/** Intake rate, queue page and search with 2,000,000 orders in the company ÷ with 20,000. The old orders are made by SQL. */
export async function growth(bench: Bench): Promise<Figure> {
  const small = await measured(bench, 'bench_small', 20_000)
  const large = await measured(bench, 'bench_large', Number(process.env.BENCH_GROWTH ?? 2_000_000))
  const rate = large.rate / small.rate, page = large.page / small.page, search = large.search / small.search
  return { value: rate, floor: 1, ratio: rate, must: 'intake ≥ 0.8, page ≤ 1.5, search ≤ 1.5', ok: rate >= 0.8 && page <= 1.5 && search <= 1.5, note: `page ×${page.toFixed(2)} (${large.page.toFixed(1)} ms), search ×${search.toFixed(2)} (${large.search.toFixed(1)} ms)` }
}

async function measured(bench: Bench, name: string, count: number) {
  const house = await openHouse(bench, name, { products: 2000, stock: 1_000_000 })
  await fill(house, count)
  const get = async (where: string) => {
    const took: number[] = []
    for (let i = 0; i < 60; i++) {
      const t0 = performance.now()
      const answer = await fetch(`${house.address}/api/orders?${where.replace('#', String(i))}`, { headers: { authorization: `Bearer ${house.tokens.clerk}` } })
      await answer.text()
      if (!answer.ok) throw new Error(`${where}: ${answer.status}`)
      if (i >= 10) took.push(performance.now() - t0)
    }
    return took.sort((a, b) => a - b)[Math.floor(took.length * 0.5)]!
  }
  await send(house, Array.from({ length: 500 }, (_, i) => order(7_000_000 + i, l => `P${(i + l) % 2000}`)))
  await runDry(house.company)
  const timetable = startTimetable(house.company)
  const t0 = performance.now()
  for (let b = 0; b < 16; b++) await send(house, Array.from({ length: 500 }, (_, i) => order(8_000_000 + b * 500 + i, l => `P${(i * 7 + l) % 2000}`)))
  while ((await house.company.db.rows<{ n: number }>(sql`select count(*) as n from orders where stage = 'received' or (stage = 'ready' and warehouse_id is null and blocks = '{}')`))[0]!.n > 0) await new Promise(done => setTimeout(done, 20))
  const rate = 8000 / ((performance.now() - t0) / 1000)
  await timetable.stop()
  const page = await get('stage=ready&limit=50')
  const search = await get('q=N800000#')
  await house.close()
  return { rate, page, search }
}

/** Completed orders of three years, with everything that is written for an order. */
async function fill({ company: { db }, skus }: House, count: number): Promise<void> {
  await db.rows(sql`insert into payload (shop_id, at, sealed) values (1, now(), ''::bytea)`)
  for (let from = 0; from < count; from += 200_000) {
    const to = Math.min(count, from + 200_000)
    const series = sql`generate_series(${from + 1}::bigint, ${to}::bigint) g`
    await db.rows(sql`insert into customer (shop_id, account_key, first_seen) select 1, hashint8extended(g, 1), now() from ${series}`)
    await db.rows(sql`insert into platform_order (shop_id, number, content, payload_id, payload_index, first_at) select 1, 'OLD' || g, hashint8extended(g, 2), 1, 0, now() from ${series}`)
    await db.rows(sql`
      insert into orders (shop_id, number, source_id, customer_id, stage, warehouse_id, placed_at, paid_at, received_at, stage_at, total_fen, discount_fen, freight_fen, paid_fen, pieces)
      select 1, p.number, p.id, p.id, 'completed', 1, now() - make_interval(secs => (${count}::bigint - p.id) * 40), now(), now(), now(), 2000, 0, 0, 2000, 2
      from platform_order p where p.number = any(select 'OLD' || g from ${series})`)
    const made = sql`select id from orders where number = any(select 'OLD' || g from ${series})`
    await db.rows(sql`insert into order_line (order_id, line, sku_id, code, title, quantity, unit_fen, discount_fen, total_fen)
      select o.id, l, ${skus[0]}::bigint + (o.id + l) % 2000, 'P', '商品', 1, 1000, 0, 1000 from (${made}) o, generate_series(1, 2) l`)
    await db.rows(sql`insert into receiver (order_id, province, city, district, sealed, mask, phone_key, tail_key, name_key, address_key)
      select o.id, '浙江省', '杭州市', '西湖区', ''::bytea, '王*', hashint8extended(o.id, 3), hashint8extended(o.id % 10000, 4), hashint8extended(o.id % 5000, 5), hashint8extended(o.id, 6) from (${made}) o`)
    await db.rows(sql`insert into event (at, actor_id, actor, subject, subject_id, kind, before, after) select now(), 0, 'system', 'order', o.id, k, null, null from (${made}) o, unnest(array['order.receive', 'order.pass', 'order.allocate', 'order.pick', 'order.sign', 'order.complete']) k`)
    await db.rows(sql`insert into clock (clause, subject, subject_id, started_at, due_at, state) select c, 'order', o.id, now(), now(), 'met' from (${made}) o, unnest(array['RV-1.auto', 'CL-3.ship', 'FU-1.pick', 'FU-7.prepare']) c`)
  }
  await db.rows(sql`vacuum analyze`)
  await db.rows(sql`checkpoint`)
}
