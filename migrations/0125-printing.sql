-- What a carrier needs on its waybill and may show of a receiver: name, phone, unit. Nothing by default (label law).
alter table carrier add column shows text[] not null default '{}';
alter table carrier add constraint carrier_shows check (shows <@ array['name', 'phone', 'unit']);
-- A number that stood on paper and is dead: why, and since when the carrier has it back.
create table waybill_void (
  carrier_id bigint not null references carrier,
  waybill text not null,
  parcel_id bigint,
  why text not null,
  at timestamptz not null,
  by_name text not null,
  returned_at timestamptz,
  primary key (carrier_id, waybill)
);
create index waybill_void_parcel on waybill_void (parcel_id);
-- When the carrier's invoice named it.
alter table parcel add column billed_at timestamptz;
-- A printer of a station: how it is reached, what lies in it, which documents it prints unless another is named.
create table printer (
  id bigint generated always as identity primary key,
  code text not null unique,
  name text not null,
  warehouse_id bigint references warehouse,
  station text not null default '',
  channel text not null check (channel in ('browser', 'ipp', 'raw', 'component', 'agent')),
  address text not null default '',
  language text not null default 'pdf' check (language in ('pdf', 'zpl', 'tspl')),
  platform text check (platform in ('cainiao', 'pinduoduo', 'kuaishou')),
  dpi int not null default 203 check (dpi in (203, 300, 600)),
  width_mm int not null default 100,
  height_mm int not null default 180,
  offset_x int not null default 0,
  offset_y int not null default 0,
  density int not null default 8,
  copies int not null default 1 check (copies between 1 and 5),
  documents text[] not null default '{}',
  seen_at timestamptz,
  retired_at timestamptz,
  changed_at timestamptz not null
);
create table print_batch (
  id bigint generated always as identity primary key,
  origin text not null check (origin in ('orders', 'wave', 'handover', 'bins', 'skus', 'reprint', 'test')),
  origin_id bigint,
  again_of bigint references print_batch,
  warehouse_id bigint references warehouse,
  documents text[] not null,
  printers bigint[] not null,
  state text not null,
  papers int not null,
  reason text,
  made_at timestamptz not null,
  by_id bigint not null,
  by_name text not null,
  ended_at timestamptz,
  lease_until timestamptz,
  lease_by text,
  faults int not null default 0,
  stop_code text,
  stop_values jsonb
);
create index print_batch_open on print_batch (id) where state = 'printing';
create table print_paper (
  id bigint generated always as identity primary key,
  batch_id bigint not null references print_batch,
  place int not null,
  turn int not null,
  document text not null,
  printer_id bigint references printer,
  driven boolean not null default false,
  order_id bigint references orders,
  parcel_id bigint references parcel,
  subject_id bigint not null,
  state text not null,
  template text,
  sealed bytea,
  hash text,
  waybill text,
  code text,
  version int,
  nth int,
  pages int,
  frozen_at timestamptz,
  checked_at timestamptz,
  printed_at timestamptz,
  ended_at timestamptz,
  job text,
  why text,
  why_values jsonb,
  unique (batch_id, place, turn)
);
create index print_paper_waiting on print_paper (batch_id, place, turn) where state in ('waiting', 'printed');
create index print_paper_parcel on print_paper (parcel_id, document, id);
create index print_paper_code on print_paper (code) where code is not null;
create index print_paper_order on print_paper (order_id, id);
create index print_paper_kept on print_paper (frozen_at) where sealed is not null;
