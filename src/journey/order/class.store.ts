import type { Db } from '#kit/db.ts'
import { sql } from '#kit/sql.ts'

/** Writes class and priority (CL-1, CL-2) of locked orders. */
export const classify = (tx: Db, rows: readonly { id: number; class: string; priority: number }[]) => tx.rows(sql`
  update orders o set class = n.class, priority = n.priority
  from json_to_recordset(${JSON.stringify(rows)}::json) as n(id bigint, class text, priority int) where o.id = n.id`)

/** Marks locked orders; marks they have stay. */
export const writeTags = (tx: Db, rows: readonly { id: number; tags: readonly string[] }[]) => tx.rows(sql`
  update orders o set tags = array(select t from unnest(o.tags || n.tags) t group by t order by t)
  from (select id, array_agg(tag) as tags from json_to_recordset(${JSON.stringify(rows.flatMap(r => r.tags.map(tag => ({ id: r.id, tag }))))}::json) as x(id bigint, tag text) group by id) n where o.id = n.id`)

/** What came of other orders has all their marks. */
export const inheritTags = (tx: Db, rows: readonly { id: number; from: readonly number[] }[]) => tx.rows(sql`
  update orders o set tags = n.tags from (
    select c.id, array_agg(distinct t order by t) as tags
    from unnest(${rows.flatMap(r => r.from.map(() => r.id))}::bigint[], ${rows.flatMap(r => r.from)}::bigint[]) as c(id, "from")
    join orders x on x.id = c."from" cross join lateral unnest(x.tags) t group by c.id) n
  where o.id = n.id`)

/** A wave asks the delivery wish for its carrier; what a customer wished stands above a rule. */
export const wishCarriers = (tx: Db, rows: readonly { id: number; carrier: string }[]) => tx.rows(sql`
  update orders o set delivery = n.carrier from json_to_recordset(${JSON.stringify(rows)}::json) as n(id bigint, carrier text) where o.id = n.id and o.delivery = ''`)

/** Lines that cost nothing, behind those the customer ordered; pieces and shape follow. */
export const addGifts = (tx: Db, gifts: readonly { order: number; place: number; sku: string; quantity: number }[]) => tx.rows(sql`
  with gift as (
    select n."order", (select max(l.line) from order_line l where l.order_id = n."order") + 1 + n.place as line, k.id, k.code, k.title, k.spec, n.quantity
    from json_to_recordset(${JSON.stringify(gifts)}::json) as n("order" bigint, place int, sku text, quantity int) join sku k on k.code = n.sku),
  given as (
    insert into order_line (order_id, line, sku_id, code, title, spec, quantity, unit_fen, discount_fen, total_fen)
    select "order", line, id, code, title, spec, quantity, 0, 0, 0 from gift order by "order", line returning order_id, quantity),
  added as (select order_id, sum(quantity)::int as pieces from given group by order_id)
  update orders o set pieces = o.pieces + a.pieces, shape = case when o.pieces + a.pieces > 20 then 'large' when o.shape = 'single' then 'multi' else o.shape end
  from added a where o.id = a.order_id`)
