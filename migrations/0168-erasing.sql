-- P3: how far the erasing of old personal data has come, in the order in which orders ended.
create table erasing_cursor (
  name text primary key,
  stage_at timestamptz not null,
  id bigint not null
);
-- Orders whose personal data the law holds: nothing erases it until somebody lifts that.
create table legal_hold (
  order_id bigint primary key references orders,
  since timestamptz not null,
  by_id bigint not null,
  by_name text not null,
  reason text not null
);
