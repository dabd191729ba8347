-- IN-2, IN-4: what only an offline order has, and the photo of its paper, sealed.
create table offline_entry (
  source_id bigint primary key references platform_order,
  salesman text not null default '',
  store text not null default '',
  special text not null default '',
  invoice text not null default '',
  entered_by text not null,
  at timestamptz not null
);
create table paper (
  id bigint generated always as identity primary key,
  source_id bigint not null references platform_order,
  name text not null,
  type text not null,
  bytes int not null,
  sealed bytea not null,
  at timestamptz not null,
  added_by text not null
);
create index paper_source on paper (source_id);
create table collection (
  id bigint generated always as identity primary key,
  day date not null,
  hour text not null,
  state text not null,
  opened_at timestamptz not null,
  papers int check (papers >= 0),
  note text not null default '',
  by_name text,
  collected_at timestamptz,
  unique (day, hour)
);
