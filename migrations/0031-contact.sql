-- RV-5: every attempt to reach the customer of an order.
create table contact (
  id bigint generated always as identity primary key,
  order_id bigint not null references orders,
  at timestamptz not null,
  by_id bigint not null,
  by_name text not null,
  channel text not null check (channel in ('platform', 'sms', 'phone')),
  outcome text not null check (outcome in ('asked', 'unreached', 'answered')),
  note text not null default ''
);
create index contact_order on contact (order_id, id);
