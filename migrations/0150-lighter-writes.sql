-- Every index is written again with each change of a row. An order has a dozen clocks in its life: what runs is found among them by clock_subject.
drop index clock_open;
-- The end of a clock need not be written here: what ended is found by clock_ended.
create index clock_standing_open on clock (clause, state, due_at) where state in ('running', 'paused');
drop index clock_standing;
alter index clock_standing_open rename to clock_standing;
-- A number is found by orders_number_start too, be it whole or begun.
drop index orders_number;
