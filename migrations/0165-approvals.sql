-- Acts of high value that another person must approve before they are carried out (ST-6, IT-3). The payload names ids, never a person.
create table approval (
  id bigint generated always as identity primary key,
  kind text not null,
  state text not null check (state in ('asked', 'approved', 'rejected', 'withdrawn', 'lapsed')),
  size bigint not null check (size >= 0),
  payload jsonb not null,
  view jsonb not null,
  reason text not null,
  shop_id bigint references shop,
  warehouse_id bigint references warehouse,
  asked_by bigint not null,
  asker text not null,
  asked_at timestamptz not null,
  until timestamptz not null,
  decided_by bigint,
  decider text,
  decided_at timestamptz,
  why text not null default '',
  used_at timestamptz,
  check ((state = 'asked') = (decided_at is null)),
  check (state not in ('approved', 'rejected') or decided_by <> asked_by)
);
create index approval_open on approval (until) where state = 'asked';
create index approval_asker on approval (asked_by, id);
-- What a manager must look at: somebody who looked at too many people, an export at night. One that stops somebody stands until it is settled, or its time is over.
create table alarm (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('many-looks', 'night-export')),
  actor_id bigint not null,
  actor text not null,
  at timestamptz not null,
  until timestamptz,
  facts jsonb not null default '{}',
  settled_by bigint,
  settler text,
  settled_at timestamptz,
  why text not null default '',
  check (settled_by is distinct from actor_id or settled_by is null)
);
create index alarm_open on alarm (actor_id) where settled_at is null;
