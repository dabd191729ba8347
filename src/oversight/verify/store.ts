import type { Db } from '#kit/db.ts'
import { sql, whole, type Sql } from '#kit/sql.ts'
import { ended } from '#journey/order/stages.ts'
import { orderLife } from '#journey/order/states.ts'
import { cut, type Check } from './rules.ts'

/** Everything that follows is asked of one moment. */
export const oneSnapshot = (tx: Db) => tx.rows(sql`set transaction isolation level repeatable read read only`)

export const sealedPage = (tx: Db, after: number, limit: number): Promise<{ id: number; sealed: Buffer }[]> => tx.rows(sql`
  select order_id as id, sealed from receiver where order_id > ${after} and sealed is not null order by order_id limit ${whole(limit)}`)

/** `looked` answers rows (wrong boolean, label text), one for each thing looked at. */
interface Question { name: string; looked: Sql; informative?: boolean }

export async function ask(tx: Db, { name, looked, informative = false }: Question): Promise<Check> {
  const [row] = await tx.rows<{ counted: number; wrong: number; bad: string[] | null }>(sql`
    select count(*) as counted, count(*) filter (where wrong) as wrong, (array_agg(label order by label) filter (where wrong))[1:20] as bad
    from (${looked}) looked`)
  const { counted, wrong, bad } = row! // an aggregate always answers one row
  return { name, ok: informative || wrong === 0, counted, bad: cut(bad ?? [], wrong) }
}

const gone = sql`('handed-over', 'in-transit', 'signed', 'completed')`

