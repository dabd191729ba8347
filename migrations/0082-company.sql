-- What a company says of itself. Whatever is a rule stands in the handbook and not here.
create table company_setting (
  name text primary key,
  value jsonb not null,
  changed_at timestamptz not null,
  changed_by text not null
);
