-- What a channel sent, encrypted, one row a batch; a platform order points to its place in it (IN-8).
create table payload (
  id bigint generated always as identity primary key,
  shop_id bigint not null references shop,
  at timestamptz not null,
  sealed bytea not null
);
create table platform_order (
  id bigint generated always as identity primary key,
  shop_id bigint not null references shop,
  number text not null,
  content bigint not null,
  payload_id bigint not null references payload,
  payload_index int not null,
  first_at timestamptz not null,
  changed_at timestamptz,
  unique (shop_id, number)
);
create table orders (
  id bigint generated always as identity primary key,
  shop_id bigint not null references shop,
  number text not null,
  source_id bigint not null references platform_order,
  customer_id bigint references customer,
  stage text not null,
  blocks text[] not null default '{}',
  class text not null default 'normal',
  priority int not null default 0,
  warehouse_id bigint references warehouse,
  placed_at timestamptz not null,
  paid_at timestamptz,
  received_at timestamptz not null,
  stage_at timestamptz not null,
  total_fen bigint not null,
  discount_fen bigint not null,
  freight_fen bigint not null,
  paid_fen bigint not null,
  refunded_fen bigint not null default 0,
  currency text not null default 'CNY',
  shape text not null default 'multi',
  pieces int not null,
  buyer_remark text not null default '',
  seller_remark text not null default '',
  delivery text not null default '',
  closing text,
  first_order boolean not null default false,
  into_id bigint references orders,
  version int not null default 1
);
create index orders_queue on orders (stage, priority desc, id);
create index orders_number on orders (number);
create index orders_source on orders (source_id);
create index orders_customer on orders (customer_id) where stage in ('received', 'review', 'ready');
create table order_line (
  order_id bigint not null references orders,
  line int not null,
  sku_id bigint references sku,
  code text not null,
  title text not null,
  spec text not null default '',
  quantity int not null check (quantity > 0),
  unit_fen bigint not null,
  discount_fen bigint not null,
  total_fen bigint not null,
  platform_line text,
  refund_asked boolean not null default false,
  primary key (order_id, line)
);
create index order_line_sku on order_line (sku_id, order_id);
create table receiver (
  order_id bigint primary key references orders,
  province text not null,
  city text not null,
  district text not null,
  sealed bytea,
  token text,
  mask text not null,
  phone_key bigint,
  tail_key bigint,
  name_key bigint,
  address_key bigint not null
);
create index receiver_phone on receiver (phone_key);
create index receiver_tail on receiver (tail_key);
create index receiver_name on receiver (name_key);
create index receiver_address on receiver (address_key);
create table order_block (
  id bigint generated always as identity primary key,
  order_id bigint not null references orders,
  reason text not null,
  owner text not null,
  note text not null default '',
  clause text,
  since timestamptz not null,
  until timestamptz,
  released_at timestamptz
);
create unique index order_block_open on order_block (order_id, reason) where released_at is null;
create index order_block_until on order_block (until) where released_at is null and until is not null;
create index order_block_reason on order_block (reason, order_id) where released_at is null;
create table review_rule (
  id bigint generated always as identity primary key,
  name text not null unique,
  condition text not null,
  outcome jsonb not null,
  clause text,
  rank int not null,
  live boolean not null default false,
  changed_at timestamptz not null
);
create table parcel (
  id bigint generated always as identity primary key,
  order_id bigint not null references orders,
  warehouse_id bigint not null references warehouse,
  state text not null,
  carrier_id bigint references carrier,
  waybill text,
  code text not null,
  version int not null default 1,
  print_batch bigint,
  print_place int,
  prints int not null default 0,
  expected_grams int not null,
  weighed_grams int,
  material text,
  picked_by bigint,
  checked_by bigint,
  packed_by bigint,
  handover_id bigint,
  handed_at timestamptz,
  uploaded_at timestamptz,
  last_scan_at timestamptz,
  last_scan text,
  signed_at timestamptz
);
create unique index parcel_waybill on parcel (carrier_id, waybill) where waybill is not null;
create index parcel_number on parcel (waybill);
create index parcel_order on parcel (order_id);
create table wave (
  id bigint generated always as identity primary key,
  warehouse_id bigint not null references warehouse,
  kind text not null check (kind in ('single', 'multi', 'large')),
  state text not null,
  made_at timestamptz not null,
  made_by bigint not null,
  done_at timestamptz
);
create table pick (
  wave_id bigint not null references wave,
  order_id bigint not null references orders,
  position int not null,
  sku_id bigint not null references sku,
  place_id bigint not null references place,
  walk int not null,
  quantity int not null check (quantity > 0),
  picked int not null default 0,
  checked int not null default 0,
  picked_by bigint,
  dropped_at timestamptz,
  primary key (wave_id, sku_id, order_id),
  constraint pick_not_over check (picked >= 0 and picked <= quantity and checked >= 0 and checked <= quantity)
);
create index pick_order on pick (order_id);
create table handover (
  id bigint generated always as identity primary key,
  warehouse_id bigint not null references warehouse,
  carrier_id bigint not null references carrier,
  state text not null,
  opened_at timestamptz not null,
  opened_by bigint not null,
  signed_at timestamptz,
  signer text
);
create table tracking (
  id bigint generated always as identity primary key,
  carrier_id bigint not null references carrier,
  waybill text not null,
  at timestamptz not null,
  kind text not null,
  place text not null default '',
  note text not null default '',
  got_at timestamptz not null,
  parcel_id bigint,
  unique (carrier_id, waybill, at, kind)
);
create table intake_run (
  id bigint generated always as identity primary key,
  shop_id bigint not null references shop,
  source text not null,
  files text[] not null,
  fingerprint text not null,
  state text not null,
  rows_done bigint not null default 0,
  accepted int not null default 0,
  duplicates int not null default 0,
  changed int not null default 0,
  refused int not null default 0,
  source_orders int,
  source_fen bigint,
  accepted_fen bigint not null default 0,
  started_at timestamptz not null,
  ended_at timestamptz
);
create table intake_problem (
  id bigint generated always as identity primary key,
  run_id bigint not null references intake_run,
  file text not null,
  row bigint not null,
  field text,
  value text,
  code text not null,
  message text not null
);
create table mapping (
  name text primary key,
  columns jsonb not null,
  changed_at timestamptz not null
);
