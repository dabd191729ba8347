import type { Db } from '#kit/db.ts'
import { sql, whole } from '#kit/sql.ts'

/** What simulated people look at to find their next work. */
export const warehouses = (db: Db): Promise<{ id: number }[]> => db.rows(sql`select id from warehouse order by id`)
export const carriers = (db: Db): Promise<{ id: number; code: string }[]> => db.rows(sql`select id, code from carrier order by id`)
export const stages = (db: Db): Promise<{ stage: string; count: number }[]> => db.rows(sql`select stage, count(*) as count from orders group by stage order by stage`)
const ids = (rows: { id: number }[]) => rows.map(r => r.id)
export const blocked = async (db: Db, reason: string, limit: number) => ids(await db.rows(sql`
  select b.order_id as id from order_block b join orders o on o.id = b.order_id
  where b.reason = ${reason} and b.released_at is null and o.stage in ('received', 'review', 'ready') order by 1 limit ${whole(limit)}`))
export const inStage = async (db: Db, stage: string, limit: number) => ids(await db.rows(sql`select id from orders where stage = ${stage} and blocks = '{}' order by id limit ${whole(limit)}`))
export const somePicks = (db: Db, wave: number, limit: number): Promise<{ code: string; position: number }[]> => db.rows(sql`
  select s.code, k.position from pick k join sku s on s.id = k.sku_id where k.wave_id = ${wave} order by k.position, s.code limit ${whole(limit)}`)
export const waybills = async (db: Db, orders: readonly number[]) => (await db.rows<{ waybill: string }>(sql`
  select distinct on (order_id) waybill from parcel where order_id = any(${orders}::bigint[]) and waybill is not null order by order_id, id desc`)).map(r => r.waybill)
export const onTheWay = (db: Db, after: number, limit: number): Promise<{ id: number; waybill: string; state: string; carrier: string }[]> => db.rows(sql`
  select p.id, p.waybill, p.state, c.code as carrier from parcel p join carrier c on c.id = p.carrier_id
  where p.id > ${after} and p.state in ('handed-over', 'in-transit') order by p.id limit ${whole(limit)}`)
/** What blocked orders want in all, with the first shelf each product ever lay on. */
export const lackingGoods = (db: Db): Promise<{ skuId: number; placeId: number; quantity: number }[]> => db.rows(sql`
  with want as (
    select coalesce(p.sku_id, l.sku_id) as sku_id, sum(l.quantity * coalesce(p.quantity, 1))::int as quantity
    from orders o join order_line l on l.order_id = o.id left join bundle_part p on p.bundle_id = l.sku_id
    where o.stage = 'ready' and o.blocks && array['shortage', 'preorder'] and l.sku_id is not null group by 1)
  select w.sku_id as "skuId", w.quantity, (select b.place_id from balance b join place p on p.id = b.place_id where b.sku_id = w.sku_id and p.kind = 'bin' order by b.place_id limit 1) as "placeId"
  from want w where exists (select 1 from balance b join place p on p.id = b.place_id where b.sku_id = w.sku_id and p.kind = 'bin') order by w.sku_id`)
