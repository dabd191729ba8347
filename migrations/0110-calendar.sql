-- Where the company's day begins: minutes east of UTC, chosen once, when the company is made. A company without a row lives by China's time.
create table calendar (
  one boolean primary key default true check (one),
  utc_offset_minutes int not null check (utc_offset_minutes between -840 and 840)
);
