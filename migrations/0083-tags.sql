-- What a review rule marks an order with (RV-2); few orders have any.
alter table orders add column tags text[] not null default '{}';
create index orders_tags on orders using gin (tags) where tags <> '{}';
