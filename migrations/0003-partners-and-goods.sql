create table shop (
  id bigint generated always as identity primary key,
  code text not null unique,
  name text not null,
  channel text not null default 'file',
  created_at timestamptz not null
);
create table customer (
  id bigint generated always as identity primary key,
  shop_id bigint not null references shop,
  account_key bigint not null,
  first_seen timestamptz not null,
  unique (shop_id, account_key)
);
create table carrier (
  id bigint generated always as identity primary key,
  code text not null unique,
  name text not null,
  pattern text not null default '^[A-Z0-9]{8,24}$',
  created_at timestamptz not null
);
-- A pool of waybill numbers prefix + zero-padded counter, handed out once each.
create table waybill_pool (
  id bigint generated always as identity primary key,
  carrier_id bigint not null references carrier,
  prefix text not null,
  width int not null default 10,
  next bigint not null,
  last bigint not null,
  check (next <= last + 1)
);
create table sku (
  id bigint generated always as identity primary key,
  code text not null unique,
  barcode text,
  title text not null,
  brand text,
  spec text,
  price_fen bigint not null,
  weight_grams int not null default 0,
  liquid boolean not null default false,
  fragile boolean not null default false,
  cold boolean not null default false,
  custom boolean not null default false,
  bundle boolean not null default false,
  on_sale boolean not null default true,
  length_mm int,
  width_mm int,
  height_mm int,
  updated_at timestamptz not null
);
create index sku_barcode on sku (barcode);
create table bundle_part (bundle_id bigint not null references sku, sku_id bigint not null references sku, quantity int not null check (quantity > 0), primary key (bundle_id, sku_id));
create table warehouse (
  id bigint generated always as identity primary key,
  code text not null unique,
  name text not null,
  province text not null,
  rank int not null default 0
);
create table place (
  id bigint generated always as identity primary key,
  warehouse_id bigint references warehouse,
  kind text not null check (kind in ('supplier', 'receiving', 'bin', 'packed', 'customer', 'damaged', 'inspection', 'adjustment')),
  code text not null,
  walk int not null default 0
);
create unique index place_code on place (coalesce(warehouse_id, 0), code);
create table stock (
  sku_id bigint not null references sku,
  warehouse_id bigint not null references warehouse,
  on_hand int not null default 0 check (on_hand >= 0),
  reserved int not null default 0,
  primary key (sku_id, warehouse_id),
  constraint stock_not_oversold check (reserved >= 0 and reserved <= on_hand)
);
-- Supplier, customer and adjustment lie outside the house: only their balance may fall below nought.
create table balance (
  place_id bigint not null references place,
  sku_id bigint not null references sku,
  lot text not null default '',
  quantity bigint not null,
  outside boolean not null,
  primary key (place_id, sku_id, lot),
  constraint balance_not_negative check (outside or quantity >= 0)
);
create index balance_sku on balance (sku_id);
create table movement (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  sku_id bigint not null references sku,
  lot text not null default '',
  from_place bigint not null references place,
  to_place bigint not null references place,
  quantity int not null check (quantity > 0),
  cause text not null,
  cause_id bigint not null,
  actor_id bigint not null
);
create index movement_sku on movement (sku_id, id);
create table reservation (
  order_id bigint not null,
  line int not null,
  sku_id bigint not null references sku,
  warehouse_id bigint not null references warehouse,
  quantity int not null check (quantity > 0),
  primary key (order_id, line, sku_id)
);
create index reservation_sku on reservation (sku_id, warehouse_id);
create table transfer_suggestion (
  id bigint generated always as identity primary key,
  sku_id bigint not null references sku,
  from_warehouse bigint not null references warehouse,
  to_warehouse bigint not null references warehouse,
  quantity int not null check (quantity > 0),
  order_id bigint not null,
  at timestamptz not null,
  done_at timestamptz
);
create unique index transfer_open on transfer_suggestion (order_id, sku_id) where done_at is null;
