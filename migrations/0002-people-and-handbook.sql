create table staff (
  id bigint generated always as identity primary key,
  login text not null unique,
  name text not null,
  password text,
  roles text[] not null,
  warehouses bigint[],
  shops bigint[],
  departments text[] not null default '{}',
  active boolean not null default true,
  created_at timestamptz not null
);
-- A person's session or a machine's token; only the hash of the secret is kept.
create table access_key (
  hash bytea primary key,
  kind text not null check (kind in ('session', 'token')),
  staff_id bigint not null references staff,
  name text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  used_at timestamptz,
  revoked_at timestamptz
);
create table handbook_change (
  id bigint generated always as identity primary key,
  clause text not null,
  figure text not null,
  value numeric not null,
  reason text not null,
  effective_at timestamptz not null,
  proposed_by bigint not null,
  proposed_at timestamptz not null,
  approved_by bigint,
  approved_at timestamptz
);
create table promotion (
  id bigint generated always as identity primary key,
  name text not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  announced_at timestamptz not null,
  check (from_at < to_at)
);
create table clock (
  id bigint generated always as identity primary key,
  clause text not null,
  subject text not null,
  subject_id bigint not null,
  started_at timestamptz not null,
  due_at timestamptz not null,
  state text not null check (state in ('running', 'paused', 'met', 'missed', 'void')),
  breached_at timestamptz,
  stopped_at timestamptz,
  paused_at timestamptz
);
create index clock_due on clock (due_at) where state = 'running' and breached_at is null;
create index clock_subject on clock (subject, subject_id);
create index clock_clause on clock (clause, state);
