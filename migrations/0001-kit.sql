-- What every room stands on: the log, its readers, jobs, gestures.
create table event (
  number bigint generated always as identity primary key,
  tx xid8 not null default pg_current_xact_id(),
  at timestamptz not null,
  actor_id bigint not null,
  actor text not null,
  subject text not null,
  subject_id bigint not null,
  kind text not null,
  before text,
  after text,
  clause text,
  facts jsonb not null default '{}',
  cause text
);
create index event_read on event (tx, number);
create index event_subject on event (subject, subject_id, number);
create table event_reader (name text primary key, tx xid8 not null default '0', number bigint not null default 0);
create table job (
  id bigint generated always as identity primary key,
  kind text not null,
  key text,
  payload jsonb not null,
  run_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'dead')),
  attempts int not null default 0,
  locked_until timestamptz,
  last_error text,
  created_at timestamptz not null,
  done_at timestamptz
);
create index job_due on job (run_at, id) where state = 'waiting';
create unique index job_key on job (kind, key) where state = 'waiting';
create table gesture (
  id text primary key,
  at timestamptz not null,
  answer jsonb not null
);
create table idempotency (
  actor_id bigint not null,
  key text not null,
  body_hash text not null,
  at timestamptz not null,
  answer jsonb not null,
  primary key (actor_id, key)
);
