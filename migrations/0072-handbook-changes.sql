-- A proposal may be turned down or taken back; `was` is the figure in force when it was made.
alter table handbook_change add column was numeric;
alter table handbook_change add column rejected_by bigint;
alter table handbook_change add column rejected_at timestamptz;
alter table handbook_change add column rejected_why text;
create index handbook_change_clause on handbook_change (clause, id);
