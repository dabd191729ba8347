-- A scan finds room beside its row, so that it changes the row in place and writes no index.
alter table pick set (fillfactor = 80);