/** The questions that one statement each can answer. */
export const questions = (now: Date, hasOrderClocks: boolean): Question[] => [
  {
    name: 'O1 every platform order has exactly one original order',
    looked: sql`
      select coalesce(o.originals, 0) <> 1 as wrong, format('platform order %s: %s orders', p.id, coalesce(o.originals, 0)) as label
      from platform_order p left join (
        select o.source_id, count(*) filter (where d.id is null) as originals
        from orders o left join (select distinct subject_id as id from event where subject = 'order' and kind = 'order.divide') d on d.id = o.id
        group by o.source_id
      ) o on o.source_id = p.id`,
  },
  {
    name: 'O1 merged and split orders lead to living ones',
    looked: sql`
      with recursive walk (id, at) as (
        select id, into_id from orders where stage = 'merged'
        union select w.id, o.into_id from walk w join orders o on o.id = w.at where o.stage = 'merged'
      ), arrived as (select distinct w.id from walk w join orders o on o.id = w.at where o.stage <> 'merged'),
      divided as (
        select distinct o.source_id, o.into_id from orders o join event e on e.subject = 'order' and e.subject_id = o.id and e.kind = 'order.divide'
      )
      select case when o.stage = 'merged' then not exists (select from arrived a where a.id = o.id)
          else not exists (select from divided d where d.source_id = o.source_id or d.into_id = o.id) end as wrong,
        format('order %s: %s into nothing', o.id, o.stage) as label
      from orders o where o.stage in ('merged', 'split')`,
  },
  {
    name: 'RV-8 what came of merged and split orders adds up to them',
    looked: sql`
      with new as (select distinct subject_id as id from event where subject = 'order' and kind = 'order.divide'),
      sums as (
        select o.shop_id, o.currency, coalesce(sum(o.total_fen) filter (where n.id is null), 0) as came, coalesce(sum(o.total_fen) filter (where o.stage not in ('merged', 'split', 'undone')), 0) as lives,
          coalesce(sum(o.pieces) filter (where n.id is null), 0) as pieces_came, coalesce(sum(o.pieces) filter (where o.stage not in ('merged', 'split', 'undone')), 0) as pieces_live
        from orders o left join new n on n.id = o.id group by 1, 2)
      select (came, pieces_came) <> (lives, pieces_live) as wrong,
        format('shop %s: %s fen and %s pieces came, %s and %s live', shop_id, came, pieces_came, lives, pieces_live) as label from sums`,
  },
  {
    name: 'O2 0 ≤ reserved ≤ on hand',
    looked: sql`select not (0 <= reserved and reserved <= on_hand) as wrong, format('sku %s in warehouse %s: %s of %s reserved', sku_id, warehouse_id, reserved, on_hand) as label from stock`,
  },
  {
    name: 'O2 reserved is the sum of reservations',
    looked: sql`
      select coalesce(s.reserved, 0) <> coalesce(r.sum, 0) as wrong,
        format('sku %s in warehouse %s: %s reserved, reservations sum to %s', sku_id, warehouse_id, coalesce(s.reserved, 0), coalesce(r.sum, 0)) as label
      from stock s full join (select sku_id, warehouse_id, sum(quantity) as sum from reservation group by 1, 2) r using (sku_id, warehouse_id)`,
  },
  {
    name: 'FU-1 what pickers were told lies in the bins they were told',
    looked: sql`
      select coalesce(b.promised, 0) <> coalesce(k.told, 0) or coalesce(k.told, 0) > coalesce(b.quantity, 0) as wrong,
        format('sku %s in place %s: pickers were told %s, promised %s of %s', sku_id, place_id, coalesce(k.told, 0), coalesce(b.promised, 0), coalesce(b.quantity, 0)) as label
      from (select place_id, sku_id, lot, quantity, promised from balance where not outside) b full join (
        select place_id, sku_id, lot, sum(quantity) as told from pick where dropped_at is null and taken_at is null group by 1, 2, 3
      ) k using (place_id, sku_id, lot)`,
  },
  {
    name: 'O2 on hand is the sum of bins and receiving',
    looked: sql`
      select coalesce(s.on_hand, 0) <> coalesce(b.sum, 0) as wrong,
        format('sku %s in warehouse %s: %s on hand, places hold %s', sku_id, warehouse_id, coalesce(s.on_hand, 0), coalesce(b.sum, 0)) as label
      from stock s full join (
        select b.sku_id, p.warehouse_id, sum(b.quantity) as sum from balance b join place p on p.id = b.place_id where p.kind in ('bin', 'receiving') group by 1, 2
      ) b using (sku_id, warehouse_id)`,
  },
  {
    name: 'O2 a balance is the sum of its movements',
    looked: sql`
      select coalesce(b.quantity, 0) <> coalesce(m.sum, 0) as wrong,
        format('sku %s at place %s: balance %s, movements sum to %s', sku_id, place_id, coalesce(b.quantity, 0), coalesce(m.sum, 0)) as label
      from balance b full join (
        select place_id, sku_id, lot, sum(quantity) as sum from (
          select to_place as place_id, sku_id, lot, quantity from movement union all select from_place, sku_id, lot, -quantity from movement
        ) sides group by 1, 2, 3
      ) m using (place_id, sku_id, lot)`,
  },
  {
    name: 'no reservation of an order that has gone or ended',
    looked: sql`
      select o.id is null or o.stage in ${gone} or o.stage in ${ended} as wrong,
        format('order %s: %s of sku %s still reserved though %s', r.order_id, r.quantity, r.sku_id, coalesce(o.stage, 'there is no such order')) as label
      from reservation r left join orders o on o.id = r.order_id`,
  },
  {
    name: 'blocks are the open block rows',
    looked: sql`
      select array(select u from unnest(o.blocks) u order by u) <> coalesce(b.reasons, '{}') as wrong,
        format('order %s: blocks %s, open rows %s', o.id, o.blocks, coalesce(b.reasons, '{}')) as label
      from orders o left join (
        select order_id, array_agg(reason order by reason) as reasons from order_block where released_at is null group by 1
      ) b on b.order_id = o.id`,
  },
  {
    name: 'no two parcels with one waybill',
    looked: sql`
      select count(*) > 1 as wrong, format('carrier %s, waybill %s: parcels %s', carrier_id, waybill, string_agg(id::text, ' ' order by id)) as label
      from parcel where waybill is not null group by carrier_id, waybill`,
  },
  {
    name: 'SH-2 a number that was given back is on no parcel',
    looked: sql`
      select p.id is not null as wrong, format('waybill %s of carrier %s was given back and is on parcel %s', r.waybill, r.carrier_id, p.id) as label
      from waybill_returned r left join parcel p on p.carrier_id = r.carrier_id and p.waybill = r.waybill`,
  },
  {
    name: 'no live parcel of a cancelled order',
    looked: sql`
      select p.state <> 'void' as wrong, format('order %s is cancelled, its parcel %s is %s', o.id, p.id, p.state) as label
      from parcel p join orders o on o.id = p.order_id where o.stage = 'cancelled'`,
  },
  {
    name: 'an order that has gone has a parcel that has gone',
    looked: sql`
      select p.order_id is null as wrong, format('order %s is %s without a handed-over parcel', o.id, o.stage) as label
      from orders o left join (select distinct order_id from parcel where state in ('handed-over', 'in-transit', 'signed')) p on p.order_id = o.id
      where o.stage in ${gone}`,
  },
  {
    name: 'an order that has gone shipped exactly its goods',
    looked: sql`
      with going as (
        select o.id from orders o where o.stage in ${gone} and not exists (select from order_line l where l.order_id = o.id and l.sku_id is null)
      ), due as (
        select l.order_id, coalesce(b.sku_id, l.sku_id) as sku_id, sum(l.quantity * coalesce(b.quantity, 1)) as quantity
        from order_line l join going g on g.id = l.order_id left join bundle_part b on b.bundle_id = l.sku_id group by 1, 2
      ), shipped as (
        select m.cause_id as order_id, m.sku_id, sum(m.quantity) as quantity
        from movement m join place p on p.id = m.to_place and p.kind = 'customer' join going g on g.id = m.cause_id where m.cause = 'ship' group by 1, 2
      )
      select coalesce(d.quantity, 0) <> coalesce(s.quantity, 0) as wrong,
        format('order %s, sku %s: sold %s, shipped %s', order_id, sku_id, coalesce(d.quantity, 0), coalesce(s.quantity, 0)) as label
      from due d full join shipped s using (order_id, sku_id)`,
  },
  {
    name: 'O3 no refund above what was paid',
    // Channels tell what is left of a payment; what they gave back themselves before the order came here is their word alone.
    looked: sql`
      select refunded_fen < 0 or paid_fen < 0 or (refunded_fen > greatest(paid_fen, total_fen) and closing is distinct from 'refunded-before-shipping') as wrong,
        format('order %s: refunded %s fen of %s paid, total %s', id, refunded_fen, paid_fen, total_fen) as label from orders`,
  },
  ...(hasOrderClocks ? [{
    name: 'an open order has a running or paused clock',
    looked: sql`
      select c.subject_id is null as wrong, format('order %s: %s without a clock', o.id, o.stage) as label
      from orders o left join (select distinct subject_id from clock where subject = 'order' and state in ('running', 'paused')) c on c.subject_id = o.id
      where o.stage in ('received', 'review', 'ready', 'picking', 'checking', 'packing', 'packed')`,
  }] : []),
  {
    name: 'no running clock on an ended order',
    looked: sql`
      select o.stage in ${ended} as wrong, format('order %s is %s, its clock %s still runs', o.id, o.stage, c.clause) as label
      from clock c join orders o on o.id = c.subject_id where c.subject = 'order' and c.state in ('running', 'paused')`,
  },
  {
    name: 'a clock belongs where its order or parcel does',
    looked: sql`
      select (c.shop_id, c.warehouse_id) is distinct from (o.shop_id, case when c.subject = 'parcel' then p.warehouse_id else o.warehouse_id end) as wrong,
        format('%s %s: clock %s is of shop %s and warehouse %s', c.subject, c.subject_id, c.clause, c.shop_id, c.warehouse_id) as label
      from clock c left join parcel p on c.subject = 'parcel' and p.id = c.subject_id
        join orders o on o.id = case when c.subject = 'parcel' then p.order_id else c.subject_id end
      where c.subject in ('order', 'parcel')`,
  },
  {
    name: 'each breach of a clock was told once',
    looked: sql`
      select coalesce(c.breaches, 0) <> coalesce(e.told, 0) as wrong, format('%s %s: clock %s was breached %s times and told %s times', subject, subject_id, clause, coalesce(c.breaches, 0), coalesce(e.told, 0)) as label
      from (select subject, subject_id, clause, count(*) as breaches from clock where breached_at is not null group by 1, 2, 3) c
      full join (select subject, subject_id, clause, count(*) as told from event where kind = 'clock.breach' group by 1, 2, 3) e using (subject, subject_id, clause)`,
  },
  {
    name: 'no job is stuck',
    looked: sql`
      select locked_until < ${now}::timestamptz - interval '1 hour' or locked_until > ${now}::timestamptz + interval '1 hour' as wrong,
        format('job %s (%s): locked until %s', id, kind, locked_until) as label
      from job where state = 'waiting' and locked_until is not null`,
  },
  {
    name: 'O5 the channel knows the number of every parcel that left, or its job waits or is parked',
    looked: sql`
      select p.uploaded_at is null and j.key is null as wrong, format('parcel %s left at %s: its number is not uploaded and no job says why', p.id, p.handed_at) as label
      from parcel p left join (select distinct key from job where kind = 'channel.upload' and state in ('waiting', 'dead', 'dropped')) j on j.key = p.id::text
      where p.handed_at is not null`,
  },
  {
    name: 'O5 dead jobs, for a person to replay or drop (informative)',
    informative: true,
    looked: sql`select state = 'dead' as wrong, format('job %s (%s): %s', id, kind, last_error) as label from job`,
  },
  {
    name: 'amounts add up (informative)',
    informative: true,
    looked: sql`
      select coalesce(l.sum, 0) - o.discount_fen + o.freight_fen <> o.total_fen as wrong,
        format('order %s: lines %s − discount %s + freight %s is not %s', o.id, coalesce(l.sum, 0), o.discount_fen, o.freight_fen, o.total_fen) as label
      from orders o left join (select order_id, sum(total_fen) as sum from order_line group by 1) l on l.order_id = o.id`,
  },
  {
    name: 'O7 nothing in the company’s schema leads to another’s, and nothing there leads here',
    // Keys, views, defaults and children, each by the table it belongs to.
    looked: sql`
      select distinct a.relnamespace <> b.relnamespace as wrong, format('%s leads to %s', a.oid::regclass, b.oid::regclass) as label
      from pg_depend d left join pg_constraint k on d.classid = 'pg_constraint'::regclass and k.oid = d.objid left join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
        left join pg_attrdef f on d.classid = 'pg_attrdef'::regclass and f.oid = d.objid
        join pg_class a on a.oid = coalesce(k.conrelid, r.ev_class, f.adrelid, case when d.classid = 'pg_class'::regclass then d.objid end)
        join pg_class b on d.refclassid = 'pg_class'::regclass and b.oid = d.refobjid
      where current_schema()::regnamespace in (a.relnamespace, b.relnamespace) and a.oid <> b.oid and 't' not in (a.relkind, b.relkind)`,
  },
  {
    name: 'O7 a connection of the company looks into its schema alone',
    looked: sql`select current_schemas(false) <> array[current_schema()] as wrong, format('it looks into %s', current_schemas(false)) as label`,
  },
  {
    name: 'no phone number in the log',
    // Numbers of orders and parcels are long digits and no secret; a phone number stands between other signs.
    looked: sql`
      select (facts::text ~ '1[3-9][0-9]{9}' and (facts - '{number,waybill}'::text[])::text ~ ${phone}) or coalesce(cause, '') ~ ${phone} as wrong,
        format('event %s (%s)', number, kind) as label
      from event where facts <> '{}' or cause is not null`,
  },
]

