-- A promotion that ends early keeps the end it was announced with.
alter table promotion add column ended_at timestamptz;
-- Pairs of neighbouring signs of a title, so that two Chinese characters in its middle are found without an extension of the server.
alter table sku add column title_pairs text[] not null default '{}';
update sku set title_pairs = array(select distinct substr(t, i, 2) from (select lower(normalize(sku.title, nfkc)) as t) n, generate_series(1, greatest(length(t) - 1, 1)) i);
create index sku_title_pairs on sku using gin (title_pairs);
create index sku_code_prefix on sku (code text_pattern_ops);
create index sku_barcode_prefix on sku (barcode text_pattern_ops);
create index place_warehouse on place (warehouse_id, id);
