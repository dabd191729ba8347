-- RV-3: the newest orders of one address, without sorting all of a crowded one.
create index receiver_address_newest on receiver (address_key, order_id);
drop index receiver_address;
