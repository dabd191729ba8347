-- P5: a platform may forbid that what it says of its customers leaves the house again by an interface or a file.
alter table shop add column stays_inside boolean not null default false;
