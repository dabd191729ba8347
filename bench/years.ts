import pg from 'pg'
import { sql, whole } from '#kit/sql.ts'
import type { Bench } from './figure.ts'
import type { House } from './house.ts'

const readers = ['reactions', 'flow', 'self-check', 'seal']

/** What years of completed orders leave behind, told by the order's id: every row the road writes for a plain order of two lines. */
const perOrder = (last: number, skus: number, firstSku: number): Record<string, string> => {
  const orders = `generate_series(1, ${last}::bigint) g`
  const at = `date_trunc('hour', now()) - make_interval(secs => (${last} - g) * 47)`
  const lines = `generate_series(1, 2) l`
  const sku = `${firstSku} + (g * 7 + l * 131) % ${skus}`
  const moves = `(values (1, 'receive', null, 'received', 0), (2, 'pass', 'received', 'ready', 60), (3, 'allocate', 'ready', 'ready', 70), (4, 'pick', 'ready', 'picking', 3600), (5, 'picked', 'picking', 'checking', 7200),
    (6, 'check', 'checking', 'packing', 9000), (7, 'pack', 'packing', 'packed', 9900), (8, 'hand-over', 'packed', 'handed-over', 20000), (9, 'sign', 'handed-over', 'signed', 180000), (10, 'complete', 'signed', 'completed', 780000)) m(n, move, before, after, seconds)`
  const clauses = `(values (1, 'RV-1.auto', 300), (2, 'CL-3.ship', 86400), (3, 'FU-1.pick', 14400), (4, 'FU-7.prepare', 28800)) c(n, clause, seconds)`
  return {
    customer: `(id, shop_id, account_key, first_seen) overriding system value select g, 1, hashint8extended(g, 1), ${at} from ${orders}`,
    platform_order: `(id, shop_id, number, content, payload_id, payload_index, first_at) overriding system value select g, 1, 'OLD' || g, hashint8extended(g, 2), 1, 0, ${at} from ${orders}`,
    orders: `(id, shop_id, number, source_id, customer_id, stage, warehouse_id, placed_at, paid_at, received_at, stage_at, total_fen, discount_fen, freight_fen, paid_fen, pieces) overriding system value
      select g, 1, 'OLD' || g, g, g, 'completed', 1, ${at}, ${at}, ${at}, ${at} + interval '780000 seconds', 2000, 0, 0, 2000, 2 from ${orders}`,
    order_line: `(order_id, line, sku_id, code, title, quantity, unit_fen, discount_fen, total_fen) select g, l, ${sku}, 'P', '商品 补水保湿面膜', 1, 1000, 0, 1000 from ${orders}, ${lines}`,
    receiver: `(order_id, province, city, district, sealed, mask, phone_key, tail_key, name_key, address_key)
      select g, '浙江省', '杭州市', '西湖区', decode(repeat(md5(g::text), 5), 'hex'), '王*', hashint8extended(g, 3), hashint8extended(g % 10000, 4), hashint8extended(g % 50000, 5), hashint8extended(g, 6) from ${orders}`,
    event: `(number, at, actor_id, actor, subject, subject_id, kind, before, after, facts) overriding system value
      select 1000000 + g * 10 + m.n, ${at} + make_interval(secs => m.seconds), 0, 'system', 'order', g, 'order.' || m.move, m.before, m.after, case when m.n = 1 then '{"class": "normal", "placedAt": "2025-03-01T10:00:00.000Z"}' else '{}' end::jsonb from ${orders}, ${moves}`,
    clock: `(id, clause, subject, subject_id, started_at, due_at, state, stopped_at, shop_id, warehouse_id) overriding system value
      select g * 4 + c.n, c.clause, 'order', g, ${at}, ${at} + make_interval(secs => c.seconds), case when g % 50 = 0 then 'missed' else 'met' end, ${at} + make_interval(secs => c.seconds * 0.6), 1, 1 from ${orders}, ${clauses}`,
    parcel: `(id, order_id, warehouse_id, state, carrier_id, waybill, code, expected_grams, handed_at, uploaded_at, last_scan_at, last_scan, signed_at) overriding system value
      select g, g, 1, 'signed', 1, 'OLDZT' || g, 'C' || g, 200, ${at} + interval '6 hours', ${at} + interval '7 hours', ${at} + interval '2 days', 'signed', ${at} + interval '2 days' from ${orders}`,
    pick: `(wave_id, order_id, position, sku_id, place_id, walk, quantity, picked, checked) select g / 100 + 1, g, g % 100 + 1, ${sku}, 1, 1, 1, 1, 1 from ${orders}, ${lines}`,
    wave: `(id, warehouse_id, kind, state, made_at, made_by, done_at) overriding system value select g, 1, 'multi', 'done', '2025-01-01', 0, '2025-01-01' from generate_series(1, ${last} / 100 + 1) g`,
    movement: `(id, at, sku_id, from_place, to_place, quantity, cause, cause_id, actor_id) overriding system value select 1000000 + g * 2 + l, ${at}, ${sku}, 1, 2, 1, 'pick', g, 0 from ${orders}, ${lines}`,
    tracking: `(id, carrier_id, waybill, at, kind, got_at, parcel_id) overriding system value
      select g * 3 + l, 1, 'OLDZT' || g, ${at} + make_interval(hours => 6 + l * 12), (array['collected', 'arrived', 'signed'])[l], ${at} + make_interval(hours => 6 + l * 12), g from ${orders}, generate_series(1, 3) l`,
  }
}

