-- IN-4: files brought in through the door. A run that a person asked for waits, is taken under a lease, and goes on where it stood.
create table intake_file (
  id bigint generated always as identity primary key,
  shop_id bigint not null references shop,
  key text not null unique,
  name text not null,
  bytes bigint not null,
  by_id bigint not null,
  at timestamptz not null,
  gone_at timestamptz
);
create index intake_file_here on intake_file (at) where gone_at is null;
alter table intake_run add column file_ids bigint[];
alter table intake_run add column mapping jsonb;
alter table intake_run add column by_id bigint;
alter table intake_run add column by_name text;
alter table intake_run add column lease_until timestamptz;
alter table intake_run add column attempts int not null default 0;
alter table intake_run add column stop_asked boolean not null default false;
alter table intake_run add column rows_all bigint;
alter table intake_run add column code text;
alter table intake_run add column message text;
create index intake_run_open on intake_run (id) where state in ('waiting', 'running', 'interrupted');
create index intake_run_shop on intake_run (shop_id, id);
alter table intake_problem add column settled_at timestamptz;
create index intake_problem_run on intake_problem (run_id, id);
-- What a person wrote into a row of a file, sealed like what came with it.
create table intake_fix (
  run_id bigint not null references intake_run,
  file text not null,
  row bigint not null,
  sealed bytea not null,
  at timestamptz not null,
  by_name text not null,
  primary key (run_id, file, row)
);
