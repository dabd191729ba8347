-- HB-3: a clock knows the shop and warehouse of its subject, so that everybody sees the figures of their own scope.
alter table clock add column shop_id bigint, add column warehouse_id bigint;
update clock c set shop_id = o.shop_id, warehouse_id = o.warehouse_id from orders o where c.subject = 'order' and o.id = c.subject_id;
update clock c set shop_id = o.shop_id, warehouse_id = p.warehouse_id from parcel p join orders o on o.id = p.order_id where c.subject = 'parcel' and p.id = c.subject_id;
