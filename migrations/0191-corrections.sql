-- RV-7: what stood in an order before it was corrected, sealed. Beside the log and not in it, for nothing is taken out of a log, and a person may ask for all of theirs to be erased.
create table correction (
  id bigint generated always as identity primary key,
  order_id bigint not null references orders,
  at timestamptz not null,
  sealed bytea not null
);
create index correction_order on correction (order_id, id);
