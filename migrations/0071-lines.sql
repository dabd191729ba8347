-- How each line of the timetable fares, where every process can see it.
create table timetable_line (
  name text primary key,
  every_ms int not null,
  tried_at timestamptz not null,
  ok_at timestamptz,
  failures int not null default 0,
  last_error text
);
