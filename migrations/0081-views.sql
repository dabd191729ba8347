-- A list as somebody likes to see it: its filters and order as the address has them, and the columns left out. Shared with a role, or one's own.
create table saved_view (
  id bigint generated always as identity primary key,
  staff_id bigint not null references staff,
  page text not null,
  name text not null,
  search text not null,
  hidden text[] not null,
  role text,
  changed_at timestamptz not null,
  unique (staff_id, page, name)
);
create index saved_view_shared on saved_view (page, role) where role is not null;
