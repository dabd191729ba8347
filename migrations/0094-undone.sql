-- An undone merge or split has ended too: a condition that leaves it out is not the one the lists ask for, and they walked past every order.
drop index orders_ended;
create index orders_ended on orders (stage_at) where stage in ('completed', 'cancelled', 'merged', 'split', 'undone');
drop index orders_standing;
create index orders_standing on orders (stage, stage_at) where stage not in ('completed', 'cancelled', 'merged', 'split', 'undone');