/**
 * Fills a new company with completed orders, with everything that is written for them. The indexes are taken away while the rows
 * come in and built again after, and foreign keys are not asked, as the administrator alone may
 * order: the rows are made to fit.
 */
export async function fillYears({ admin }: Bench, { company: { db }, skus }: House, count: number): Promise<void> {
  const run = (text: string) => plain(admin, db.schema, text)
  const rows = perOrder(count, skus.length, skus[0]!)
  await db.rows(sql`insert into payload (shop_id, at, sealed) values (1, now(), ''::bytea)`)
  const indexes = await db.rows<{ name: string; made: string }>(sql`
    select c.relname as name, pg_get_indexdef(i.indexrelid) as made from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
    where t.relnamespace = ${db.schema}::regnamespace and t.relname = any(${Object.keys(rows)}::text[])
      and not exists (select from pg_constraint k where k.conindid = i.indexrelid) order by c.relname limit 200`)
  for (const { name } of indexes) await run(`drop index ${name}`)
  // Autovacuum would read each table again while it is filled, and again while it is measured; in a house of years it has long been through the old rows.
  for (const table of Object.keys(rows)) await run(`alter table ${table} set (autovacuum_enabled = off)`)
  await sideBySide(Object.entries(rows).map(([table, what]) => `insert into ${table} ${what}`), run)
  await sideBySide(indexes.map(i => i.made), run)
  for (const table of ['customer', 'platform_order', 'orders', 'event', 'clock', 'parcel', 'wave', 'movement', 'tracking']) {
    const key = table === 'event' ? 'number' : 'id'
    await run(`select setval(pg_get_serial_sequence('${table}', '${key}'), (select max(${key}) from ${table}))`)
  }
  // The house of those years has read its log long ago.
  await db.rows(sql`insert into event_reader (name, tx, number) select r.name, e.tx, e.number from (select tx, number from event order by tx desc, number desc limit ${whole(1)}) e, unnest(${readers}::text[]) r(name)`)
  // Only these are ever counted by their index alone, which needs the map of what everybody sees.
  await sideBySide(Object.keys(rows).map(table => `${table === 'orders' || table === 'clock' ? 'vacuum (analyze)' : 'analyze'} ${table}`), run)
  await run('checkpoint')
}

async function plain(admin: string, schema: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: admin, options: `-c search_path=${schema} -c TimeZone=UTC` })
  await client.connect()
  try {
    await client.query(`set statement_timeout = 0; set session_replication_role = replica; set maintenance_work_mem = '1GB'; set max_parallel_maintenance_workers = 0; set work_mem = '64MB'; set synchronous_commit = off`)
    await client.query(text)
  } finally {
    await client.end()
  }
}

/** Two statements at a time, the largest first being the caller's business. */
async function sideBySide(texts: readonly string[], one: (text: string) => Promise<void>): Promise<void> {
  const queue = [...texts]
  await Promise.all([1, 2].map(async () => { for (let text = queue.shift(); text !== undefined; text = queue.shift()) await one(text) }))
}
