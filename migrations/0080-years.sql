-- A company that is years old: nothing that is asked all day may walk past what is done.
create index orders_stage on orders (stage, id);
create index orders_ended on orders (stage_at) where stage in ('completed', 'cancelled', 'merged', 'split');
create index if not exists parcel_told on parcel (handed_at) where handed_at is not null and uploaded_at is null;
create index if not exists tracking_parcel on tracking (parcel_id, at);
create index parcel_handover on parcel (handover_id) where handover_id is not null;
create index wave_open on wave (id) where state = 'open';
-- Many share a name or the last four digits: the newest of them are found without reading all.
drop index receiver_tail;
create index receiver_tail on receiver (tail_key, order_id);
drop index receiver_name;
create index receiver_name on receiver (name_key, order_id);
-- How clauses fare: what runs, and what ended lately.
create index clock_running on clock (clause, id) where state in ('running', 'paused');
create index clock_stopped on clock (stopped_at) where stopped_at is not null;
