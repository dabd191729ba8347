-- RV-8: what was merged or split, and where the old orders stood, so that it can be taken back exactly.
create table division (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('merge', 'split')),
  at timestamptz not null,
  by_id bigint not null,
  undone_at timestamptz
);
create table division_order (
  division_id bigint not null references division,
  order_id bigint not null references orders,
  stood text,
  primary key (division_id, order_id)
);
create index division_order_order on division_order (order_id, division_id);