/** What the wall and the desk count as it happens, counted anew from the log as far as the flow has read; of the days only where the company's clock is known. */
export const recounts = (utcOffsetMinutes: number | undefined): Question[] => [
  {
    name: 'AN-5 the flow of the stages is that of the events',
    looked: sql`
      with told as (
        select date_trunc('hour', e.at) as hour, e.before, e.after, o.shop_id from event e join orders o on o.id = e.subject_id
        where e.subject = 'order' and e.after is distinct from e.before and ${flowHasRead}
      ), steps as (
        select hour, stage, shop_id, sum(entered) as entered, sum(gone) as gone from (
          select hour, after as stage, shop_id, 1 as entered, 0 as gone from told union all select hour, before, shop_id, 0, 1 from told) s
        where stage = any(${orderLife.states}::text[]) group by 1, 2, 3)
      select (coalesce(f.entered, 0), coalesce(f.gone, 0)) <> (coalesce(s.entered, 0), coalesce(s.gone, 0)) as wrong,
        format('shop %s, %s at %s: %s entered and %s gone, the log says %s and %s', shop_id, stage, hour, coalesce(f.entered, 0), coalesce(f.gone, 0), coalesce(s.entered, 0), coalesce(s.gone, 0)) as label
      from (select hour, stage, shop_id, sum(entered) as entered, sum(gone) as gone from flow group by 1, 2, 3) f full join steps s using (hour, stage, shop_id)`,
  },
  ...(utcOffsetMinutes === undefined ? [] : [{
    name: 'AN-5 what was sold on a day is what its orders have',
    looked: sql`
      with told as (
        select ((e.at at time zone 'UTC') + make_interval(mins => ${utcOffsetMinutes}::int))::date as day, o.shop_id, l.sku_id, sum(l.quantity) as pieces, count(distinct o.id) as orders
        from event e join orders o on o.id = e.subject_id join order_line l on l.order_id = o.id
        where e.subject = 'order' and e.after = 'received' and coalesce(e.before, 'unpaid') = 'unpaid' and ${flowHasRead} and l.sku_id is not null and l.total_fen > 0 group by 1, 2, 3)
      select (coalesce(s.pieces, 0), coalesce(s.orders, 0)) <> (coalesce(t.pieces, 0), coalesce(t.orders, 0)) as wrong,
        format('%s, shop %s, sku %s: %s pieces in %s orders counted, the orders have %s in %s', day, shop_id, sku_id, coalesce(s.pieces, 0), coalesce(s.orders, 0), coalesce(t.pieces, 0), coalesce(t.orders, 0)) as label
      from sold s full join told t using (day, shop_id, sku_id)`,
  }]),
]
const flowHasRead = sql`(e.tx, e.number) <= (select tx, number from event_reader where name = 'flow')`
const phone = '(?<![0-9A-Za-z.])1[3-9][0-9]{9}(?![0-9A-Za-z])'
