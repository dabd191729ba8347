-- FU-5: differences found at the stations, whose error each is, and its cause once somebody has said it.
create table discrepancy (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  station text not null check (station in ('picking', 'checking', 'packing')),
  code text not null,
  values jsonb not null default '{}',
  order_id bigint references orders,
  wave_id bigint,
  shop_id bigint,
  warehouse_id bigint,
  found_by bigint not null,
  found_name text not null,
  owner text not null,
  owner_id bigint,
  gesture text unique,
  cause text,
  note text not null default '',
  cause_by text,
  cause_at timestamptz
);
create index discrepancy_open on discrepancy (id) where cause is null;
create index discrepancy_of_order on discrepancy (order_id) where order_id is not null;
