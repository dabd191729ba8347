-- The desk, the wall board and the tracking board ask these many times a minute; none may walk past what is done.
create index orders_standing on orders (stage, stage_at) where stage not in ('completed', 'cancelled', 'merged', 'split');
create index order_block_since on order_block (reason, since);
-- One index answers how a clause fares and what of it is due next.
drop index if exists clock_clause;
create index clock_standing on clock (clause, state, due_at);
create index clock_ended on clock (clause, stopped_at, state) where state in ('met', 'missed');
create index clock_breached on clock (breached_at) where breached_at is not null;
-- What somebody did today. Orders that a machine brings in are not anybody's moves and stay out of it.
create index event_mine on event (actor_id, at) where actor_id > 0 and kind not in ('order.receive', 'order.place', 'order.close');
-- Parcels under way, and those of them the channel does not know yet.
create index parcel_moving on parcel (id) include (state, handed_at, last_scan_at) where state in ('handed-over', 'in-transit');
create index parcel_told on parcel (handed_at) where handed_at is not null and uploaded_at is null;
create index parcel_back on parcel (id) where last_scan in ('refused', 'returned');
create index parcel_signed on parcel (signed_at) where signed_at is not null;
create index parcel_by_code on parcel (code);
create index tracking_parcel on tracking (parcel_id, at);
-- Orders entering and leaving each stage, by the hour: counted from the events by a reader, never written by hand. Warehouse 0: none yet.
create table flow (
  hour timestamptz not null,
  stage text not null,
  shop_id bigint not null,
  warehouse_id bigint not null,
  entered int not null default 0,
  gone int not null default 0,
  primary key (hour, stage, shop_id, warehouse_id)
);
-- Pieces of each product in the orders that came in on a day of the company.
create table sold (
  day date not null,
  shop_id bigint not null,
  sku_id bigint not null,
  pieces int not null,
  orders int not null,
  primary key (day, shop_id, sku_id)
);
