-- The flow counts stages alone; blocks and classes had slipped in.
delete from flow where stage not in ('unpaid', 'received', 'review', 'ready', 'picking', 'checking', 'packing', 'packed', 'handed-over', 'in-transit', 'signed', 'completed', 'cancelled', 'merged', 'split', 'undone');
-- What is given was not sold, and what came back from a merge had come before: counted once more, as far as the flow has read.
delete from sold;
insert into sold (day, shop_id, sku_id, pieces, orders)
  select ((e.at at time zone 'UTC') + make_interval(mins => coalesce((select utc_offset_minutes from calendar), 480)))::date, o.shop_id, l.sku_id, sum(l.quantity)::int, count(distinct o.id)::int
  from event e join orders o on o.id = e.subject_id join order_line l on l.order_id = o.id
  where e.subject = 'order' and e.after = 'received' and coalesce(e.before, 'unpaid') = 'unpaid' and (e.tx, e.number) <= (select tx, number from event_reader where name = 'flow')
    and l.sku_id is not null and l.total_fen > 0
  group by 1, 2, 3 order by 1, 2, 3;
