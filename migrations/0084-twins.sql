-- IN-7: the newest orders of a phone are found without reading all of a busy one.
drop index receiver_phone;
create index receiver_phone on receiver (phone_key, order_id);
