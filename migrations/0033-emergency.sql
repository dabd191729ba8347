-- RV-6: times in which the review looks at key fields only, and what it skipped then.
create table emergency (
  id bigint generated always as identity primary key,
  from_at timestamptz not null,
  until_at timestamptz not null,
  reason text not null,
  by_id bigint not null,
  by_name text not null,
  ended_at timestamptz,
  ended_by text,
  check (from_at < until_at)
);
create unique index emergency_open on emergency ((ended_at is null)) where ended_at is null;
create table review_skip (
  order_id bigint primary key references orders,
  emergency_id bigint not null references emergency,
  at timestamptz not null,
  checked_at timestamptz,
  found jsonb
);
create index review_skip_open on review_skip (order_id) where checked_at is null;
