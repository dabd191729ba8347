-- From where a pool began: numbers below `next` were handed out, and no later pool may hold them again.
alter table waybill_pool add column first bigint not null default 0;
alter table waybill_pool add constraint waybill_pool_range check (first <= next);
create index waybill_pool_open on waybill_pool (carrier_id, id) where next <= last;
-- Numbers that were taken and never printed, packed or handed over; they are taken first.
create table waybill_returned (
  carrier_id bigint not null references carrier,
  waybill text not null,
  returned_at timestamptz not null,
  primary key (carrier_id, waybill)
);
