-- What an order took from the shelf and what became of it, asked at put-back and shipping.
create index movement_cause on movement (cause_id, cause);
-- Orders that wait for a warehouse; without it allocation would walk past every ready order that has one.
create index orders_unallocated on orders (priority desc, id) where stage = 'ready' and warehouse_id is null and blocks = '{}';
create index transfer_from on transfer_suggestion (sku_id, from_warehouse) where done_at is null;
create index bundle_part_sku on bundle_part (sku_id);
-- The rest of one SKU may come from several warehouses.
drop index transfer_open;
create unique index transfer_open on transfer_suggestion (order_id, sku_id, from_warehouse) where done_at is null;
