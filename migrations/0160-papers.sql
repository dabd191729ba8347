-- In which tongue somebody wanted the papers of a batch; the company's where nobody said.
alter table print_batch add column tongue text;
alter table print_batch add constraint print_batch_tongue_check check (tongue in ('zh-CN', 'zh-TW', 'en'));
-- Sheets of what lies in the house: receipts and adjustments.
alter table print_batch drop constraint print_batch_origin_check;
alter table print_batch add constraint print_batch_origin_check check (origin in ('orders', 'wave', 'handover', 'bins', 'skus', 'stock', 'reprint', 'test'));
-- What a carrier has invoiced, number by number. A parcel's billed_at is when the first of them named it.
create table carrier_bill (
  id bigint generated always as identity primary key,
  carrier_id bigint not null references carrier,
  name text not null,
  lines int not null,
  fen bigint not null,
  at timestamptz not null,
  by_name text not null
);
create table carrier_bill_line (
  bill_id bigint not null references carrier_bill,
  line int not null,
  waybill text not null,
  fen bigint not null,
  primary key (bill_id, line)
);
create unique index carrier_bill_name on carrier_bill (carrier_id, name);
create index carrier_bill_line_waybill on carrier_bill_line (waybill, bill_id);
