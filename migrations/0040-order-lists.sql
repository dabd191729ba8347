-- A number is looked for by its beginning, a parcel by the short code on its paper, orders by when they were placed or by amount.
create index orders_number_start on orders (number text_pattern_ops);
create index orders_placed on orders (placed_at, id);
create index orders_priority on orders (priority desc, id);
create index orders_amount on orders (total_fen, id);
create index parcel_code on parcel (code);
