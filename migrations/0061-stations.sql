-- What a station scans: the short code of both papers, or the place in the wave; and what lies on or off a hand-over sheet.
create index parcel_place on parcel (print_batch, print_place);
create index parcel_to_leave on parcel (warehouse_id, carrier_id) where state = 'packed' and handover_id is null;
