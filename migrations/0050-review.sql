-- RV-2: a rule's form, and its end. RV-4: all orders of a customer, for whoever reviews the next one.
alter table review_rule add column form jsonb;
alter table review_rule add column retired_at timestamptz;
create index orders_of_customer on orders (customer_id, id);
drop index orders_customer;
