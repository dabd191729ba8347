-- What pickers were told to take out of a bin: nobody may be told more than lies there, and nobody else takes it (FU-1).
alter table balance add column promised bigint not null default 0;
alter table place drop constraint place_kind_check;
alter table place add constraint place_kind_check check (kind in ('supplier', 'receiving', 'bin', 'packed', 'customer', 'damaged', 'inspection', 'missing', 'adjustment'));
insert into place (warehouse_id, kind, code, walk) select id, 'missing', 'MISSING', 0 from warehouse order by id on conflict do nothing;
-- One line may come from several bins and lots; `taken_at`: its goods have left the bin in the ledger.
alter table pick add column lot text not null default '';
alter table pick add column taken_at timestamptz;
alter table pick drop constraint pick_pkey;
alter table pick add primary key (wave_id, sku_id, order_id, place_id, lot);
update pick k set taken_at = o.stage_at from orders o where o.id = k.order_id and k.dropped_at is null and o.stage <> 'picking';
update balance b set promised = least(b.quantity, k.quantity) from (select place_id, sku_id, lot, sum(quantity) as quantity from pick where dropped_at is null and taken_at is null group by place_id, sku_id, lot) k where k.place_id = b.place_id and k.sku_id = b.sku_id and k.lot = b.lot;
alter table balance add constraint balance_keeps_promises check (outside or (promised >= 0 and promised <= quantity));
-- A wave may be of one class, carrier or zone, and somebody takes it; goods in the cart of a stopped order are put back by a person.
alter table wave add column class text;
alter table wave add column carrier_id bigint references carrier;
alter table wave add column zone text;
alter table wave add column picker_id bigint;
alter table wave add column claimed_at timestamptz;
alter table pick add column returned_at timestamptz;
alter table pick add column returned_by bigint;
-- The index looks at nothing that a scan changes, so that a scan changes its row in place and writes no index.
create index pick_to_return on pick (wave_id) where dropped_at is not null and returned_at is null;
