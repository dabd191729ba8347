-- The log under seal: each covers the events behind the one before it up to (tx, number), and its mark is made of theirs and the mark before.
create table seal (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  events int not null,
  tx xid8 not null,
  number bigint not null,
  mark bytea not null
);
